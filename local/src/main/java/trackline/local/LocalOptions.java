package trackline.local;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import trackline.plan.TrackingPlan;

/**
 * What {@code ./trackline local} can be told.
 *
 * @param port of the gateway on loopback; 0 for any free one
 * @param data folder of the state; a temporary one where absent
 * @param fakeEvents distinct events to begin with
 * @param days UTC days, ending today, over which these are spread
 * @param seed of these
 * @param plan the path of a tracking plan, or {@link TrackingPlan#DEFAULT}
 * @param search whether events are copied to an OpenSearch too
 */
public record LocalOptions(
    int port,
    @Nullable Path data,
    int fakeEvents,
    int days,
    long seed,
    String plan,
    boolean search) {

  /** Options with the default plan and without search. */
  public LocalOptions(int port, @Nullable Path data, int fakeEvents, int days, long seed) {
    this(port, data, fakeEvents, days, seed, TrackingPlan.DEFAULT, false);
  }
}
