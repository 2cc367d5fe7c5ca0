package trackline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import trackline.aws.Origin;
import trackline.event.Fault;
import trackline.event.Json;
import trackline.http.Problem;
import trackline.http.Refusal;
import trackline.intake.Intake;

/**
 * What one request submits: an event, or a batch of them as an array or as {@code {"batch":[…]}}.
 *
 * @param text the document as it came
 * @param events the events to judge, each in the order in which it came
 * @param batch whether the client asked for a verdict per event
 * @param arrayMember where the array stands in the document; empty when the document is the array
 * @param writeKey the key that a page's batch carries
 * @param saidOnce what the batch says once for all its events
 * @param call the call of Segment's API, where no event of a batch says its type by itself
 */
record Submission(
    String text,
    List<JsonNode> events,
    boolean batch,
    String arrayMember,
    Optional<String> writeKey,
    Optional<ObjectNode> saidOnce,
    Optional<SegmentCall> call) {

  /** A submission in our own form, of which nothing is said but in the events. */
  Submission(
      String text,
      List<JsonNode> events,
      boolean batch,
      String arrayMember,
      Optional<String> writeKey) {
    this(text, events, batch, arrayMember, writeKey, Optional.empty(), Optional.empty());
  }

  /** The same with what the batch says once for all its events. */
  Submission saying(ObjectNode once) {
    Optional<ObjectNode> said = Optional.of(once).filter(members -> !members.isEmpty());
    return new Submission(text, events, batch, arrayMember, writeKey, said, call);
  }

  /** The same of a call of Segment's API. */
  Submission by(SegmentCall made) {
    return new Submission(text, events, batch, arrayMember, writeKey, saidOnce, Optional.of(made));
  }

  /** The origin that all of the events have in common. */
  Origin origin(Origin request) {
    return request.saying(
        call.map(SegmentCall::messageType).orElse(null),
        saidOnce.map(ObjectNode::toString).orElse(null));
  }

  /** The events that a batch may have. */
  static final int MAX_EVENTS = 500;

  private static final String BATCH = "batch";

  private static final String WRITE_KEY = "writeKey";

  /**
   * Reads what {@code POST /v1/events} takes.
   *
   * @throws Refusal 400 for what is no JSON object or array of at least one event; 413 for too many
   */
  static Submission ofEvents(byte[] body) {
    return read(body, Set.of(Intake.SENT_AT));
  }

  /**
   * Reads what a page's tag sends: the same, with the key beside the batch, since a page that is
   * being closed has no headers to carry it.
   *
   * @throws Refusal as {@link #ofEvents}
   */
  static Submission ofTag(byte[] body) {
    Submission submission = read(body, Set.of(Intake.SENT_AT, WRITE_KEY));
    if (!submission.arrayMember().equals(BATCH)) {
      throw Refusal.badBody("The body must be {\"writeKey\":…,\"batch\":[…]}");
    }
    return submission;
  }

  private static Submission read(byte[] body, Set<String> besideBatch) {
    String text = text(body);
    JsonNode document = document(text);
    if (document.isArray()) {
      return batch(text, elements(document), "", Optional.empty());
    }
    if (!document.isObject()) {
      throw Refusal.badBody("The body must be an event, an array of events or {\"batch\":[…]}");
    }
    if (document.path(BATCH).isArray() && !document.has("event_type")) {
      requireOnlyBatchMembers(document, besideBatch);
      return batch(text, stamped(document), BATCH, writeKey(document))
          .saying(members(document, Set.of(Intake.SENT_AT)));
    }
    return new Submission(text, List.of(document), false, "", Optional.empty());
  }

  /**
   * The text of a body.
   *
   * @throws Refusal 400 when it is no UTF-8
   */
  static String text(byte[] body) {
    try {
      return Json.utf8(body);
    } catch (Json.BadJson e) {
      throw unreadable(e);
    }
  }

  /**
   * The document in a text.
   *
   * @throws Refusal 400 when it is no JSON
   */
  static JsonNode document(String text) {
    try {
      return Json.read(text);
    } catch (Json.BadJson e) {
      throw unreadable(e);
    }
  }

  private static Refusal unreadable(Json.BadJson e) {
    return Refusal.badBody("The body cannot be read: " + e.getMessage());
  }

  static Optional<String> writeKey(JsonNode document) {
    return Optional.ofNullable(document.path(WRITE_KEY).textValue());
  }

  private static Submission batch(
      String text, List<JsonNode> events, String arrayMember, Optional<String> writeKey) {
    if (events.isEmpty()) {
      throw Refusal.badBody("The batch holds no event");
    }
    if (events.size() > MAX_EVENTS) {
      throw Refusal.tooLarge("A batch may hold " + MAX_EVENTS + " events; send it in parts");
    }
    return new Submission(text, events, true, arrayMember, writeKey);
  }

  /** An unknown member beside the batch would be lost without a word. */
  private static void requireOnlyBatchMembers(JsonNode document, Set<String> besideBatch) {
    String known = BATCH + " and " + String.join(" and ", new TreeSet<>(besideBatch));
    List<Fault> faults =
        document.properties().stream()
            .map(Map.Entry::getKey)
            .filter(name -> !name.equals(BATCH) && !besideBatch.contains(name))
            .map(name -> new Fault("", "a batch has the members " + known + ", no others"))
            .distinct()
            .toList();
    if (!faults.isEmpty()) {
      throw new Refusal(
          Problem.of(400, "The batch has members that would be lost").withErrors(faults));
    }
  }

  /** The time of sending may be said once for the whole batch. */
  private static List<JsonNode> stamped(JsonNode document) {
    List<JsonNode> events = elements(document.path(BATCH));
    events.forEach(event -> stamp(event, document));
    return events;
  }

  /** Gives an event the time of sending of its batch, where it has none of its own. */
  static void stamp(JsonNode event, JsonNode batch) {
    if (batch.has(Intake.SENT_AT)
        && event instanceof ObjectNode object
        && !object.has(Intake.SENT_AT)) {
      object.set(Intake.SENT_AT, batch.get(Intake.SENT_AT));
    }
  }

  /** Some of a document's members, where it has them. */
  static ObjectNode members(JsonNode document, Set<String> names) {
    ObjectNode members = JsonNodeFactory.instance.objectNode();
    names.stream()
        .sorted()
        .filter(document::has)
        .forEach(name -> members.set(name, document.get(name)));
    return members;
  }

  static List<JsonNode> elements(JsonNode array) {
    List<JsonNode> events = new ArrayList<>(array.size());
    array.forEach(events::add);
    return events;
  }

  /** The bytes of each event as the client wrote it. */
  List<byte[]> rawEvents() {
    List<String> texts = batch ? Json.elements(text, arrayMember) : List.of(text);
    return texts.stream().map(event -> event.getBytes(StandardCharsets.UTF_8)).toList();
  }
}
