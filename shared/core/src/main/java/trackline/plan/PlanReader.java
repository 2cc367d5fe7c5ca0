package trackline.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import trackline.event.Fault;

/** Reads one tracking plan, and collects what is wrong with it. */
final class PlanReader {
  private static final String TYPES = "/event_types";
  private static final String HISTORY = "history";
  private static final String PROPERTIES = "properties";

  private final List<Fault> faults = new ArrayList<>();

  TrackingPlan read(JsonNode plan) {
    boolean integers = false;
    Map<String, EventType> types = new LinkedHashMap<>();
    if (hasOnly("", plan, List.of("user_id", "event_types"))) {
      integers = integerUserIds(plan.path("user_id"));
      types = eventTypes(plan.path("event_types"));
    }
    if (!faults.isEmpty()) {
      throw TeamFile.refusal(faults);
    }
    return new TrackingPlan(integers, types);
  }

  private boolean integerUserIds(JsonNode kind) {
    String text = kind.asText("string");
    if (!text.equals("string") && !text.equals("integer")) {
      fault("/user_id", "must be \"string\" or \"integer\"");
    }
    return text.equals("integer");
  }

  private Map<String, EventType> eventTypes(JsonNode types) {
    Map<String, EventType> read = new LinkedHashMap<>();
    types.properties().forEach(type -> read.put(type.getKey(), eventType(type)));
    if (read.isEmpty()) {
      fault(TYPES, "must be an object that names at least one event type");
    }
    return read;
  }

  private EventType eventType(Map.Entry<String, JsonNode> type) {
    String name = type.getKey();
    String pointer = TYPES + TeamFile.pointer(name);
    if (!name.equals(TrackingPlan.ANY) && !TrackingPlan.isName(name)) {
      fault(pointer, "is no name for an event type: " + TrackingPlan.NAME_FORM);
    }
    JsonNode content = type.getValue();
    boolean known = hasOnly(pointer, content, List.of(HISTORY, PROPERTIES));
    return new EventType(
        name,
        known && history(name, pointer, content.path(HISTORY)),
        known ? schema(pointer, content.path(PROPERTIES)) : JsonNodeFactory.instance.objectNode());
  }

  private boolean history(String name, String pointer, JsonNode history) {
    if (!history.isMissingNode() && !history.isBoolean()) {
      fault(pointer + "/history", "must be true or false");
    } else if (name.equals(TrackingPlan.ANY) && history.asBoolean()) {
      fault(pointer + "/history", "cannot be true of all other types: name those types");
    }
    return history.asBoolean();
  }

  private ObjectNode schema(String pointer, JsonNode schema) {
    if (schema instanceof ObjectNode object) {
      return object;
    }
    if (!schema.isMissingNode()) {
      fault(pointer + "/properties", "must be an object, a JSON Schema");
    }
    return JsonNodeFactory.instance.objectNode();
  }

  /** Whether it is an object; its members that nobody knows are faults. */
  private boolean hasOnly(String pointer, JsonNode object, List<String> known) {
    if (!object.isObject()) {
      fault(pointer, "is no object");
      return false;
    }
    TreeSet<String> others = new TreeSet<>();
    object.fieldNames().forEachRemaining(others::add);
    known.forEach(others::remove);
    others.forEach(
        other ->
            fault(
                pointer + TeamFile.pointer(other),
                "is no member that a plan knows here; it knows " + String.join(", ", known)));
    return true;
  }

  private void fault(String pointer, String detail) {
    faults.add(new Fault(pointer, detail));
  }
}
