package trackline.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

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

  /** The name of the types that are not named. */
  public static final String ANY = "*";

  private static final TeamFile FILE = new TeamFile("tracking plan", "/tracking-plan.json");

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
