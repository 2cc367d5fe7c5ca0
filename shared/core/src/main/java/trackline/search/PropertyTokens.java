package trackline.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The properties of an event as texts {@code name=value}, in one field of the index however many
 * names there are. A member of a member is {@code outer.inner=value}, the elements of an array have
 * the array's name.
 */
final class PropertyTokens {
  /** A longer one is cut: what is searched for exactly is short. */
  static final int LONGEST = 512;

  /** Characters of all of them; what comes after is not searched by. */
  static final int BUDGET = 300_000;

  private final Set<String> tokens = new LinkedHashSet<>();
  private int length;

  /** Adds the values of a tree under its member names. */
  void add(JsonNode tree) {
    add("", tree);
  }

  Set<String> tokens() {
    return tokens;
  }

  private void add(String path, JsonNode value) {
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> member : value.properties()) {
        add(below(path, member.getKey()), member.getValue());
      }
    } else if (value.isArray()) {
      value.forEach(element -> add(path, element));
    } else if (!value.isNull()) {
      put(cut(path + "=" + value.asText()));
    }
  }

  private void put(String token) {
    if (length + token.length() <= BUDGET && tokens.add(token)) {
      length += token.length();
    }
  }

  private static String below(String path, String name) {
    return cut(path.isEmpty() ? name : path + "." + name);
  }

  /** Never in the middle of a character. */
  private static String cut(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return text.substring(0, end);
  }
}
