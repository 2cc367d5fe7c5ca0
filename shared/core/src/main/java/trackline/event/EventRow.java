package trackline.event;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * An event as the table keeps it.
 *
 * @param values the columns that have a value, in the order of {@link Column}
 * @param contentHash a hash of the client's fields only, which tells a retry from a conflict
 * @param history whether the event is in the history index
 */
public record EventRow(Map<Column, String> values, String contentHash, boolean history) {
  /** The attribute that holds the content hash: in the table only. */
  public static final String CONTENT_HASH = "content_hash";

  /** The sort key of the history index: in the table only. */
  public static final String HISTORY_KEY = "history_key";

  public EventRow {
    values = Collections.unmodifiableMap(new EnumMap<>(values));
  }

  /** The value of a column that every row has, such as its key. */
  public String get(Column column) {
    String value = values.get(column);
    if (value == null) {
      throw new IllegalStateException("The row has no " + column.columnName());
    }
    return value;
  }

  /** What makes the row the same item of the table: its partition key and sort key. */
  public Key key() {
    return new Key(get(Column.USER_ID), get(Column.EVENT_KEY));
  }

  /** The primary key of an item of the events table. */
  public record Key(String userId, String eventKey) {}

  /** The attributes of the item, the table-only ones among them. */
  public Map<String, String> attributes() {
    Map<String, String> attributes = new LinkedHashMap<>();
    forEachAttribute(attributes::put);
    return attributes;
  }

  /** The size of the item as DynamoDB counts it: its names and values in UTF-8. */
  public int bytes() {
    AtomicInteger bytes = new AtomicInteger();
    forEachAttribute((name, value) -> bytes.addAndGet(utf8(name) + utf8(value)));
    return bytes.get();
  }

  private void forEachAttribute(BiConsumer<String, String> action) {
    values.forEach((column, value) -> action.accept(column.columnName(), value));
    action.accept(CONTENT_HASH, contentHash);
    if (history) {
      action.accept(HISTORY_KEY, historyKey(get(Column.EVENT_TYPE), get(Column.EVENT_KEY)));
    }
  }

  private static int utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** The history index's sort key of an event. */
  public static String historyKey(String eventType, String eventKey) {
    return historyPrefix(eventType) + eventKey;
  }

  /** What the history keys of a type begin with. */
  public static String historyPrefix(String eventType) {
    return eventType + "#";
  }

  /** The row as JSON: the columns under their names. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    values.forEach((column, value) -> json.put(column.columnName(), value));
    return json;
  }
}
