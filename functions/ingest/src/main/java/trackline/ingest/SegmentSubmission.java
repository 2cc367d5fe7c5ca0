package trackline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import trackline.event.Fault;
import trackline.http.Refusal;
import trackline.segment.SegmentMessage;

/** What a request submits in Segment's form: one message, or a batch of them. */
final class SegmentSubmission {
  /** Segment's webhook sends so many at most; more would not be stored in the time of a request. */
  static final int MAX_MESSAGES = 4_000;

  /** What the messages of a batch may share, counted for each of them: they are judged at once. */
  private static final int MAX_SHARED = 8 * 1_048_576;

  private static final String CONTEXT = "context";
  private static final String SENT_AT = "sentAt";
  private static final String TYPE = "type";

  private static final Fault CONTRADICTION =
      new Fault(
          "/type",
          "contradicts the call: a request to forget a user is taken by batch and webhook only");

  private SegmentSubmission() {}

  /**
   * Reads the body of a call of the tracking API.
   *
   * @throws Refusal 400 for what is no object, or no batch of at least one message; 413 for too
   *     many
   */
  static Submission ofCall(SegmentCall call, byte[] body) {
    Document document = Document.read(body);
    if (call == SegmentCall.BATCH) {
      return batch(object(document.json()), document, body).by(call);
    }
    return single(call, body, object(document.whole()));
  }

  private static ObjectNode object(JsonNode json) {
    if (json instanceof ObjectNode object) {
      return object;
    }
    throw Refusal.badBody("The body must be an object");
  }

  /**
   * A message that came alone. The call says its type, whatever the message says, as Rudder's
   * server has it too; but no event is made of a request to forget a user, and none of a call that
   * asks for something else is taken for one.
   *
   * <p>Source: "HTTP API Source", Segment's documentation; getJobDataFromRequest of rudder-server.
   */
  static Submission single(SegmentCall call, byte[] body, ObjectNode message) {
    Optional<String> writeKey = Submission.writeKey(message);
    if (message.path(TYPE).asText().strip().equalsIgnoreCase(SegmentMessage.DELETE)) {
      return alone(body, new Sent.Unfit(CONTRADICTION), writeKey).by(call);
    }
    message.put(TYPE, call.messageType());
    return alone(body, new Sent.Read(message), writeKey).by(call);
  }

  /**
   * Reads the body of the webhook, an array of messages or one message.
   *
   * @throws Refusal 400 for what is neither; 413 for too many
   */
  static Submission ofWebhook(byte[] body) {
    Document document = Document.read(body);
    if (document.json().isArray()) {
      List<Sent> messages = messages(document, document.json());
      return new Submission(body, messages, true, "", Optional.empty());
    }
    if (!document.whole().isObject()) {
      throw Refusal.badBody("The body must be a message or an array of messages");
    }
    return alone(body, new Sent.Read(document.whole()), Optional.empty());
  }

  private static Submission alone(byte[] body, Sent message, Optional<String> writeKey) {
    return new Submission(body, List.of(message), false, "", writeKey);
  }

  private static Submission batch(ObjectNode json, Document document, byte[] body) {
    JsonNode array = json.path(Document.BATCH);
    if (!array.isArray()) {
      throw Refusal.badBody("The body must be {\"batch\":[…]}");
    }
    ObjectNode once = Submission.members(json, Set.of(SENT_AT, CONTEXT));
    List<Sent> messages = messages(document, array);
    Submission batch =
        new Submission(body, messages, true, Document.BATCH, Submission.writeKey(json))
            .saying(once);
    requireRoom(batch);
    return batch;
  }

  /** A context of a megabyte, in a body of one, would be gigabytes in as many messages. */
  private static void requireRoom(Submission batch) {
    if (batch.sharedChars() > MAX_SHARED) {
      throw Refusal.tooLarge(
          "The context that all messages of a batch share may have "
              + MAX_SHARED
              + " characters over their number; send it in parts");
    }
  }

  private static List<Sent> messages(Document document, JsonNode array) {
    int size = document.size(array);
    if (size == 0) {
      throw Refusal.badBody("The batch holds no message");
    }
    if (size > MAX_MESSAGES) {
      throw Refusal.tooLarge("A batch may hold " + MAX_MESSAGES + " messages; send it in parts");
    }
    return document.elements(array);
  }

  /**
   * Gives each message what its batch says once for all. It is no part of the reading: the copies
   * are dear, and not made for a stranger.
   */
  static Submission completed(Submission submission) {
    submission
        .saidOnce()
        .ifPresent(once -> submission.events().forEach(message -> complete(message, once)));
    return submission;
  }

  /** What a batch says once for all, its time of sending and its context, each message lacks. */
  static void complete(Sent sent, JsonNode batch) {
    if (!(sent instanceof Sent.Read(ObjectNode message))) {
      return;
    }
    if (!message.hasNonNull(SENT_AT) && batch.hasNonNull(SENT_AT)) {
      message.set(SENT_AT, batch.get(SENT_AT));
    }
    if (batch.get(CONTEXT) instanceof ObjectNode shared) {
      share(shared, message);
    }
  }

  private static void share(ObjectNode shared, ObjectNode message) {
    JsonNode own = message.path(CONTEXT);
    if (own instanceof ObjectNode members) {
      message.set(CONTEXT, shared.deepCopy().setAll(members));
    } else if (!message.hasNonNull(CONTEXT) || (own.isArray() && own.isEmpty())) {
      message.set(CONTEXT, shared.deepCopy());
    }
  }
}
