/** Lambda on this machine: functions run in this process, and the calls for their mappings. */
@NullMarked
package trackline.engines.lambda;

import org.jspecify.annotations.NullMarked;
