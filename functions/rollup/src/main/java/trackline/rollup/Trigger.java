package trackline.rollup;

import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import trackline.sql.Rollup;
import trackline.sql.Rollups;

/** What an event asks the function to do. */
sealed interface Trigger {

  /** To compute rollups anew, even young ones if forced. */
  record Refresh(List<String> rollups, boolean force) implements Trigger {}

  /** To look at a query that ended. */
  record QueryEnded(String queryId) implements Trigger {}

  /** Nothing: a query went on to another state than its end. */
  record Other() implements Trigger {}

  Set<String> ENDS = Set.of("SUCCEEDED", "FAILED", "CANCELLED");

  static Trigger of(ScheduledEvent event) {
    Map<String, Object> detail = event.getDetail() == null ? Map.of() : event.getDetail();
    return switch (String.valueOf(event.getSource())) {
      case "trackline.schedule", "trackline.refresh" -> refresh(detail);
      case "aws.athena" -> query(detail);
      default -> throw new IllegalArgumentException("Not an event of this function's triggers");
    };
  }

  private static Trigger refresh(Map<String, Object> detail) {
    List<String> names =
        detail.get("rollups") instanceof List<?> list
            ? list.stream().map(String::valueOf).distinct().toList()
            : List.of();
    List<String> rollups =
        names.contains("*") ? Rollups.all().stream().map(Rollup::name).toList() : names;
    return new Refresh(rollups, Boolean.TRUE.equals(detail.get("force")));
  }

  private static Trigger query(Map<String, Object> detail) {
    boolean ended = ENDS.contains(String.valueOf(detail.get("currentState")));
    return ended && detail.get("queryExecutionId") instanceof String id
        ? new QueryEnded(id)
        : new Other();
  }
}
