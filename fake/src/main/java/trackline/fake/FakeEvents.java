package trackline.fake;

import java.time.LocalDate;
import java.util.List;

/**
 * Distinct events in the order in which they happened, over a window of days.
 *
 * @param days all the days of the window, those without events too
 */
public record FakeEvents(List<FakeEvent> events, List<LocalDate> days, long seed) {
  /** What to do where a plan refuses them. */
  public static final String PLAN =
      "Fake events are of the types of the plan that comes with Trackline: start `local` without"
          + " --plan, or name these types in yours";

  /**
   * What a client sends: every event, some of them late and some of them again, in bodies of at
   * most so many.
   */
  public List<List<FakeEvent>> batches(int size) {
    return Deliveries.batches(events, size, seed);
  }

  /** The rollups that these events must give where there are no others. */
  public List<ExpectedRollup> expected() {
    return ExpectedRollup.all(this);
  }

  /** The expected rollup of a name. */
  public ExpectedRollup expected(String name) {
    return expected().stream()
        .filter(rollup -> rollup.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No rollup is expected as " + name));
  }
}
