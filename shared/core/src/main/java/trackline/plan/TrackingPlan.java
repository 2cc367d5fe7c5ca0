package trackline.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

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
  public static final String DEFAULT = TeamFile.BUILT_IN;

  /** The types that are not named; it is no name of one. */
  public static final String ANY = "*";

  /** The form of an event type's name, in words. */
  public static final String NAME_FORM = "1 to 128 letters, digits, blanks, _ . : -";

  /** No {@code #}: it ends the type in a history key. */
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N} _.:-]{1,128}");

  private static final TeamFile FILE = new TeamFile("tracking plan", "/tracking-plan.json");

  public TrackingPlan {
    eventTypes = Map.copyOf(eventTypes);
  }

  /** Whether a text can be the name of an event type, be it one that no plan names. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Whether types are allowed that it does not name. */
  public boolean allowsAny() {
    return eventTypes.containsKey(ANY);
  }

  /** The type of a name, if the plan allows it. */
  public Optional<EventType> eventType(String name) {
    EventType named = isName(name) ? eventTypes.get(name) : null;
    return named != null || !allowsAny() || !isName(name)
        ? Optional.ofNullable(named)
        : Optional.ofNullable(eventTypes.get(ANY))
            .map(any -> new EventType(name, any.history(), any.properties()));
  }

  /** Whether events of this type are in the history index. */
  public boolean hasHistory(String eventType) {
    return eventType(eventType).map(EventType::history).orElse(false);
  }

  /**
   * Reads the default plan, or the plan file at a path. Its JSON Schemas are not looked into.
   *
   * @throws IllegalArgumentException saying what is wrong with the plan, and where
   */
  public static TrackingPlan load(String name) {
    return load(name, plan -> plan);
  }

  /**
   * Reads a plan and makes of it what its user needs.
   *
   * @throws IllegalArgumentException saying what is wrong with the plan, or what its user says of
   *     it
   */
  public static <T> T load(String name, Function<TrackingPlan, T> use) {
    return FILE.load(name, json -> use.apply(parse(json)));
  }

  /**
   * The plan in a document.
   *
   * @throws IllegalArgumentException saying all that is wrong with the plan, and where
   */
  public static TrackingPlan parse(JsonNode plan) {
    return new PlanReader().read(plan);
  }
}
