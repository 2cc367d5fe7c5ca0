package trackline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The lines of a function's log, as people read them: an entry is one line or more. */
final class LogText {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What stands before all others, or is the same in each line. */
  private static final Set<String> APART = Set.of("time", "function", "request_id");

  private static final int TIME = 20;
  private static final int SERVER_ERROR = 500;
  private static final int CLIENT_ERROR = 400;

  /** The blanks below a time and a level. */
  private static final int INDENT = TIME + 9;

  /** What a stack trace has below its first line. */
  private static final Pattern OF_A_TRACE = Pattern.compile("\\s+\\S.*|(Caused by|Suppressed): .*");

  private final Terminal terminal;

  /** The level of the entry that may go on in the next line; none before the first. */
  private @Nullable Level open;

  /** Whether it is a text, of which any line may follow, and no JSON. */
  private boolean isText;

  LogText(Terminal terminal) {
    this.terminal = terminal;
  }

  private enum Level {
    INFO("\u001b[32m"),
    WARN("\u001b[33m"),
    ERROR("\u001b[31m");

    private final String colour;

    Level(String colour) {
      this.colour = colour;
    }
  }

  /** The next line of the log, within the terminal's width. */
  List<String> lines(String line) {
    JsonNode entry = parsed(line);
    if (goesOn(line, entry)) {
      String text = " ".repeat(INDENT) + Words.printable(line.strip());
      return Words.wrapped(text.stripTrailing(), terminal.columns(), INDENT);
    }
    Level level = level(line, entry);
    open = level;
    isText = !entry.isObject();
    String said = isText ? line : members(entry);
    String text = "%-20s  %-5s  %s".formatted(time(entry), level, Words.printable(said));
    List<String> lines = Words.wrapped(text.stripTrailing(), terminal.columns(), INDENT);
    return terminal.colours() ? coloured(lines, level) : lines;
  }

  /** Whether a line belongs to the entry before: of an error, its message's lines and its trace. */
  private boolean goesOn(String line, JsonNode entry) {
    if (open == null || entry.isObject() || line.startsWith(Level.ERROR.name())) {
      return false;
    }
    return OF_A_TRACE.matcher(line).matches() || (isText && open == Level.ERROR);
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
    if (entry.has("error") || line.startsWith(Level.ERROR.name()) || status >= SERVER_ERROR) {
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

  private static String value(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.toString();
  }
}
