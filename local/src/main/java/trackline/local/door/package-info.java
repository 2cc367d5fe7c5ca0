/** What only a Trackline on this machine answers: a look inside, and the levers to move it. */
@NullMarked
package trackline.local.door;

import org.jspecify.annotations.NullMarked;
