package trackline.plan;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The list of event types that a team tracks, read from a JSON file:
 *
 * <pre>
 * {"user_id": "string" | "integer",
 *  "event_types": {"login": {"history": true, "properties": {JSON Schema}}, …}}
 * </pre>
 *
 * <p>The name {@code *} stands for every type that is not named.
 *
 * @param integerUserIds whether user ids must be JSON integers
 * @param eventTypes the allowed types by name
 */
public record TrackingPlan(boolean integerUserIds, Map<String, EventType> eventTypes) {
  /** The name that stands for the plan on the class path. */
  public static final String DEFAULT = "default";

  /** The name of the types that are not named. */
  public static final String ANY = "*";

  /** No {@code #}: it ends the type in a history key. */
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N} _.:-]{1,128}");

  private static final String RESOURCE = "/tracking-plan.json";
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  public TrackingPlan {
    eventTypes = Map.copyOf(eventTypes);
  }

  /** The type of a name, if the plan allows it. */
  public Optional<EventType> eventType(String name) {
    EventType named = eventTypes.get(name);
    return named != null || !eventTypes.containsKey(ANY)
        ? Optional.ofNullable(named)
        : Optional.ofNullable(eventTypes.get(ANY))
            .map(any -> new EventType(name, any.history(), any.properties()));
  }

  /** Whether events of this type are in the history index. */
  public boolean hasHistory(String eventType) {
    return eventType(eventType).map(EventType::history).orElse(false);
  }

  /**
   * Reads the default plan, or the plan file at a path.
   *
   * @throws IllegalArgumentException saying what is wrong with the plan, and where
   */
  public static TrackingPlan load(String name) {
    try (InputStream in = open(name)) {
      return parse(JSON.readTree(in));
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The tracking plan " + name + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static InputStream open(String name) throws IOException {
    if (!name.equals(DEFAULT)) {
      Path file = Path.of(name);
      if (!Files.isReadable(file)) {
        throw new IOException("there is no file that can be read");
      }
      return Files.newInputStream(file);
    }
    InputStream resource = TrackingPlan.class.getResourceAsStream(RESOURCE);
    if (resource == null) {
      throw new IOException(RESOURCE + " is not on the class path");
    }
    return resource;
  }

  /**
   * The plan in a document.
   *
   * @throws IllegalArgumentException saying what is wrong with the plan, and where
   */
  public static TrackingPlan parse(JsonNode plan) {
    onlyMembers("", plan, Set.of("user_id", "event_types"));
    Map<String, EventType> types = new LinkedHashMap<>();
    plan.path("event_types")
        .properties()
        .forEach(type -> types.put(type.getKey(), eventType(type.getKey(), type.getValue())));
    if (types.isEmpty()) {
      throw new IllegalArgumentException("/event_types names no event type");
    }
    return new TrackingPlan(integerUserIds(plan.path("user_id").asText("string")), types);
  }

  private static boolean integerUserIds(String kind) {
    return switch (kind) {
      case "string" -> false;
      case "integer" -> true;
      default -> throw new IllegalArgumentException("/user_id must be \"string\" or \"integer\"");
    };
  }

  private static EventType eventType(String name, JsonNode type) {
    String pointer = "/event_types/" + name;
    if (!name.equals(ANY) && !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          pointer + " is no name for an event type: 1 to 128 letters, digits, blanks, _ . : -");
    }
    onlyMembers(pointer, type, Set.of("history", "properties"));
    if (name.equals(ANY) && type.path("history").asBoolean(false)) {
      throw new IllegalArgumentException(pointer + " cannot have a history: name its types");
    }
    return new EventType(
        name,
        type.path("history").asBoolean(false),
        type.path("properties") instanceof ObjectNode schema ? schema : JSON.createObjectNode());
  }

  private static void onlyMembers(String pointer, JsonNode object, Set<String> allowed) {
    if (!object.isObject()) {
      throw new IllegalArgumentException((pointer.isEmpty() ? "it" : pointer) + " is no object");
    }
    Set<String> others =
        object.properties().stream()
            .map(Map.Entry::getKey)
            .filter(member -> !allowed.contains(member))
            .collect(Collectors.toCollection(TreeSet::new));
    if (!others.isEmpty()) {
      throw new IllegalArgumentException(
          pointer + " has " + others + ", which a plan does not know; it knows " + allowed);
    }
  }
}
