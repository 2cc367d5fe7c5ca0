package trackline.ingest;

import java.util.List;
import java.util.Optional;
import trackline.aws.LabelledSecrets;
import trackline.aws.QuarantineDoor;
import trackline.http.HttpAnswer;
import trackline.http.HttpRequest;
import trackline.http.Methods;
import trackline.http.Problem;
import trackline.http.Refusal;
import trackline.log.LogLine;
import trackline.segment.SegmentTime;

/**
 * The way of a request to {@code POST /webhooks/segment/{token}}, where Segment hands on what it
 * took. Two controls: the token in the path, and the signature, which covers no more than the first
 * message of a batch. Segment gives up on any 4xx and repeats a 5xx for four hours, so that
 * whatever is our own trouble is a 503.
 */
final class WebhookRoute implements DoorRoute {
  private static final String SIGNATURE = "x-signature";

  private final String token;
  private final Secrets secrets;
  private final SegmentAdmission admission;
  private final Refused refused;

  /** The webhook's two secrets, by their ids, of which each may have several values. */
  record Secrets(LabelledSecrets values, String tokensSecret, String signingSecret) {}

  WebhookRoute(String token, Secrets secrets, SegmentAdmission admission, Quarantines.Door door) {
    this.token = token;
    this.secrets = secrets;
    this.admission = admission;
    this.refused = new Refused(door, Refused.Caller.UNTOLD, SegmentAdmission.SOURCE);
  }

  @Override
  public Methods methods() {
    return Methods.POST;
  }

  @Override
  public HttpAnswer answer(HttpRequest request, LogLine log) {
    String label = requireToken();
    log.put("call", "webhook").put("key_label", label);
    String signature = signature(request);
    byte[] body = RequestBody.read(request, RequestBody.Rules.WEBHOOK);
    Forgetting forgetting = requireSigned(request, signature, body);
    Submission submission =
        refused.keepUnreadable(request, body, SegmentSubmission::ofWebhook, log);
    List<Result> results =
        admission.admit(
            submission.events(),
            SegmentTime.CORRECTED,
            Receptions.handedOn(SegmentAdmission.SOURCE, request),
            forgetting,
            Receptions.asking(QuarantineDoor.WEBHOOK, request, label),
            request.deadline());
    refused.settle(request, submission, results, log);
    return Answers.segmentBatch(results);
  }

  private String requireToken() {
    return secrets
        .values()
        .find(secrets.tokensSecret(), LabelledSecrets.equalTo(token))
        .orElseThrow(() -> Refusal.unauthorized("The token in the path is unknown"))
        .label();
  }

  /** One that is none in its form is refused before up to 4 MB are inflated and digested. */
  private static String signature(HttpRequest request) {
    return request
        .header(SIGNATURE)
        .filter(WebhookSignature::isOne)
        .orElseThrow(
            () -> Refusal.unauthorized("Give one X-Signature, made with the shared secret"));
  }

  /**
   * Checks the signature of a body. Of a gzip body either may be signed: the JSON, or the bytes as
   * they came.
   *
   * @return whether the messages behind the first may ask to forget a user
   * @throws Refusal 401 for another's signature
   */
  private Forgetting requireSigned(HttpRequest request, String signature, byte[] body) {
    byte[] raw = request.bodyBytes();
    return secrets
        .values()
        .match(secrets.signingSecret(), secret -> signed(signature, body, raw, secret))
        .orElseThrow(
            () ->
                Refusal.unauthorized(
                    "The X-Signature is not that of this body and the shared secret"));
  }

  private static Optional<Forgetting> signed(
      String signature, byte[] body, byte[] raw, String secret) {
    if (WebhookSignature.isOfWhole(signature, body, secret)
        || WebhookSignature.isOfWhole(signature, raw, secret)) {
      return Optional.of(Forgetting.TAKEN);
    }
    return Optional.of(Forgetting.SIGNED_ONLY)
        .filter(_ -> WebhookSignature.isOfFirst(signature, body, secret));
  }

  @Override
  public Problem told(HttpRequest request, Problem problem) {
    return Answers.segmentProblem(problem);
  }
}
