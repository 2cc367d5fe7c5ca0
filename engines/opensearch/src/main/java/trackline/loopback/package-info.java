/** What every server of this machine asks of its callers; here, since both processes have it. */
@NullMarked
package trackline.loopback;

import org.jspecify.annotations.NullMarked;
