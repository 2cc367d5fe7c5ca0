package trackline.forward;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import trackline.event.Address;
import trackline.event.Column;
import trackline.event.EventTime;
import trackline.plan.TeamFile;

/**
 * Which attributes of tables that others write become columns, read from a JSON file of JSON
 * pointers, the first that leads to a value counting:
 *
 * <pre>
 * {"orders": {"user_id": ["/customer/id", "/guest"], "event_at": ["/created"]},
 *  "*": {…}}
 * </pre>
 *
 * {@code *} is for every table that is not named.
 */
public record TableMapping(Map<String, Map<Column, List<JsonPointer>>> tables) {
  /** The name that stands for the mapping on the class path. */
  public static final String DEFAULT = TeamFile.BUILT_IN;

  private static final TeamFile FILE = new TeamFile("mapping of tables", "/table-mapping.json");
  private static final String EVERY_OTHER = "*";

  /** What a client may say of an event, but for its id, which is the change's, and the rest. */
  private static final Set<Column> COLUMNS =
      Arrays.stream(Column.values())
          .filter(column -> column.origin() == Column.Origin.CLIENT)
          .filter(column -> column != Column.EVENT_ID && column != Column.PROPERTIES)
          .collect(Collectors.toUnmodifiableSet());

  public TableMapping {
    tables = Map.copyOf(tables);
  }

  /**
   * Reads the default mapping, or the file at a path.
   *
   * @throws IllegalArgumentException saying what is wrong with the mapping, and where
   */
  public static TableMapping load(String name) {
    return FILE.load(name, TableMapping::parse);
  }

  static TableMapping parse(JsonNode json) {
    requireObject("it", json);
    Map<String, Map<Column, List<JsonPointer>>> tables = new TreeMap<>();
    json.properties().forEach(table -> tables.put(table.getKey(), columns(table)));
    return new TableMapping(tables);
  }

  private static Map<Column, List<JsonPointer>> columns(Map.Entry<String, JsonNode> table) {
    requireObject(TeamFile.pointer(table.getKey()), table.getValue());
    Map<Column, List<JsonPointer>> columns = new EnumMap<>(Column.class);
    for (Map.Entry<String, JsonNode> member : table.getValue().properties()) {
      String place = TeamFile.pointer(table.getKey()) + TeamFile.pointer(member.getKey());
      Column column =
          Column.named(member.getKey())
              .filter(COLUMNS::contains)
              .orElseThrow(
                  () -> new IllegalArgumentException(place + " is no column that can be mapped"));
      columns.put(column, pointers(place, member.getValue()));
    }
    return columns;
  }

  private static List<JsonPointer> pointers(String place, JsonNode array) {
    if (!array.isArray()) {
      throw new IllegalArgumentException(place + " is no array of JSON pointers");
    }
    List<JsonPointer> pointers = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      pointers.add(pointer(place + "/" + i, array.get(i)));
    }
    return pointers;
  }

  private static JsonPointer pointer(String place, JsonNode text) {
    try {
      return JsonPointer.valueOf(text.isTextual() ? text.textValue() : "none");
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          place + " is no JSON pointer; one begins with a slash, such as /customer/id", e);
    }
  }

  private static void requireObject(String place, JsonNode json) {
    if (!json.isObject()) {
      throw new IllegalArgumentException(place + " is no object");
    }
  }

  private Map<Column, List<JsonPointer>> of(String table) {
    return tables.getOrDefault(table, tables.getOrDefault(EVERY_OTHER, Map.of()));
  }

  /** What a table's item has in the places of its time, where none of it can be read as one. */
  Optional<JsonNode> unreadTime(String table, JsonNode item) {
    List<JsonNode> written =
        of(table).getOrDefault(Column.EVENT_AT, List.of()).stream()
            .map(item::at)
            .filter(value -> value.isContainerNode() || text(value).isPresent())
            .toList();
    return written.stream().anyMatch(value -> value(Column.EVENT_AT, value).isPresent())
        ? Optional.empty()
        : written.stream().findFirst();
  }

  /** The columns that a table's item has values for. */
  ObjectNode columns(String table, JsonNode item) {
    Map<Column, List<JsonPointer>> columns = of(table);
    ObjectNode found = JsonNodeFactory.instance.objectNode();
    columns.forEach(
        (column, pointers) ->
            pointers.stream()
                .flatMap(pointer -> value(column, item.at(pointer)).stream())
                .findFirst()
                .ifPresent(text -> found.put(column.columnName(), text)));
    return found;
  }

  private static Optional<String> value(Column column, JsonNode value) {
    Optional<String> text = text(value);
    return switch (column) {
      case EVENT_AT -> text.flatMap(WrittenTime::read).map(EventTime::format);
      case IP_ADDRESS -> text.flatMap(Address::canonical);
      default -> text;
    };
  }

  private static Optional<String> text(JsonNode value) {
    return value.isValueNode() && !value.isNull() && !value.asText().isBlank()
        ? Optional.of(value.asText())
        : Optional.empty();
  }
}
