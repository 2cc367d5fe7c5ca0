/** Tests of the check of CloudTrail's log files. */
@NullMarked
package trackline.integrity;

import org.jspecify.annotations.NullMarked;
