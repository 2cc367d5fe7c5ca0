package trackline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
 */
record Submission(String text, List<JsonNode> events, boolean batch, String arrayMember) {
  /** The events that a batch may have. */
  static final int MAX_EVENTS = 500;

  private static final String BATCH = "batch";
  private static final Set<String> BATCH_MEMBERS = Set.of(BATCH, Intake.SENT_AT);

  /**
   * Reads a body.
   *
   * @throws Refusal 400 for what is no JSON object or array of at least one event; 413 for too many
   */
  static Submission read(byte[] body) {
    try {
      String text = Json.utf8(body);
      return of(text, Json.read(text));
    } catch (Json.BadJson e) {
      throw Refusal.badBody("The body cannot be read: " + e.getMessage());
    }
  }

  private static Submission of(String text, JsonNode document) {
    if (document.isArray()) {
      return batch(text, elements(document), "");
    }
    if (!document.isObject()) {
      throw Refusal.badBody("The body must be an event, an array of events or {\"batch\":[…]}");
    }
    if (document.path(BATCH).isArray() && !document.has("event_type")) {
      requireOnlyBatchMembers(document);
      return batch(text, stamped(document), BATCH);
    }
    return new Submission(text, List.of(document), false, "");
  }

  private static Submission batch(String text, List<JsonNode> events, String arrayMember) {
    if (events.isEmpty()) {
      throw Refusal.badBody("The batch holds no event");
    }
    if (events.size() > MAX_EVENTS) {
      throw Refusal.tooLarge("A batch may hold " + MAX_EVENTS + " events; send it in parts");
    }
    return new Submission(text, events, true, arrayMember);
  }

  /** An unknown member beside the batch would be lost without a word. */
  private static void requireOnlyBatchMembers(JsonNode document) {
    List<Fault> faults =
        document.properties().stream()
            .filter(member -> !BATCH_MEMBERS.contains(member.getKey()))
            .map(member -> new Fault("", "a batch has the members batch and sent_at, no others"))
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
    if (document.has(Intake.SENT_AT)) {
      events.forEach(
          event -> {
            if (event instanceof ObjectNode object && !object.has(Intake.SENT_AT)) {
              object.set(Intake.SENT_AT, document.get(Intake.SENT_AT));
            }
          });
    }
    return events;
  }

  private static List<JsonNode> elements(JsonNode array) {
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
