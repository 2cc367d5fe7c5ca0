package trackline.log;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The one JSON line that an invocation logs: who, which request, and counts that metric filters
 * read. It takes no keys, addresses or bodies.
 */
public final class LogLine {
  private static final int FRAMES = 5;
  private static final Comparator<List<String>> BY_DOOR_AND_REASON =
      Comparator.<List<String>, String>comparing(List::getFirst).thenComparing(List::getLast);

  private final String function;
  private final String requestId;
  private final ObjectNode members = JsonNodeFactory.instance.objectNode();
  private final Map<List<String>, Integer> refused = new TreeMap<>(BY_DOOR_AND_REASON);

  public LogLine(String function, String requestId) {
    this.function = function;
    this.requestId = requestId;
    members.put("function", function).put("request_id", requestId);
  }

  public LogLine put(String name, long value) {
    members.put(name, value);
    return this;
  }

  public LogLine put(String name, String value) {
    members.put(name, value);
    return this;
  }

  public LogLine put(String name, boolean value) {
    members.put(name, value);
    return this;
  }

  /** Adds an error's class and place, not its message: messages of others may hold values. */
  public LogLine error(Throwable error) {
    return error(error, "");
  }

  /**
   * Adds an error's class and place, and what may be told of it besides.
   *
   * @param detail such as a service's error code; may be empty
   */
  public LogLine error(Throwable error, String detail) {
    members.put("error", error.getClass().getName());
    if (!detail.isBlank()) {
      members.put("error_detail", detail);
    }
    Arrays.stream(error.getStackTrace())
        .limit(FRAMES)
        .forEach(frame -> members.withArray("at").add(frame.toString()));
    return error.getCause() == null ? this : put("cause", error.getCause().getClass().getName());
  }

  /** Counts an entry of the quarantine; each door and reason has a line of its own. */
  public LogLine countRefused(String door, String reason) {
    refused.merge(List.of(door, reason), 1, Integer::sum);
    return this;
  }

  /**
   * Writes the line. The counts of the quarantine come before it, a line for each door and reason,
   * since a metric filter takes its dimensions from the top of a line.
   */
  public void writeTo(Consumer<String> logger) {
    refused.forEach(
        (key, entries) ->
            logger.accept(
                new LogLine(function, requestId)
                    .put("door", key.getFirst())
                    .put("reason", key.getLast())
                    .put("entries", entries)
                    .toString()));
    logger.accept(toString());
  }

  /** The line, with its end. */
  @Override
  public String toString() {
    return members + "\n";
  }
}
