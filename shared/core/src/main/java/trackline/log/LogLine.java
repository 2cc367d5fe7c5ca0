package trackline.log;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;

/**
 * The one JSON line that an invocation logs: who, which request, and counts that metric filters
 * read. It takes no keys, addresses or bodies.
 */
public final class LogLine {
  private static final int FRAMES = 5;

  private final ObjectNode members = JsonNodeFactory.instance.objectNode();

  public LogLine(String function, String requestId) {
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

  /** The line, with its end. */
  @Override
  public String toString() {
    return members + "\n";
  }
}
