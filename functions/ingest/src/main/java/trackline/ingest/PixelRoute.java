package trackline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import trackline.aws.Key;
import trackline.aws.Keys;
import trackline.aws.QuarantineDoor;
import trackline.http.HttpAnswer;
import trackline.http.HttpRequest;
import trackline.http.Methods;
import trackline.http.Problem;
import trackline.http.Refusal;
import trackline.log.LogLine;
import trackline.segment.SegmentTime;

/**
 * The way of a request to {@code GET /v1/pixel.gif}: one message in the address of an image, for
 * places where no script runs, such as an e-mail. It comes as {@code data}, the message's JSON in
 * base64, or member by member as query parameters, of which those that Segment has no name for are
 * properties.
 *
 * <p>Source: "Pixel Tracking API Source", Segment's documentation.
 */
final class PixelRoute implements DoorRoute {
  private static final String DATA = "data";

  /** The parameters that are members of the message; all others are properties. */
  private static final Set<String> MEMBERS =
      Set.of(
          WriteKeys.MEMBER,
          "type",
          "event",
          "name",
          "userId",
          "anonymousId",
          "messageId",
          "timestamp",
          "groupId",
          "previousId");

  /** A transparent image of one pixel. */
  private static final byte[] IMAGE =
      Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

  private final Optional<SegmentCall> call;
  private final BodyKeys keys;
  private final SegmentAdmission admission;
  private final Refused refused;

  /**
   * Makes the route.
   *
   * @param call the call that the path names; without one the message says its type, or it is track
   */
  PixelRoute(
      Optional<SegmentCall> call, Keys keys, SegmentAdmission admission, Quarantines.Door door) {
    this.call = call;
    this.admission = admission;
    this.refused = new Refused(door, Refused.Caller.UNTOLD, SegmentAdmission.SOURCE);
    this.keys = new BodyKeys(keys, refused, RequestBody.Rules.CLIENTS);
  }

  @Override
  public Methods methods() {
    return Methods.GET;
  }

  @Override
  public HttpAnswer answer(HttpRequest request, LogLine log) {
    log.put("call", "pixel");
    Optional<Key> beforeMessage = keys.find(request);
    Submission sent = submission(request);
    Key key = beforeMessage.orElseGet(() -> keys.require(sent.writeKey()));
    log.put("key_label", key.label());
    Submission submission = new Admitted(sent, key).submission();
    List<Result> results =
        admission.admit(
            submission.events(),
            SegmentTime.BY_CLIENT,
            Receptions.of(SegmentAdmission.SOURCE, request),
            Forgetting.NOT_BY_IMAGE,
            Receptions.asking(QuarantineDoor.PIXEL, request, key.label()),
            request.deadline());
    refused.settle(request, submission, results, log);
    Answers.requireStored(results.getFirst());
    return image();
  }

  private Submission submission(HttpRequest request) {
    if (request.query().containsKey(DATA)) {
      String text = data(request);
      return submission(text, message(text));
    }
    ObjectNode message = fromQuery(request);
    return submission(message.toString(), message);
  }

  private Submission submission(String text, ObjectNode message) {
    SegmentCall type =
        call.or(() -> SegmentCall.named(message.path("type").asText()))
            .filter(SegmentCall::isMessage)
            .orElse(SegmentCall.TRACK);
    return SegmentSubmission.single(type, text.getBytes(StandardCharsets.UTF_8), message);
  }

  /** The message as the client wrote it, which is what quarantine keeps of it. */
  private static String data(HttpRequest request) {
    try {
      return Submission.text(decode(request.parameter(DATA).orElseThrow()));
    } catch (IllegalArgumentException e) {
      throw Refusal.badParameter(DATA, "must be the JSON of a message in base64");
    }
  }

  private static ObjectNode message(String json) {
    if (Submission.document(json) instanceof ObjectNode message) {
      return message;
    }
    throw Refusal.badParameter(DATA, "must hold an object");
  }

  /** Both alphabets; a plus sign that was not escaped came as a blank. */
  private static byte[] decode(String base64) {
    return Base64.getUrlDecoder()
        .decode(base64.replace(' ', '-').replace('+', '-').replace('/', '_'));
  }

  private static ObjectNode fromQuery(HttpRequest request) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, List<String>> parameter : request.query().entrySet()) {
      String value = request.parameter(parameter.getKey()).orElse("");
      JsonNode text = JsonNodeFactory.instance.textNode(value);
      if (MEMBERS.contains(parameter.getKey())) {
        message.set(parameter.getKey(), text);
      } else {
        message.withObject("/properties").set(parameter.getKey(), text);
      }
    }
    return message;
  }

  private static HttpAnswer image() {
    return new HttpAnswer(
        200, Map.of("content-type", "image/gif", "cache-control", "no-store"), IMAGE, true);
  }

  @Override
  public Problem told(HttpRequest request, Problem problem) {
    return Answers.segmentProblem(problem);
  }
}
