/** What a running {@code ./trackline local} bears: kills, and hours of load. */
@NullMarked
package trackline.bench.endurance;

import org.jspecify.annotations.NullMarked;
