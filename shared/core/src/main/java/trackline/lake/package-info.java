/** The lake: items as plain JSON, one line an event, lines packed for delivery. */
@NullMarked
package trackline.lake;

import org.jspecify.annotations.NullMarked;
