/** EventBridge on this machine: the bus, schedules and the patterns of rules. */
@NullMarked
package trackline.engines.eventbridge;

import org.jspecify.annotations.NullMarked;
