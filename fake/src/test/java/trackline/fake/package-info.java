@NullMarked
package trackline.fake;

import org.jspecify.annotations.NullMarked;
