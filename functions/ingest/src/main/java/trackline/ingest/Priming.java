package trackline.ingest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Clock;
import java.util.List;
import trackline.aws.AwsErrors;
import trackline.intake.Reception;
import trackline.plan.TrackingPlan;
import trackline.time.Deadline;

/**
 * A dry run before SnapStart takes its snapshot, so that the classes of judging, of the SDK and of
 * its connection are loaded in it. It reads keys that are not there and stores nothing.
 */
final class Priming {
  private final Admission admission;
  private final TrackingPlan plan;
  private final Clock clock;

  Priming(Admission admission, TrackingPlan plan, Clock clock) {
    this.admission = admission;
    this.plan = plan;
    this.clock = clock;
  }

  void run() {
    var event =
        JsonNodeFactory.instance
            .objectNode()
            .put("user_id", 0)
            .put("event_type", plan.eventTypes().keySet().iterator().next())
            .put("event_at", "2026-01-01T00:00:00.000Z");
    try {
      admission.probe(
          List.of(new Sent.Read(event)),
          new Reception("priming", clock.instant(), null, null),
          Deadline.NONE);
    } catch (RuntimeException e) {
      // A snapshot without priming is slower to answer first, and still right.
      System.err.println("Priming failed: " + e.getClass().getName() + " " + AwsErrors.describe(e));
    }
  }
}
