package trackline.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a tree that OpenSearch's {@code flat_object} takes: nearly always all of it. It makes
 * a term of each value together with the names above it, and refuses the whole document where one
 * of them has more than 32,766 bytes. So long texts are cut, and what has too long a path is left
 * out.
 */
final class FlatObject {
  /** Characters of the names above a value; with {@link #LONGEST_TEXT}, 30,000 bytes at most. */
  static final int LONGEST_PATH = 2_000;

  /** A longer text is cut. */
  static final int LONGEST_TEXT = 8_000;

  /** What is deeper is left out: somewhere above 500 levels OpenSearch does not even answer. */
  static final int DEEPEST = 64;

  /** Characters of all terms; one long name above many values would be repeated by each of them. */
  static final int BUDGET = 1_000_000;

  /** OpenSearch reads a thousand digits, so longer numbers are texts. */
  private static final int LONGEST_NUMBER = 500;

  private final Set<String> texts = new LinkedHashSet<>();
  private int left = BUDGET;

  /** What can be searched by of a tree; its values are remembered for {@link #texts}. */
  ObjectNode of(ObjectNode tree) {
    return members(tree, 0, 1);
  }

  /** The values in all trees up to now, each once. */
  Set<String> texts() {
    return texts;
  }

  private @Nullable JsonNode taken(JsonNode value, int path, int level) {
    if (path > LONGEST_PATH || level > DEEPEST) {
      return null;
    }
    return switch (value) {
      case ObjectNode object -> members(object, path, level);
      case ArrayNode array -> elements(array, path, level);
      default -> value.isNull() ? value : scalar(value, path);
    };
  }

  private ObjectNode members(ObjectNode object, int path, int level) {
    ObjectNode members = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String name = written(member.getKey());
      JsonNode value = taken(member.getValue(), path + 1 + name.length(), level + 1);
      if (value != null) {
        members.set(name, value);
      }
    }
    return members;
  }

  private ArrayNode elements(ArrayNode array, int path, int level) {
    ArrayNode elements = JsonNodeFactory.instance.arrayNode();
    for (JsonNode element : array) {
      JsonNode value = taken(element, path, level + 1);
      if (value != null) {
        elements.add(value);
      }
    }
    return elements;
  }

  private @Nullable JsonNode scalar(JsonNode value, int path) {
    String text = cut(value.asText());
    int length = path + text.length();
    if (length > left) {
      return null;
    }
    left -= length;
    texts.add(text);
    boolean asItIs = value.isBoolean() || (value.isNumber() && text.length() <= LONGEST_NUMBER);
    return asItIs ? value : TextNode.valueOf(text);
  }

  /**
   * As it will be in UTF-8: names that are told apart by halves of characters are the same then.
   */
  private static String written(String name) {
    return new String(name.getBytes(UTF_8), UTF_8);
  }

  /** Never in the middle of a character. */
  private static String cut(String text) {
    if (text.length() <= LONGEST_TEXT) {
      return text;
    }
    boolean between = Character.isHighSurrogate(text.charAt(LONGEST_TEXT - 1));
    return text.substring(0, between ? LONGEST_TEXT - 1 : LONGEST_TEXT);
  }
}
