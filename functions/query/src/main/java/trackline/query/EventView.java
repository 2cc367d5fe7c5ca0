package trackline.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import trackline.device.Device;
import trackline.event.Column;
import trackline.event.RowType;
import trackline.http.AnswerRoom;

/** An event as readers see it: the telling columns of its item, and its device. */
final class EventView {

  private static final List<Column> SHOWN =
      List.of(
          Column.EVENT_ID,
          Column.EVENT_TYPE,
          Column.EVENT_NAME,
          Column.EVENT_AT,
          Column.IP_ADDRESS,
          Column.USER_AGENT,
          Column.DEVICE_CLASS,
          Column.OS_NAME,
          Column.OS_VERSION,
          Column.BROWSER_NAME,
          Column.BROWSER_VERSION,
          Column.IS_BOT,
          Column.BOT_NAME,
          Column.BOT_OPERATOR,
          Column.BOT_PURPOSE,
          Column.SOURCE,
          Column.PROPERTIES);

  /** The shown columns and the sort key, by placeholders: `source` is a reserved word. */
  static final Map<String, String> NAMES =
      Stream.concat(SHOWN.stream(), Stream.of(Column.EVENT_KEY))
          .filter(column -> column.origin() != Column.Origin.DERIVED)
          .map(Column::columnName)
          .collect(Collectors.toUnmodifiableMap(name -> "#" + name, name -> name));

  private EventView() {}

  /** Goes once through what an event takes; the rules for user agents are slow to load. */
  static void prime() {
    String browser = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";
    Map<String, AttributeValue> item =
        Map.of(
            Column.USER_AGENT.columnName(), AttributeValue.fromS(browser),
            Column.PROPERTIES.columnName(), AttributeValue.fromS("{\"method\":\"passkey\"}"));
    boolean _ = new AnswerRoom().take(of(item));
  }

  /** Every shown column is there, null where the event has none. */
  static ObjectNode of(Map<String, AttributeValue> item) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    Map<Column, Object> device = Device.of(text(item, Column.USER_AGENT)).columns();
    for (Column column : SHOWN) {
      Object value = device.containsKey(column) ? device.get(column) : text(item, column);
      event.putPOJO(column.columnName(), value);
    }
    if (text(item, Column.EVENT_TYPE) == null) {
      // As the lake has it of an item that something else wrote.
      event.put(Column.EVENT_TYPE.columnName(), RowType.INSERTED.eventType());
    }
    return event;
  }

  /** Items that something else wrote may hold numbers. */
  private static @Nullable String text(Map<String, AttributeValue> item, Column column) {
    AttributeValue value = item.get(column.columnName());
    if (value == null) {
      return null;
    }
    return value.s() == null ? value.n() : value.s();
  }
}
