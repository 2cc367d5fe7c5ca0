/**
 * The check of CloudTrail's log files against the signed digests that CloudTrail leaves of them.
 */
@NullMarked
package trackline.integrity;

import org.jspecify.annotations.NullMarked;
