package trackline.local.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Filter patterns of an event source mapping, as far as they compare with given values.
 *
 * <p>Operators such as prefix or exists are refused, so that a template cannot mean more here than
 * is done.
 */
final class RecordFilter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> patterns;

  private RecordFilter(List<JsonNode> patterns) {
    this.patterns = List.copyOf(patterns);
  }

  static RecordFilter of(List<String> patterns) {
    List<JsonNode> parsed = new ArrayList<>();
    for (String pattern : patterns) {
      try {
        parsed.add(checked(JSON.readTree(pattern), pattern));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("Not a filter pattern: " + pattern, e);
      }
    }
    return new RecordFilter(parsed);
  }

  /** Whether one of the patterns matches, or there is none. */
  boolean matches(JsonNode record) {
    return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> matches(pattern, record));
  }

  private static boolean matches(JsonNode pattern, JsonNode value) {
    if (pattern.isArray()) {
      return holds(pattern, value);
    }
    for (Map.Entry<String, JsonNode> field : pattern.properties()) {
      if (!matches(field.getValue(), value.path(field.getKey()))) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(JsonNode values, JsonNode value) {
    for (JsonNode each : values) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private static JsonNode checked(JsonNode node, String pattern) {
    boolean plain =
        node.isObject()
            ? node.properties().stream()
                .allMatch(field -> !checked(field.getValue(), pattern).isValueNode())
            : node.isArray() && node.valueStream().allMatch(JsonNode::isValueNode);
    if (!plain) {
      throw new IllegalArgumentException(
          "Only comparison with values is done here, not this filter pattern: " + pattern);
    }
    return node;
  }
}
