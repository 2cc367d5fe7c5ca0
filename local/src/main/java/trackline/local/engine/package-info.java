/** The AWS services that Trackline leans on, run on one machine behind the SDK's own interfaces. */
@NullMarked
package trackline.local.engine;

import org.jspecify.annotations.NullMarked;
