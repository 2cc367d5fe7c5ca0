package trackline.rollup;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The line of JSON that an invocation logs. */
final class LogLine {

  private LogLine() {}

  static String of(ScheduledEvent event, Context context, List<Result> results) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("function", "rollup").put("request_id", context.getAwsRequestId());
    line.put("trigger", event.getSource());
    for (Outcome outcome : List.of(Outcome.STARTED, Outcome.COLLECTED)) {
      line.put(outcome.word(), count(results, outcome));
    }
    line.put("failed", results.stream().filter(LogLine::isFailure).count());
    ArrayNode list = line.putArray("results");
    results.forEach(result -> list.add(json(result)));
    return line.toString();
  }

  private static long count(List<Result> results, Outcome outcome) {
    return results.stream().filter(result -> result.outcome() == outcome).count();
  }

  private static boolean isFailure(Result result) {
    return switch (result.outcome()) {
      case QUERY_FAILED, TOO_LARGE, UNKNOWN, ERROR -> true;
      case STARTED, FRESH, RUNNING, COLLECTED, SUPERSEDED, NOT_OURS -> false;
    };
  }

  private static ObjectNode json(Result result) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("rollup", result.rollup()).put("outcome", result.outcome().word());
    if (result.queryId() != null) {
      json.put("query_id", result.queryId());
    }
    return result.detail() == null ? json : json.put("detail", result.detail());
  }
}
