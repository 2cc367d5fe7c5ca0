@NullMarked
package trackline.search;

import org.jspecify.annotations.NullMarked;
