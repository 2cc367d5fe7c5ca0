package trackline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import trackline.aws.Origin;
import trackline.event.Fault;
import trackline.event.Json;
import trackline.event.Slices;
import trackline.http.Problem;
import trackline.http.Refusal;
import trackline.intake.Intake;

/**
 * What one request submits: an event, or a batch of them as an array or as {@code {"batch":[…]}}.
 *
 * @param body the document as it came
 * @param events the events to judge, each in the order in which it came
 * @param batch whether the client asked for a verdict per event
 * @param arrayMember where the array stands in the document; empty when the document is the array
 * @param writeKey the key that a page's batch carries
 * @param saidOnce what the batch says once for all its events
 * @param call the call of Segment's API, where no event of a batch says its type by itself
 */
@SuppressWarnings("ArrayRecordComponent") // never compared: submitted and gone
record Submission(
    byte[] body,
    List<Sent> events,
    boolean batch,
    String arrayMember,
    Optional<String> writeKey,
    Optional<ObjectNode> saidOnce,
    Optional<SegmentCall> call) {

  /** A submission in our own form, of which nothing is said but in the events. */
  Submission(
      byte[] body,
      List<Sent> events,
      boolean batch,
      String arrayMember,
      Optional<String> writeKey) {
    this(body, events, batch, arrayMember, writeKey, Optional.empty(), Optional.empty());
  }

  /** The same with what the batch says once for all its events. */
  Submission saying(ObjectNode once) {
    Optional<ObjectNode> said = Optional.of(once).filter(members -> !members.isEmpty());
    return new Submission(body, events, batch, arrayMember, writeKey, said, call);
  }

  /** The same of a call of Segment's API. */
  Submission by(SegmentCall made) {
    return new Submission(body, events, batch, arrayMember, writeKey, saidOnce, Optional.of(made));
  }

  /** The same with other events in the place of those that it has. */
  Submission of(List<Sent> others) {
    return new Submission(body, others, batch, arrayMember, writeKey, saidOnce, call);
  }

  /** The characters of what is said once for all events, counted for each: each gets a copy. */
  long sharedChars() {
    return (long) events.size() * saidOnce.map(once -> once.toString().length()).orElse(0);
  }

  /** The origin that all of the events have in common. */
  Origin origin(Origin request) {
    return request.saying(
        call.map(SegmentCall::messageType).orElse(null),
        saidOnce.map(ObjectNode::toString).orElse(null));
  }

  /** The events that a batch may have. */
  static final int MAX_EVENTS = 500;

  private static final String WRITE_KEY = WriteKeys.MEMBER;

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
    if (!submission.arrayMember().equals(Document.BATCH)) {
      throw Refusal.badBody("The body must be {\"writeKey\":…,\"batch\":[…]}");
    }
    return submission;
  }

  private static Submission read(byte[] body, Set<String> besideBatch) {
    Document document = Document.read(body);
    JsonNode json = document.json();
    if (json.isArray()) {
      return new Submission(body, events(document, json), true, "", Optional.empty());
    }
    if (!json.isObject()) {
      throw Refusal.badBody("The body must be an event, an array of events or {\"batch\":[…]}");
    }
    JsonNode batch = json.path(Document.BATCH);
    if (batch.isArray() && !json.has("event_type")) {
      requireOnlyBatchMembers(json, besideBatch);
      List<Sent> events = events(document, batch);
      events.forEach(event -> stamp(event, json));
      return new Submission(body, events, true, Document.BATCH, writeKey(json))
          .saying(members(json, Set.of(Intake.SENT_AT)));
    }
    return new Submission(
        body, List.of(new Sent.Read(document.whole())), false, "", Optional.empty());
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
      throw Document.unreadable(e);
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
      throw Document.unreadable(e);
    }
  }

  /** The key that a document carries, if it does. */
  static Optional<String> writeKey(JsonNode document) {
    return Optional.ofNullable(document.path(WRITE_KEY).textValue());
  }

  private static List<Sent> events(Document document, JsonNode array) {
    int size = document.size(array);
    if (size == 0) {
      throw Refusal.badBody("The batch holds no event");
    }
    if (size > MAX_EVENTS) {
      throw Refusal.tooLarge("A batch may hold " + MAX_EVENTS + " events; send it in parts");
    }
    return document.elements(array);
  }

  /** An unknown member beside the batch would be lost without a word. */
  private static void requireOnlyBatchMembers(JsonNode document, Set<String> besideBatch) {
    String known = Document.BATCH + " and " + String.join(" and ", new TreeSet<>(besideBatch));
    List<Fault> faults =
        document.properties().stream()
            .map(Map.Entry::getKey)
            .filter(name -> !name.equals(Document.BATCH) && !besideBatch.contains(name))
            .map(name -> new Fault("", "a batch has the members " + known + ", no others"))
            .distinct()
            .toList();
    if (!faults.isEmpty()) {
      throw new Refusal(
          Problem.of(400, "The batch has members that would be lost").withErrors(faults));
    }
  }

  /** Gives an event the time of sending of its batch, where it has none of its own. */
  static void stamp(Sent event, JsonNode batch) {
    if (batch.has(Intake.SENT_AT)
        && event instanceof Sent.Read(ObjectNode object)
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

  /** The bytes of each event as the client wrote it. */
  List<byte[]> rawEvents() {
    return batch ? Slices.of(body, arrayMember).orElseThrow().elements() : List.of(body);
  }
}
