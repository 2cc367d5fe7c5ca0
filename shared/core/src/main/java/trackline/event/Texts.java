package trackline.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.function.Predicate;

/** The texts of a document: its names and its strings, at all depths. */
public final class Texts {
  private Texts() {}

  /** Whether all names and all strings are as they are to be; it is asked of every event. */
  public static boolean all(JsonNode node, Predicate<String> names, Predicate<String> strings) {
    return switch (node) {
      case TextNode text -> strings.test(text.textValue());
      case ObjectNode object -> all(object, names, strings);
      case ArrayNode array -> all(array, names, strings);
      default -> true;
    };
  }

  private static boolean all(
      ObjectNode object, Predicate<String> names, Predicate<String> strings) {
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (!names.test(member.getKey()) || !all(member.getValue(), names, strings)) {
        return false;
      }
    }
    return true;
  }

  private static boolean all(ArrayNode array, Predicate<String> names, Predicate<String> strings) {
    for (JsonNode element : array) {
      if (!all(element, names, strings)) {
        return false;
      }
    }
    return true;
  }
}
