package trackline.engines.template;

import com.fasterxml.jackson.databind.JsonNode;

/** What starts a function. */
public sealed interface Trigger {
  /**
   * A route of the HTTP API.
   *
   * @param path with variables in braces, or {@code $default} for every other path
   */
  record Route(String path) implements Trigger {
    public static final String DEFAULT = "$default";
  }

  /**
   * A table's stream.
   *
   * @param table the table's local name
   * @param mapping the properties of the event source mapping
   */
  record Stream(String table, JsonNode mapping) implements Trigger {}

  /**
   * A schedule of EventBridge Scheduler.
   *
   * @param expression such as {@code rate(1 hour)}
   * @param input the event that it sends
   */
  record Schedule(String expression, String input) implements Trigger {}

  /**
   * A rule of the event bus.
   *
   * @param pattern the events that it takes
   */
  record Rule(JsonNode pattern) implements Trigger {}
}
