package trackline.importer;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import trackline.event.Column;
import trackline.event.EventTime;
import trackline.intake.AddressPolicy;
import trackline.plan.TrackingPlan;

/**
 * How the objects of an export become events, read from a JSON file:
 *
 * <pre>
 * {"source": "airkit",
 *  "columns": {"user_id": ["/actorId", "/sessionId"], …},
 *  "time": "iso" | "epoch_seconds" | "epoch_milliseconds",
 *  "plan": {"event_types": {"*": {}}}}
 * </pre>
 *
 * <p>A column takes the first of its JSON pointers that leads to a value. All other members are
 * properties, under their own names.
 *
 * @param source the events' {@code source}
 * @param plan the types that events of the export may have
 */
record Mapping(
    String source, Map<Column, List<JsonPointer>> columns, TimeForm timeForm, TrackingPlan plan) {
  private static final Pattern ID = Pattern.compile(Column.EVENT_ID_FORM);
  private static final Set<String> MEMBERS = Set.of("source", "columns", "time", "plan");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  Mapping {
    columns = Map.copyOf(columns);
  }

  /** Elements of an array are removed from its end, where that moves none of the others. */
  private static final Comparator<JsonPointer> LATER_FIRST =
      Comparator.<JsonPointer>comparingInt(pointer -> pointer.toString().length())
          .thenComparing(JsonPointer::toString)
          .reversed();

  /** How the export writes times. */
  enum TimeForm {
    ISO,
    EPOCH_SECONDS,
    EPOCH_MILLISECONDS;

    /** The time as events have it; what is none of this form stays as it is, to be refused. */
    JsonNode toIso(JsonNode value) {
      if (this == ISO || !value.isIntegralNumber() || !value.canConvertToLong()) {
        return value;
      }
      long number = value.longValue();
      // Out of this range the arithmetic overflows, and far within it the years are past 9999.
      if (Math.abs(number) > Long.MAX_VALUE / 1_000_000) {
        return value;
      }
      Instant time =
          this == EPOCH_SECONDS ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number);
      return EventTime.isInRange(time) ? NODES.textNode(EventTime.format(time)) : value;
    }
  }

  /**
   * An object of the export as an event to be judged.
   *
   * @param places where its columns stood, to point at what is wrong with them
   */
  record Mapped(ObjectNode event, Map<String, String> places) {
    private static final String PROPERTIES = "/" + Column.PROPERTIES.columnName();

    /** Where in the object of the export a place of the event is. */
    String origin(String pointer) {
      return pointer.startsWith(PROPERTIES)
          ? pointer.substring(PROPERTIES.length())
          : places.getOrDefault(pointer, "");
    }
  }

  /**
   * The event of an object.
   *
   * @param addresses where they are not kept whole, the array from which one was taken goes too
   */
  Mapped map(ObjectNode sent, AddressPolicy addresses) {
    ObjectNode event = NODES.objectNode();
    Map<String, String> places = new HashMap<>();
    Set<JsonPointer> taken = new TreeSet<>(LATER_FIRST);
    columns.forEach(
        (column, pointers) -> {
          @Nullable JsonPointer place = place(column, pointers, sent);
          if (place != null) {
            event.set(column.columnName(), value(column, sent.at(place)));
            places.put("/" + column.columnName(), place.toString());
            taken(column, place, sent, addresses).ifPresent(taken::add);
          } else {
            places.put("/" + column.columnName(), pointers.getFirst().toString());
          }
        });
    ObjectNode rest = sent.deepCopy();
    taken.forEach(place -> remove(rest, place));
    event.set(Column.PROPERTIES.columnName(), rest);
    return new Mapped(event, places);
  }

  /**
   * What is taken out of the properties for a column. Where addresses are kept whole, what is none
   * stays; where they are not, those beside it go too.
   */
  private static Optional<JsonPointer> taken(
      Column column, JsonPointer place, ObjectNode sent, AddressPolicy addresses) {
    if (column != Column.IP_ADDRESS) {
      return Optional.of(place);
    }
    if (addresses == AddressPolicy.WHOLE) {
      return AddressPolicy.first(sent.at(place).asText()).map(_ -> place);
    }
    return Optional.of(sent.at(place.head()).isArray() ? place.head() : place);
  }

  private static @Nullable JsonPointer place(
      Column column, List<JsonPointer> pointers, ObjectNode sent) {
    return pointers.stream()
        .filter(pointer -> isValue(column, sent.at(pointer)))
        .findFirst()
        .orElse(null);
  }

  /** An id of another form stays a property, and the event gets one by its content. */
  private static boolean isValue(Column column, JsonNode value) {
    if (value.isTextual() && column == Column.EVENT_ID) {
      return ID.matcher(value.textValue()).matches();
    }
    return !value.isMissingNode()
        && !value.isNull()
        && !(value.isTextual() && value.textValue().isBlank());
  }

  private JsonNode value(Column column, JsonNode value) {
    return switch (column) {
      case EVENT_AT -> timeForm.toIso(value);
      // A plan may want users to be integers.
      case USER_ID -> value.isIntegralNumber() ? value : asText(value);
      default -> asText(value);
    };
  }

  /** Numbers count things in many databases; here they are texts, as they are written. */
  private static JsonNode asText(JsonNode value) {
    return value.isNumber() ? NODES.textNode(value.asText()) : value;
  }

  /** Removes what has become a column, and what is empty without it. */
  private static void remove(ObjectNode object, JsonPointer place) {
    JsonPointer head = place.head();
    JsonNode parent = object.at(head);
    switch (parent) {
      case ObjectNode members -> members.remove(place.last().getMatchingProperty());
      case ArrayNode elements -> elements.remove(place.last().getMatchingIndex());
      default -> {}
    }
    if (!head.matches() && parent.isContainerNode() && parent.isEmpty()) {
      remove(object, head);
    }
  }

  /**
   * Reads the mapping of a name, or the file at a path.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static Mapping load(String name) {
    try (InputStream in = open(name)) {
      return parse(JSON.readTree(in));
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The mapping " + name + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static InputStream open(String name) throws IOException {
    if (name.contains("/")) {
      return Files.newInputStream(Path.of(name));
    }
    InputStream resource = Mapping.class.getResourceAsStream("/mappings/" + name + ".json");
    if (resource == null) {
      throw new IOException("there is none of this name");
    }
    return resource;
  }

  private static Mapping parse(JsonNode file) {
    Set<String> unknown = new TreeSet<>();
    file.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(MEMBERS);
    if (!unknown.isEmpty() || !file.path("source").isTextual()) {
      throw new IllegalArgumentException(
          "it has the members source, columns, time and plan, and needs a source" + unknown);
    }
    return new Mapping(
        file.path("source").textValue(),
        columns(file.path("columns")),
        timeForm(file.path("time").asText("iso")),
        TrackingPlan.parse(file.path("plan")));
  }

  private static Map<Column, List<JsonPointer>> columns(JsonNode members) {
    Map<Column, List<JsonPointer>> columns = new EnumMap<>(Column.class);
    for (Map.Entry<String, JsonNode> member : members.properties()) {
      Column column = column(member.getKey());
      List<JsonPointer> pointers = new ArrayList<>();
      member.getValue().forEach(pointer -> pointers.add(JsonPointer.compile(pointer.asText())));
      if (pointers.isEmpty() || pointers.contains(JsonPointer.empty())) {
        throw new IllegalArgumentException(member.getKey() + " needs JSON pointers to members");
      }
      columns.put(column, List.copyOf(pointers));
    }
    return columns;
  }

  private static Column column(String name) {
    Optional<Column> column =
        Column.named(name)
            .filter(c -> c.origin() == Column.Origin.CLIENT && c != Column.PROPERTIES);
    return column.orElseThrow(
        () -> new IllegalArgumentException(name + " is no column that a client fills"));
  }

  private static TimeForm timeForm(String name) {
    return switch (name) {
      case "iso" -> TimeForm.ISO;
      case "epoch_seconds" -> TimeForm.EPOCH_SECONDS;
      case "epoch_milliseconds" -> TimeForm.EPOCH_MILLISECONDS;
      default ->
          throw new IllegalArgumentException(
              "time must be iso, epoch_seconds or epoch_milliseconds");
    };
  }
}
