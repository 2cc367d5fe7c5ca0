@NullMarked
package trackline.local.trail;

import org.jspecify.annotations.NullMarked;
