@NullMarked
package trackline.query;

import org.jspecify.annotations.NullMarked;
