/**
 * CloudWatch Logs on one machine: the trail's log group, and the questions that are asked of it.
 */
@NullMarked
package trackline.engines.logs;

import org.jspecify.annotations.NullMarked;
