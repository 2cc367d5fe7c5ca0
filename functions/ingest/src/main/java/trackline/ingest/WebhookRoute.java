package trackline.ingest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import trackline.aws.LabelledSecrets;
import trackline.aws.Quarantine;
import trackline.event.Sha256;
import trackline.http.HttpAnswer;
import trackline.http.HttpExchange;
import trackline.http.HttpRequest;
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
final class WebhookRoute implements HttpExchange.Route {
  private static final String SIGNATURE = "x-signature";

  private final String token;
  private final Secrets secrets;
  private final SegmentAdmission admission;
  private final Refused refused;

  /**
   * The secrets of the webhook, each a set of values that are all valid: the current and the
   * previous.
   */
  record Secrets(LabelledSecrets values, String tokensSecret, String signingSecret) {
    private Map<String, String> tokens() {
      return values.values(tokensSecret);
    }

    private Map<String, String> signing() {
      return values.values(signingSecret);
    }
  }

  WebhookRoute(String token, Secrets secrets, SegmentAdmission admission, Quarantine quarantine) {
    this.token = token;
    this.secrets = secrets;
    this.admission = admission;
    this.refused = new Refused(quarantine);
  }

  @Override
  public HttpAnswer answer(HttpRequest request, LogLine log) {
    request.requireMethod("POST");
    log.put("call", "webhook").put("key_label", requireToken());
    byte[] body = requireSigned(request);
    Submission submission =
        refused.keepUnreadable(request, body, SegmentSubmission::ofWebhook, log);
    List<Result> results =
        admission.admit(
            submission.events(),
            SegmentTime.CORRECTED,
            Receptions.handedOn(SegmentAdmission.SOURCE, request));
    Counts.log(results, log);
    refused.keep(request, results, submission::rawEvents, Refused.Caller.UNTOLD, log);
    return Answers.segmentBatch(results);
  }

  private String requireToken() {
    byte[] given = digest(token);
    String label = "";
    for (Map.Entry<String, String> known : secrets.tokens().entrySet()) {
      // All are compared, each in constant time, so that time tells nothing of a token.
      if (MessageDigest.isEqual(digest(known.getValue()), given)) {
        label = known.getKey();
      }
    }
    if (label.isEmpty()) {
      throw Refusal.unauthorized("The token in the path is unknown");
    }
    return label;
  }

  private static byte[] digest(String token) {
    return Sha256.of(token.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] requireSigned(HttpRequest request) {
    String signature =
        request
            .header(SIGNATURE)
            .filter(value -> !value.isEmpty())
            .orElseThrow(
                () -> Refusal.unauthorized("Give one X-Signature, made with the shared secret"));
    byte[] body = RequestBody.read(request, RequestBody.Rules.WEBHOOK);
    if (!WebhookSignature.isGood(signature, body, secrets.signing().values())) {
      throw Refusal.unauthorized("The X-Signature is not that of this body and the shared secret");
    }
    return body;
  }

  @Override
  public Problem told(HttpRequest request, Problem problem) {
    return Answers.segmentProblem(problem);
  }
}
