package trackline.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import trackline.event.Column;
import trackline.event.Json;
import trackline.lake.JsonLine;
import trackline.lake.LakeLine;
import trackline.lake.RecordPacker;

/**
 * An event as a document of OpenSearch: the lake's columns under their names, the properties as an
 * object, and beside it what they are searched by.
 *
 * <p>Every name in it that a client may choose stands inside an object that the index keeps and
 * does not look into; so no name can be refused, and none makes a field.
 */
public final class SearchDocument {
  /** The properties as texts {@code name=value}. */
  public static final String PROPERTY = "property";

  /** What items of tables made elsewhere have beside the columns. */
  public static final String ATTRIBUTES = "attributes";

  private static final int LARGEST = RecordPacker.DOCUMENTS.recordBytes();

  private SearchDocument() {}

  /**
   * The bytes of an item's document, with an end of line: records are copied to S3 one after the
   * other, and are lines there.
   *
   * @param item the item as plain JSON
   * @param derived the columns read from the user agent; they win over attributes of their names
   */
  public static byte[] of(ObjectNode item, Map<Column, Object> derived) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    PropertyTokens tokens = new PropertyTokens();
    putColumns(item, derived, document);
    putProperties(document, tokens);
    putAttributes(item, document, tokens);
    byte[] plain = bytes(document);
    ArrayNode property = document.putArray(PROPERTY);
    tokens.tokens().forEach(property::add);
    byte[] whole = bytes(document);
    // What is found by its columns only is better than what is not found.
    return whole.length <= LARGEST ? whole : plain;
  }

  private static void putColumns(
      ObjectNode item, Map<Column, Object> derived, ObjectNode document) {
    for (Column column : Column.values()) {
      Object value =
          derived.containsKey(column) ? derived.get(column) : LakeLine.text(item, column);
      if (value != null) {
        document.set(column.columnName(), scalar(value));
      }
    }
  }

  private static JsonNode scalar(Object value) {
    return value instanceof Boolean flag
        ? JsonNodeFactory.instance.booleanNode(flag)
        : TextNode.valueOf(value.toString());
  }

  private static void putProperties(ObjectNode document, PropertyTokens tokens) {
    String name = Column.PROPERTIES.columnName();
    if (document.has(name)) {
      JsonNode properties = parsed(document.path(name).asText());
      document.set(name, properties);
      tokens.add(properties);
    }
  }

  /** Tables made elsewhere may hold any text there; it is kept as it is. */
  private static JsonNode parsed(String properties) {
    try {
      return Json.read(properties);
    } catch (Json.BadJson e) {
      return TextNode.valueOf(properties);
    }
  }

  private static void putAttributes(ObjectNode item, ObjectNode document, PropertyTokens tokens) {
    ObjectNode attributes = LakeLine.others(item);
    if (!attributes.isEmpty()) {
      document.set(ATTRIBUTES, attributes);
      tokens.add(attributes);
    }
  }

  private static byte[] bytes(ObjectNode document) {
    return JsonLine.of(document).getBytes(StandardCharsets.UTF_8);
  }
}
