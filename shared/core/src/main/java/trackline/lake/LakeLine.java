package trackline.lake;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import trackline.event.Column;
import trackline.event.EventRow;

/**
 * A line of the lake: one event as JSON, the columns first and in their order, then whatever else
 * the item has. It is always one line, whatever the reader takes for the end of one.
 */
public final class LakeLine {
  /** Attributes that serve the table alone. */
  private static final Set<String> TABLE_ONLY = Set.of(EventRow.HISTORY_KEY, EventRow.CONTENT_HASH);

  private LakeLine() {}

  /**
   * The bytes of an item's line, its end included.
   *
   * @param item the item as plain JSON; a column that holds no text is written as its JSON text
   * @param derived the columns read from the user agent; they win over attributes of their names
   */
  public static byte[] of(ObjectNode item, Map<Column, Object> derived) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
    try (JsonGenerator line = JsonLine.MAPPER.createGenerator(bytes)) {
      line.writeStartObject();
      writeColumns(item, derived, line);
      writeOthers(item, line);
      line.writeEndObject();
      line.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException("Nothing but memory is written to", e);
    }
    return bytes.toByteArray();
  }

  private static void writeColumns(ObjectNode item, Map<Column, Object> derived, JsonGenerator line)
      throws IOException {
    for (Column column : Column.values()) {
      Object value = derived.containsKey(column) ? derived.get(column) : text(item, column);
      if (value != null) {
        line.writeObjectField(column.columnName(), value);
      }
    }
  }

  private static void writeOthers(ObjectNode item, JsonGenerator line) throws IOException {
    for (Map.Entry<String, JsonNode> attribute : others(item).properties()) {
      line.writeFieldName(attribute.getKey());
      line.writeTree(attribute.getValue());
    }
  }

  /** What an item has beside the columns and beside what serves the table alone. */
  public static ObjectNode others(ObjectNode item) {
    ObjectNode others = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> attribute : item.properties()) {
      String name = attribute.getKey();
      if (Column.named(name).isEmpty() && !TABLE_ONLY.contains(name)) {
        others.set(name, attribute.getValue());
      }
    }
    return others;
  }

  /**
   * The text of a column, which is text in the lake even where a table made elsewhere keeps a
   * number or a map under its name; null where it is absent.
   */
  public static @Nullable String text(ObjectNode item, Column column) {
    JsonNode value = item.get(column.columnName());
    if (value == null || value.isNull()) {
      return null;
    }
    return value instanceof TextNode || value.isNumber() ? value.asText() : value.toString();
  }
}
