package trackline.rollup;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;
import java.util.List;
import trackline.log.LogLine;

/** The line of JSON that an invocation logs: counts, and the outcome by the rollup's name. */
final class LogLines {

  private LogLines() {}

  static String of(ScheduledEvent event, Context context, List<Result> results) {
    LogLine line = new LogLine("rollup", context.getAwsRequestId());
    line.put("trigger", event.getSource());
    for (Outcome outcome : List.of(Outcome.STARTED, Outcome.COLLECTED)) {
      line.put(outcome.word(), count(results, outcome));
    }
    line.put("failed", results.stream().filter(result -> result.outcome().isFailure()).count());
    line.put("ledger_missing", results.stream().mapToLong(Result::missing).sum());
    results.forEach(result -> add(line, result));
    return line.toString();
  }

  private static long count(List<Result> results, Outcome outcome) {
    return results.stream().filter(result -> result.outcome() == outcome).count();
  }

  private static void add(LogLine line, Result result) {
    line.put(result.rollup(), result.outcome().word());
    if (result.queryId() != null) {
      line.put(result.rollup() + ".query_id", result.queryId());
    }
    if (result.detail() != null) {
      line.put(result.rollup() + ".detail", result.detail());
    }
  }
}
