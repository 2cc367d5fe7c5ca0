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
 * object, and the words that both may be found by.
 *
 * <p>Every name in it that a client may choose stands inside a {@link FlatObject}; so no name can
 * be refused, and none makes a field.
 */
public final class SearchDocument {
  /** What items of tables made elsewhere have beside the columns, and properties of no object. */
  public static final String ATTRIBUTES = "attributes";

  /** The values of properties and attributes, for the index's field of words. */
  public static final String TEXT = "text";

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
    FlatObject flat = new FlatObject();
    putColumns(item, derived, document);
    ObjectNode attributes = LakeLine.others(item);
    putProperties(document, attributes, flat);
    if (!attributes.isEmpty()) {
      document.set(ATTRIBUTES, flat.of(attributes));
    }
    byte[] plain = bytes(document);
    ArrayNode text = document.putArray(TEXT);
    flat.texts().forEach(text::add);
    byte[] whole = bytes(document);
    // What is found by fields only is better than what is not found.
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

  /** Tables made elsewhere may hold any text there, which is an attribute then. */
  private static void putProperties(ObjectNode document, ObjectNode attributes, FlatObject flat) {
    String name = Column.PROPERTIES.columnName();
    JsonNode column = document.get(name);
    if (column == null) {
      return;
    }
    if (parsed(column.asText()) instanceof ObjectNode properties) {
      document.set(name, flat.of(properties));
    } else {
      document.remove(name);
      attributes.set(name, column);
    }
  }

  private static JsonNode parsed(String properties) {
    try {
      return Json.read(properties);
    } catch (Json.BadJson e) {
      return TextNode.valueOf(properties);
    }
  }

  private static byte[] bytes(ObjectNode document) {
    return JsonLine.of(document).getBytes(StandardCharsets.UTF_8);
  }
}
