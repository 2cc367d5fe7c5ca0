@NullMarked
package trackline.lake;

import org.jspecify.annotations.NullMarked;
