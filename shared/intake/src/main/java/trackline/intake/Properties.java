package trackline.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import trackline.event.Column;

/**
 * The properties of an event: the members of {@code properties} and every top-level member that is
 * no column, in one object.
 */
final class Properties {
  private static final String MEMBER = Column.PROPERTIES.columnName();

  private final ObjectNode merged = JsonNodeFactory.instance.objectNode();
  private final Set<String> topLevel = new HashSet<>();

  private Properties() {}

  static Properties of(ObjectNode event, Fields fields) {
    Properties properties = new Properties();
    if (fields.get(MEMBER) instanceof ObjectNode given) {
      properties.merged.setAll(given);
    } else if (fields.has(MEMBER) && !isEmptyArray(fields.get(MEMBER))) {
      fields.fault("/" + MEMBER, "must be an object");
    }
    for (Map.Entry<String, JsonNode> member : event.properties()) {
      if (!Intake.isField(member.getKey())) {
        properties.add(member.getKey(), member.getValue(), fields);
      }
    }
    return properties;
  }

  /** PHP writes an empty map as it writes an empty list. */
  private static boolean isEmptyArray(JsonNode node) {
    return node.isArray() && node.isEmpty();
  }

  private void add(String name, JsonNode value, Fields fields) {
    if (merged.has(name)) {
      fields.fault(
          Pointers.append("", name), "is given at the top level and in properties, give it once");
      return;
    }
    topLevel.add(name);
    merged.set(name, value);
  }

  /** Keeps what the event has no place for; under another name where a property has this one. */
  void keep(String name, JsonNode value) {
    String free = name;
    while (merged.has(free)) {
      free = "message_" + free;
    }
    merged.set(free, value);
  }

  ObjectNode json() {
    return merged;
  }

  /** Where a property stood in what the client sent. */
  String pointer(String inProperties) {
    return topLevel.contains(Pointers.firstName(inProperties))
        ? inProperties
        : "/" + MEMBER + inProperties;
  }
}
