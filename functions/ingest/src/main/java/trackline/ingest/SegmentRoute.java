package trackline.ingest;

import java.util.List;
import java.util.function.Function;
import trackline.aws.Keys;
import trackline.aws.QuarantineDoor;
import trackline.http.HttpAnswer;
import trackline.http.HttpRequest;
import trackline.http.Methods;
import trackline.http.Problem;
import trackline.log.LogLine;
import trackline.segment.SegmentTime;

/**
 * The way of a request to Segment's HTTP tracking API, {@code POST /v1/track} and so on, as any of
 * Segment's SDKs sends it when its host is set.
 *
 * <p>Source: "HTTP Tracking API Source", Segment's documentation.
 */
final class SegmentRoute implements DoorRoute {
  private final SegmentCall call;
  private final BodyKeys keys;
  private final SegmentAdmission admission;
  private final Refused refused;

  SegmentRoute(SegmentCall call, Keys keys, SegmentAdmission admission, Quarantines.Door door) {
    this.call = call;
    // At an error an SDK drops the whole batch.
    this.refused =
        new Refused(
            door,
            call == SegmentCall.BATCH ? Refused.Caller.UNTOLD : Refused.Caller.TOLD,
            SegmentAdmission.SOURCE);
    this.keys = new BodyKeys(keys, refused, RequestBody.Rules.CLIENTS);
    this.admission = admission;
  }

  @Override
  public Methods methods() {
    return Methods.POST;
  }

  @Override
  public HttpAnswer answer(HttpRequest request, LogLine log) {
    log.put("call", call.messageType());
    return call == SegmentCall.METRICS ? Answers.success() : admit(request, log);
  }

  private HttpAnswer admit(HttpRequest request, LogLine log) {
    Function<byte[], Submission> reading = body -> SegmentSubmission.ofCall(call, body);
    Admitted admitted = keys.admit(request, reading, log);
    Submission submission = SegmentSubmission.completed(admitted.submission());
    List<Result> results =
        admission.admit(
            submission.events(),
            SegmentTime.BY_CLIENT,
            Receptions.of(SegmentAdmission.SOURCE, request),
            Forgetting.by(admitted.key()),
            Receptions.asking(QuarantineDoor.SEGMENT, request, admitted.key().label()),
            request.deadline());
    refused.settle(request, submission, results, log);
    return submission.batch()
        ? Answers.segmentBatch(results)
        : Answers.segmentSingle(results.getFirst());
  }

  @Override
  public Problem told(HttpRequest request, Problem problem) {
    return Answers.segmentProblem(problem);
  }
}
