package trackline.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.Function;
import trackline.http.HttpAnswer;
import trackline.http.Problem;
import trackline.http.Refusal;

/** The answers of {@code POST /v1/events}, from the results of its events. */
final class Answers {
  private Answers() {}

  /**
   * The answer to a single event.
   *
   * @throws Refusal for an event that is not stored
   */
  static HttpAnswer single(Result result) {
    return switch (result.status()) {
      case ACCEPTED -> HttpAnswer.json(202, result.toJson());
      case DUPLICATE -> HttpAnswer.json(200, result.toJson());
      case INVALID -> throw Refusal.unprocessable("The event is not accepted", result.errors());
      case TOO_LARGE ->
          throw new Refusal(Problem.of(413, "The event is too large").withErrors(result.errors()));
      case CONFLICT -> throw Refusal.conflict("The event's key is taken", result.errors());
      case RETRY -> throw Refusal.unavailable("The event could not be stored now, send it again");
    };
  }

  /**
   * The answer to a batch.
   *
   * @throws Refusal 503 with the same results when any event must be sent again
   */
  static HttpAnswer batch(List<Result> results) {
    ObjectNode summary = summary(results, Result::toJsonWithErrors);
    if (results.stream().anyMatch(result -> result.status() == Result.Status.RETRY)) {
      Problem trouble =
          Refusal.unavailable("Some events could not be stored now, send the batch again")
              .problem();
      throw new Refusal(trouble.withExtensions(summary));
    }
    return HttpAnswer.json(200, summary);
  }

  /**
   * The answer to a dry run, which speaks of rejections as of any verdict.
   *
   * @throws Refusal 503 when the table could not be asked
   */
  static HttpAnswer dryRun(Submission submission, List<Result> results) {
    if (results.stream().anyMatch(result -> result.status() == Result.Status.RETRY)) {
      throw Refusal.unavailable("The table could not be asked now, try again");
    }
    return HttpAnswer.json(
        200,
        submission.batch()
            ? summary(results, Result::toJsonWithRow)
            : results.getFirst().toJsonWithRow());
  }

  private static ObjectNode summary(List<Result> results, Function<Result, ObjectNode> form) {
    ObjectNode summary = JsonNodeFactory.instance.objectNode();
    summary.put("size", results.size());
    summary.put("accepted", Counts.of(results, Result.Status.ACCEPTED));
    summary.put("duplicates", Counts.of(results, Result.Status.DUPLICATE));
    summary.put("rejected", Counts.rejected(results));
    ArrayNode list = summary.putArray("results");
    for (int i = 0; i < results.size(); i++) {
      ObjectNode entry = JsonNodeFactory.instance.objectNode().put("index", i);
      entry.setAll(form.apply(results.get(i)));
      list.add(entry);
    }
    return summary;
  }
}
