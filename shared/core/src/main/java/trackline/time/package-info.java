/** The time that an invocation has. */
@NullMarked
package trackline.time;

import org.jspecify.annotations.NullMarked;
