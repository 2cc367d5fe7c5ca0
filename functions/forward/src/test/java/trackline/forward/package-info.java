@NullMarked
package trackline.forward;

import org.jspecify.annotations.NullMarked;
