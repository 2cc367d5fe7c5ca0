@NullMarked
package trackline.device;

import org.jspecify.annotations.NullMarked;
