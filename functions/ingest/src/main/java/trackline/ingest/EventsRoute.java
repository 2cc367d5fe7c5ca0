package trackline.ingest;

import java.util.List;
import java.util.Optional;
import trackline.aws.Key;
import trackline.aws.Keys;
import trackline.http.HttpAnswer;
import trackline.http.HttpRequest;
import trackline.http.Methods;
import trackline.http.Refusal;
import trackline.log.LogLine;

/**
 * The way of a request to {@code POST /v1/events}: the checks in their order, then the verdicts.
 *
 * <p>Nothing of the body is looked at before the key is known to be good, and the parameters too.
 */
final class EventsRoute implements DoorRoute {
  /** The source of events in our own form. */
  static final String SOURCE = "tracker";

  private static final String DRY_RUN = "dry_run";

  private final Keys keys;
  private final Admission admission;
  private final Refused refused;

  EventsRoute(Keys keys, Admission admission, Quarantines.Door door) {
    this.keys = keys;
    this.admission = admission;
    this.refused = new Refused(door, Refused.Caller.TOLD, SOURCE);
  }

  @Override
  public Methods methods() {
    return Methods.POST;
  }

  @Override
  public HttpAnswer answer(HttpRequest request, LogLine log) {
    Key key = keys.require(request);
    log.put("key_label", key.label());
    return isDryRun(request) ? probe(request, key) : admit(request, key, log);
  }

  /** What would come of the request; nothing is stored, in quarantine neither. */
  private HttpAnswer probe(HttpRequest request, Key key) {
    byte[] body = RequestBody.read(request, rules(key));
    Submission submission = new Admitted(Submission.ofEvents(body), key).submission();
    return Answers.dryRun(
        submission,
        admission.probe(submission.events(), Receptions.of(SOURCE, request), request.deadline()));
  }

  private HttpAnswer admit(HttpRequest request, Key key, LogLine log) {
    Submission sent = refused.keepUnreadable(request, rules(key), Submission::ofEvents, log);
    Submission submission = new Admitted(sent, key).submission();
    List<Result> results =
        admission.admit(submission.events(), Receptions.of(SOURCE, request), request.deadline());
    refused.settle(request, submission, results, log);
    return submission.batch() ? Answers.batch(results) : Answers.single(results.getFirst());
  }

  private static RequestBody.Rules rules(Key key) {
    return RequestBody.Rules.EVENTS.within(Limits.of(key));
  }

  /** A misspelt dry run must not store, so that no other parameter is taken. */
  private static boolean isDryRun(HttpRequest request) {
    Optional<String> other =
        request.query().keySet().stream().filter(name -> !name.equals(DRY_RUN)).findFirst();
    if (other.isPresent()) {
      throw Refusal.unknownParameter(DRY_RUN);
    }
    return switch (request.parameter(DRY_RUN).orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw Refusal.badParameter(DRY_RUN, "must be true or false");
    };
  }
}
