package trackline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import trackline.http.Refusal;
import trackline.segment.SegmentMessage;

/** What a request submits in Segment's form: one message, or a batch of them. */
final class SegmentSubmission {
  /** Segment's webhook sends so many at most; more would not be stored in the time of a request. */
  static final int MAX_MESSAGES = 4_000;

  /** What the messages of a batch may share, counted for each of them: they are judged at once. */
  private static final int MAX_SHARED = 8 * 1_048_576;

  private static final String BATCH = "batch";
  private static final String CONTEXT = "context";
  private static final String SENT_AT = "sentAt";
  private static final String TYPE = "type";

  private SegmentSubmission() {}

  /**
   * Reads the body of a call of the tracking API.
   *
   * @throws Refusal 400 for what is no object, or no batch of at least one message; 413 for too
   *     many
   */
  static Submission ofCall(SegmentCall call, byte[] body) {
    String text = Submission.text(body);
    if (!(Submission.document(text) instanceof ObjectNode document)) {
      throw Refusal.badBody("The body must be an object");
    }
    if (call == SegmentCall.BATCH) {
      ObjectNode once = Submission.members(document, Set.of(SENT_AT, CONTEXT));
      return new Submission(text, batch(document, once), true, BATCH, Submission.writeKey(document))
          .saying(once)
          .by(call);
    }
    return single(call, text, document);
  }

  /** A message that came alone; the call says its type, unless it asks to forget a user. */
  static Submission single(SegmentCall call, String text, ObjectNode message) {
    if (!message.path(TYPE).asText().equals(SegmentMessage.DELETE)) {
      message.put(TYPE, call.messageType());
    }
    return new Submission(text, List.of(message), false, "", Submission.writeKey(message)).by(call);
  }

  /**
   * Reads the body of the webhook, an array of messages or one message.
   *
   * @throws Refusal 400 for what is neither; 413 for too many
   */
  static Submission ofWebhook(byte[] body) {
    String text = Submission.text(body);
    JsonNode document = Submission.document(text);
    if (document.isArray()) {
      return new Submission(text, messages(document), true, "", Optional.empty());
    }
    if (!document.isObject()) {
      throw Refusal.badBody("The body must be a message or an array of messages");
    }
    return new Submission(text, List.of(document), false, "", Optional.empty());
  }

  private static List<JsonNode> batch(ObjectNode document, ObjectNode once) {
    if (!document.path(BATCH).isArray()) {
      throw Refusal.badBody("The body must be {\"batch\":[…]}");
    }
    List<JsonNode> messages = messages(document.path(BATCH));
    requireRoom(messages.size(), once);
    messages.forEach(message -> complete(message, document));
    return messages;
  }

  /** A context of a megabyte, in a body of one, would be gigabytes in as many messages. */
  private static void requireRoom(int messages, ObjectNode once) {
    if ((long) messages * once.toString().length() > MAX_SHARED) {
      throw Refusal.tooLarge(
          "The context that all messages of a batch share may have "
              + MAX_SHARED
              + " characters over their number; send it in parts");
    }
  }

  private static List<JsonNode> messages(JsonNode array) {
    if (array.isEmpty()) {
      throw Refusal.badBody("The batch holds no message");
    }
    if (array.size() > MAX_MESSAGES) {
      throw Refusal.tooLarge("A batch may hold " + MAX_MESSAGES + " messages; send it in parts");
    }
    return Submission.elements(array);
  }

  /** What a batch says once for all, its time of sending and its context, each message lacks. */
  static void complete(JsonNode element, JsonNode batch) {
    if (!(element instanceof ObjectNode message)) {
      return;
    }
    if (!message.hasNonNull(SENT_AT) && batch.hasNonNull(SENT_AT)) {
      message.set(SENT_AT, batch.get(SENT_AT));
    }
    if (batch.get(CONTEXT) instanceof ObjectNode shared) {
      ObjectNode context = shared.deepCopy();
      if (message.get(CONTEXT) instanceof ObjectNode own) {
        context.setAll(own);
      }
      if (!message.hasNonNull(CONTEXT) || message.get(CONTEXT).isObject()) {
        message.set(CONTEXT, context);
      }
    }
  }
}
