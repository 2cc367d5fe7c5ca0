package trackline.local;

import java.nio.file.Path;
import java.util.List;
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
 * @param audit whether every call to a table is recorded and can be asked for
 * @param attached tables that others write
 * @param hosts the names, beside those of loopback, by which it may be asked
 */
public record LocalOptions(
    int port,
    @Nullable Path data,
    int fakeEvents,
    int days,
    long seed,
    String plan,
    boolean search,
    boolean audit,
    Attached attached,
    List<String> hosts) {

  public LocalOptions {
    hosts = List.copyOf(hosts);
  }

  /** Options without other names than loopback's. */
  public LocalOptions(
      int port,
      @Nullable Path data,
      int fakeEvents,
      int days,
      long seed,
      String plan,
      boolean search,
      boolean audit,
      Attached attached) {
    this(port, data, fakeEvents, days, seed, plan, search, audit, attached, List.of());
  }

  /** Options with the default plan, without search, audit and other tables. */
  public LocalOptions(int port, @Nullable Path data, int fakeEvents, int days, long seed) {
    this(port, data, fakeEvents, days, seed, TrackingPlan.DEFAULT, false, false, Attached.NONE);
  }
}
