package trackline.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import trackline.http.AnswerRoom;
import trackline.http.HttpAnswer;
import trackline.http.Problem;
import trackline.http.Refusal;

/** The answers of the doors, from the results of a request's events. */
final class Answers {
  private Answers() {}

  /**
   * The answer to a single event.
   *
   * @throws Refusal for an event that is not stored
   */
  static HttpAnswer single(Result result) {
    requireStored(result);
    boolean isNew = result.status() == Result.Status.ACCEPTED;
    return HttpAnswer.json(isNew ? 202 : 200, result.toJson());
  }

  /**
   * Refuses a single event that is not stored.
   *
   * @throws Refusal saying why
   */
  static void requireStored(Result result) {
    switch (result.status()) {
      case ACCEPTED, DUPLICATE, RECORDED -> {}
      case INVALID, ERASED ->
          throw Refusal.unprocessable("The event is not accepted", result.errors());
      case TOO_LARGE ->
          throw new Refusal(Problem.of(413, "The event is too large").withErrors(result.errors()));
      case CONFLICT -> throw Refusal.conflict("The event's key is taken", result.errors());
      case RETRY -> throw Refusal.unavailable("The event could not be stored now, send it again");
    }
  }

  /**
   * The answer to a batch.
   *
   * @throws Refusal 503 with the same results when any event must be sent again
   */
  static HttpAnswer batch(List<Result> results) {
    ObjectNode summary = summary(results, toldWithin(new AnswerRoom()));
    if (Counts.of(results, Result.Status.RETRY) > 0) {
      Problem trouble =
          Refusal.unavailable("Some events could not be stored now, send the batch again")
              .problem();
      throw new Refusal(trouble.withExtensions(summary));
    }
    return HttpAnswer.json(200, summary);
  }

  /** Results with their errors, as long as there is room: a hostile batch's outgrow an answer. */
  private static Function<Result, ObjectNode> toldWithin(AnswerRoom room) {
    return result -> {
      ObjectNode told = result.toJsonWithErrors();
      return room.take(told) ? told : result.toJsonBriefly();
    };
  }

  /**
   * The answer to a dry run, which speaks of rejections as of any verdict.
   *
   * @throws Refusal 503 when the table could not be asked; 413 when an answer cannot hold the rows
   */
  static HttpAnswer dryRun(Submission submission, List<Result> results) {
    if (Counts.of(results, Result.Status.RETRY) > 0) {
      throw Refusal.unavailable("The table could not be asked now, try again");
    }
    return HttpAnswer.json(
        200,
        submission.batch()
            ? summary(results, wholeWithin(new AnswerRoom()))
            : results.getFirst().toJsonWithRow());
  }

  private static Function<Result, ObjectNode> wholeWithin(AnswerRoom room) {
    return result -> {
      ObjectNode whole = result.toJsonWithRow();
      if (!room.take(whole)) {
        throw Refusal.tooLarge("An answer cannot hold the rows of so many events; try fewer");
      }
      return whole;
    };
  }

  /**
   * What Segment's clients expect of a batch: success, unless it must be sent again.
   *
   * @throws Refusal 503 when it must
   */
  static HttpAnswer segmentBatch(List<Result> results) {
    if (Counts.of(results, Result.Status.RETRY) > 0) {
      throw Refusal.unavailable("Some events could not be stored now, send the batch again");
    }
    return success();
  }

  /**
   * What Segment's clients expect of a single message.
   *
   * @throws Refusal for a message that is not stored
   */
  static HttpAnswer segmentSingle(Result result) {
    requireStored(result);
    return success();
  }

  /**
   * A problem with the two members beside that Segment's SDKs read, {@code code} and {@code
   * message}.
   */
  static Problem segmentProblem(Problem problem) {
    ObjectNode members = problem.extensions().deepCopy();
    members.put("code", problem.title().toLowerCase(Locale.ROOT).replace(' ', '_'));
    members.put("message", problem.detail());
    return problem.withExtensions(members);
  }

  static HttpAnswer success() {
    return HttpAnswer.json(200, JsonNodeFactory.instance.objectNode().put("success", true));
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
