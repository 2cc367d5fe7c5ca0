/** The event: its columns, its key, its times, and the strict reading of its JSON. */
@NullMarked
package trackline.event;

import org.jspecify.annotations.NullMarked;
