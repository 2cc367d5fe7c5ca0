package trackline.aws;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import trackline.event.Fault;
import trackline.http.AnswerRoom;
import trackline.log.LogLine;

/**
 * What came of judging a line of the quarantine again.
 *
 * @param errors why it is refused still
 * @param events the results one by one, where the line is a whole body of several events
 */
public record ReplayResult(
    Status status, @Nullable String eventId, List<Fault> errors, List<ReplayResult> events) {

  private static final Fault UNTOLD = new Fault("", "has faults that this answer has no room for");

  /** The outcomes; of several events the one that comes last here speaks for all. */
  public enum Status {
    DUPLICATE,
    ACCEPTED,
    REJECTED,
    RETRY;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public ReplayResult(Status status, @Nullable String eventId, List<Fault> errors) {
    this(status, eventId, errors, List.of());
  }

  /** A line that cannot pass, for one reason. */
  public static ReplayResult rejected(String pointer, String detail) {
    return new ReplayResult(Status.REJECTED, null, List.of(new Fault(pointer, detail)));
  }

  /** The result of a whole body. */
  public static ReplayResult ofBody(List<ReplayResult> events) {
    Status status =
        events.stream().map(ReplayResult::status).max(Status::compareTo).orElse(Status.REJECTED);
    return new ReplayResult(status, null, List.of(), events);
  }

  /**
   * The answer to a {@link ReplayRequest}: {@code {"results":[…]}} in the order of its entries.
   * Where hostile lines have more faults than an answer has room for, those of the later ones are
   * not told.
   */
  public static ObjectNode answer(List<ReplayResult> results) {
    AnswerRoom room = new AnswerRoom();
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    var list = answer.putArray("results");
    for (ReplayResult result : results) {
      ObjectNode told = result.toJson();
      list.add(room.take(told) ? told : result.withoutErrors().toJson());
    }
    return answer;
  }

  private ReplayResult withoutErrors() {
    return new ReplayResult(
        status,
        eventId,
        errors.isEmpty() ? errors : List.of(UNTOLD),
        events.stream().map(ReplayResult::withoutErrors).toList());
  }

  /** Puts what came of a request into the invocation's log line. */
  public static void log(ReplayRequest request, List<ReplayResult> results, LogLine log) {
    log.put("replay", request.door()).put("dry_run", request.dryRun());
    log.put("replayed", results.size());
    for (Status status : Status.values()) {
      long count = results.stream().filter(result -> result.status() == status).count();
      log.put("replayed_" + status.word(), count);
    }
  }

  private ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("status", status.word());
    if (eventId != null) {
      json.put("event_id", eventId);
    }
    var list = json.putArray("errors");
    errors.forEach(f -> list.addObject().put("pointer", f.pointer()).put("detail", f.detail()));
    if (!events.isEmpty()) {
      var each = json.putArray("events");
      events.forEach(event -> each.add(event.toJson()));
    }
    return json;
  }
}
