package trackline.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import trackline.device.Device;
import trackline.event.Column;

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
          Column.SOURCE,
          Column.PROPERTIES);

  /** The shown columns and the sort key, by placeholders: `source` is a reserved word. */
  static final Map<String, String> NAMES =
      Stream.concat(SHOWN.stream(), Stream.of(Column.EVENT_KEY))
          .map(Column::columnName)
          .collect(Collectors.toUnmodifiableMap(name -> "#" + name, name -> name));

  static final String PROJECTION = String.join(", ", NAMES.keySet());

  private EventView() {}

  static ObjectNode of(Map<String, AttributeValue> item) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    for (Column column : SHOWN) {
      AttributeValue value = item.get(column.columnName());
      if (value != null && value.s() != null) {
        event.put(column.columnName(), value.s());
      }
    }
    Device.of(userAgent(event))
        .columns()
        .forEach((column, value) -> event.putPOJO(column.columnName(), value));
    return event;
  }

  private static @Nullable String userAgent(ObjectNode event) {
    return event.path(Column.USER_AGENT.columnName()).textValue();
  }

  /** The bytes that an event takes in an answer, which travels as text within JSON. */
  static long sizeInAnswer(ObjectNode event) {
    String json = event.toString();
    long escaped = json.chars().filter(c -> c == '"' || c == '\\').count();
    return json.getBytes(StandardCharsets.UTF_8).length + escaped + 1;
  }
}
