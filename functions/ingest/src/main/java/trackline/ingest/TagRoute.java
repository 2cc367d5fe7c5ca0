package trackline.ingest;

import java.util.List;
import trackline.aws.Keys;
import trackline.http.HttpAnswer;
import trackline.http.HttpRequest;
import trackline.http.Methods;
import trackline.log.LogLine;

/** The way of a request to {@code POST /v1/tag}: events of our own form, from the tag of a page. */
final class TagRoute implements DoorRoute {
  private final BodyKeys keys;
  private final Admission admission;
  private final Refused refused;

  TagRoute(Keys keys, Admission admission, Quarantines.Door door) {
    this.refused = new Refused(door, Refused.Caller.UNTOLD, EventsRoute.SOURCE);
    this.keys = new BodyKeys(keys, refused, RequestBody.Rules.PAGES);
    this.admission = admission;
  }

  @Override
  public Methods methods() {
    return Methods.POST;
  }

  @Override
  public HttpAnswer answer(HttpRequest request, LogLine log) {
    Submission submission = keys.admit(request, Submission::ofTag, log).submission();
    List<Result> results =
        admission.admit(
            submission.events(), Receptions.of(EventsRoute.SOURCE, request), request.deadline());
    refused.settle(request, submission, results, log);
    return Answers.batch(results);
  }
}
