/** The function that takes new items from the table's stream to the delivery stream. */
@NullMarked
package trackline.forward;

import org.jspecify.annotations.NullMarked;
