package trackline.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text without halves of surrogate pairs, which are no characters and which no UTF-8 can hold. A
 * text that was cut in the middle of an emoji ends with one. U+FFFD stands in the place of each.
 */
public final class WholeCharacters {
  private static final String REPLACEMENT = "\ufffd";

  private static final String HIGH = "\\\\u[dD][89abAB][0-9a-fA-F]{2}";
  private static final String LOW = "\\\\u[dD][c-fC-F][0-9a-fA-F]{2}";

  /** An escape that is kept, or (in the group) one of half a pair. */
  private static final Pattern ESCAPE =
      Pattern.compile(HIGH + LOW + "|(" + HIGH + "|" + LOW + ")|\\\\.", Pattern.DOTALL);

  private WholeCharacters() {}

  /** Whether a text has whole characters only. */
  public static boolean isWhole(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (Character.isSurrogate(text.charAt(at))) {
        return text.codePoints().noneMatch(WholeCharacters::isHalf);
      }
    }
    return true;
  }

  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  /** The text with whole characters only. */
  public static String of(String text) {
    return isWhole(text)
        ? text
        : text.codePoints()
            .map(codePoint -> isHalf(codePoint) ? REPLACEMENT.charAt(0) : codePoint)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
  }

  /**
   * A document with whole characters only, in names and values; the same one where it has no
   * others. Names that would be the same are told apart by a number.
   */
  public static JsonNode of(JsonNode node) {
    return isWhole(node) ? node : copy(node);
  }

  private static boolean isWhole(JsonNode node) {
    return Texts.all(node, WholeCharacters::isWhole, WholeCharacters::isWhole);
  }

  private static JsonNode copy(JsonNode node) {
    return switch (node) {
      case TextNode text -> TextNode.valueOf(of(text.textValue()));
      case ObjectNode object -> copy(object);
      case ArrayNode array -> {
        ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
        array.forEach(element -> copy.add(copy(element)));
        yield copy;
      }
      default -> node;
    };
  }

  private static ObjectNode copy(ObjectNode object) {
    FreeNames names = new FreeNames();
    object.fieldNames().forEachRemaining(name -> names.take(name, of(name)));
    ObjectNode copy = JsonNodeFactory.instance.objectNode();
    object
        .properties()
        .forEach(
            member ->
                copy.set(names.of(member.getKey(), of(member.getKey())), copy(member.getValue())));
    return copy;
  }

  /**
   * The text of a document in which no name has an escape of half a pair; all else is the same, and
   * stands at the same place.
   */
  public static String inNames(String json) {
    StringBuilder whole = new StringBuilder(json);
    Matcher escape = ESCAPE.matcher(json);
    for (int at = json.indexOf('"'); at >= 0; ) {
      int end = endOfString(json, at);
      if (isName(json, end)) {
        replaceHalves(escape.region(at, end), whole);
      }
      at = json.indexOf('"', end);
    }
    return whole.toString();
  }

  /** Where a string ends that begins with the quote here: behind its second one. */
  static int endOfString(String json, int start) {
    boolean escaped = false;
    for (int at = start + 1; at < json.length(); at++) {
      if (!escaped && json.charAt(at) == '"') {
        return at + 1;
      }
      escaped = !escaped && json.charAt(at) == '\\';
    }
    return json.length();
  }

  /** Whether the string that ends here is a name. */
  static boolean isName(String json, int end) {
    int at = end;
    while (at < json.length() && Character.isWhitespace(json.charAt(at))) {
      at++;
    }
    return at < json.length() && json.charAt(at) == ':';
  }

  private static void replaceHalves(Matcher escape, StringBuilder whole) {
    while (escape.find()) {
      if (escape.group(1) != null) {
        whole.replace(escape.start(), escape.end(), "\\ufffd");
      }
    }
  }
}
