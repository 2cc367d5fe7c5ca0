package trackline.lake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * DynamoDB's typed JSON, as stream events carry it: every value is an object of one member, whose
 * name is the type. Plain JSON comes out: sets become arrays, binary becomes base64 text, and
 * numbers keep all of their digits.
 */
public final class TypedJson {
  /** A JSON number, and no longer than any that DynamoDB writes out in full. */
  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9]\\d{0,199})(?:\\.\\d{1,199})?(?:[eE][+-]?\\d{1,3})?");

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private TypedJson() {}

  /**
   * The plain JSON of an item.
   *
   * @throws UnreadableItemException where a value is not of a known type
   */
  public static ObjectNode item(JsonNode attributes) {
    return map(attributes, "");
  }

  private static JsonNode value(JsonNode typed, String pointer) {
    if (!typed.isObject() || typed.size() != 1) {
      throw new UnreadableItemException(pointer, "A value must be an object of one type");
    }
    Map.Entry<String, JsonNode> tagged = typed.properties().iterator().next();
    JsonNode content = tagged.getValue();
    return switch (tagged.getKey()) {
      case "S" -> text(content, pointer);
      case "N" -> number(content, pointer);
      case "B" -> binary(content, pointer);
      case "BOOL" -> bool(content, pointer);
      case "NULL" -> NullNode.getInstance();
      case "M" -> map(content, pointer);
      case "L" -> list(content, pointer, TypedJson::value);
      case "SS" -> list(content, pointer, TypedJson::text);
      case "NS" -> list(content, pointer, TypedJson::number);
      case "BS" -> list(content, pointer, TypedJson::binary);
      default -> throw new UnreadableItemException(pointer, "The type of a value is unknown");
    };
  }

  private static JsonNode text(JsonNode content, String pointer) {
    return require(content.isTextual(), content, pointer, "Text must be a JSON string");
  }

  private static JsonNode bool(JsonNode content, String pointer) {
    return require(content.isBoolean(), content, pointer, "BOOL must be true or false");
  }

  private static JsonNode number(JsonNode content, String pointer) {
    boolean number = content.isTextual() && NUMBER.matcher(content.textValue()).matches();
    require(number, content, pointer, "N must be the text of a number");
    return DecimalNode.valueOf(new BigDecimal(content.textValue()));
  }

  private static JsonNode binary(JsonNode content, String pointer) {
    return require(isBase64(content), content, pointer, "B must be base64 text");
  }

  private static boolean isBase64(JsonNode content) {
    if (!content.isTextual()) {
      return false;
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(content.textValue());
      return decoded != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static ObjectNode map(JsonNode content, String pointer) {
    require(content.isObject(), content, pointer, "M must be a JSON object");
    ObjectNode map = NODES.objectNode();
    content
        .properties()
        .forEach(
            member ->
                map.set(
                    member.getKey(),
                    value(member.getValue(), pointer + "/" + escaped(member.getKey()))));
    return map;
  }

  private static ArrayNode list(JsonNode content, String pointer, Reader reader) {
    require(content.isArray(), content, pointer, "A list or a set must be a JSON array");
    ArrayNode list = NODES.arrayNode(content.size());
    for (int i = 0; i < content.size(); i++) {
      list.add(reader.read(content.get(i), pointer + "/" + i));
    }
    return list;
  }

  private interface Reader {
    JsonNode read(JsonNode content, String pointer);
  }

  private static JsonNode require(
      boolean condition, JsonNode content, String pointer, String detail) {
    if (!condition) {
      throw new UnreadableItemException(pointer, detail);
    }
    return content;
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
