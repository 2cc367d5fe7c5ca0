package trackline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A line of a function's log, as people read it. */
final class LogText {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What stands before all others, or is the same in each line. */
  private static final Set<String> APART = Set.of("time", "function", "request_id");

  private static final int TIME = 20;
  private static final int SERVER_ERROR = 500;
  private static final int CLIENT_ERROR = 400;

  /** The blanks below a time and a level. */
  static final int INDENT = TIME + 9;

  private LogText() {}

  private enum Level {
    INFO("\u001b[32m"),
    WARN("\u001b[33m"),
    ERROR("\u001b[31m");

    private final String colour;

    Level(String colour) {
      this.colour = colour;
    }
  }

  /** The line within a terminal's width. */
  static List<String> lines(String line, Terminal terminal) {
    JsonNode entry = parsed(line);
    Level level = level(line, entry);
    String text =
        "%-20s  %-5s  %s"
            .formatted(time(entry), level, entry.isObject() ? members(entry) : printable(line));
    List<String> lines = Words.wrapped(text.stripTrailing(), terminal.columns(), INDENT);
    return terminal.colours() ? coloured(lines, level) : lines;
  }

  private static List<String> coloured(List<String> lines, Level level) {
    String first = lines.getFirst();
    String word = level.name();
    int at = TIME + 2;
    return Stream.concat(
            Stream.of(
                first.substring(0, at)
                    + level.colour
                    + word
                    + "\u001b[0m"
                    + first.substring(at + word.length())),
            lines.stream().skip(1))
        .toList();
  }

  private static JsonNode parsed(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }

  private static Level level(String line, JsonNode entry) {
    int status = entry.path("status").asInt();
    if (entry.has("error") || line.startsWith("ERROR") || status >= SERVER_ERROR) {
      return Level.ERROR;
    }
    return status >= CLIENT_ERROR || entry.path("quarantined").asInt() > 0
        ? Level.WARN
        : Level.INFO;
  }

  /** To the second, in UTC. */
  private static String time(JsonNode entry) {
    String time = entry.path("time").asText();
    return time.length() < TIME ? "" : time.substring(0, TIME - 1) + "Z";
  }

  /** The members that say something: most counts are 0 in most lines. */
  private static String members(JsonNode entry) {
    return entry
        .propertyStream()
        .filter(member -> !APART.contains(member.getKey()))
        .filter(member -> !member.getValue().asText().equals("0"))
        .map(member -> member.getKey() + "=" + value(member.getValue()))
        .collect(Collectors.joining(" "));
  }

  /** What came from elsewhere must not steer the terminal. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cc}", "?");
  }

  private static String value(JsonNode value) {
    return value.isTextual() ? printable(value.textValue()) : value.toString();
  }
}
