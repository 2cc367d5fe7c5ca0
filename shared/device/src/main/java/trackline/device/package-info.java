/** What a user agent says about the device that sent an event. */
@NullMarked
package trackline.device;

import org.jspecify.annotations.NullMarked;
