package trackline.intake;

import java.util.List;
import org.jspecify.annotations.Nullable;
import trackline.event.EventRow;
import trackline.event.Fault;

/** What came of judging one event. */
public sealed interface Verdict {
  /**
   * The event is good: this is its row.
   *
   * @param warnings what of it could not be used, and cost it no more than that
   */
  record Good(EventRow row, List<Fault> warnings) implements Verdict {}

  /**
   * The event breaks the plan or the rules.
   *
   * @param eventId the client's id where it gave a valid one
   * @param faults everything that is wrong with it
   */
  record Bad(@Nullable String eventId, List<Fault> faults) implements Verdict {}

  /** The event is good and larger than an item of the table may be. */
  record TooLarge(@Nullable String eventId, int bytes) implements Verdict {}
}
