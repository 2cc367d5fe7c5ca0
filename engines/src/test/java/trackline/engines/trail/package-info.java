@NullMarked
package trackline.engines.trail;

import org.jspecify.annotations.NullMarked;
