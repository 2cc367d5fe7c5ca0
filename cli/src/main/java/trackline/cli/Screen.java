package trackline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.stream.Stream;

/**
 * What a command sees of the world: where answers and remarks go, and what time it is.
 *
 * @param out for answers
 * @param err for remarks and errors
 * @param live whether somebody watches, so that progress may be drawn
 */
record Screen(PrintWriter out, PrintWriter err, boolean live, Terminal terminal, Clock clock) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  void say(String line) {
    out.println(line);
    out.flush();
  }

  /**
   * Says a text, its further lines indented where the terminal is too narrow for one. What others
   * have written in it does not steer the terminal.
   */
  void say(String text, int indent) {
    lines(text, indent).forEach(this::say);
  }

  void remark(String line) {
    remark(line, line.startsWith("  ") ? 2 : 0);
  }

  /** Remarks on standard error, in the form of {@link #say(String, int)}. */
  void remark(String line, int indent) {
    lines(line, indent).forEach(err::println);
    err.flush();
  }

  /** The lines of a text, none of which is wider than the terminal. */
  private Stream<String> lines(String text, int indent) {
    return Stream.of(text.split("\\R", -1))
        .flatMap(line -> Words.wrapped(Words.printable(line), terminal.columns(), indent).stream());
  }

  /** Shows a table as wide as the terminal is, and says what to do about what has no room. */
  void show(Table table, Options.Layout layout) {
    Table.Lines shown = table.lines(layout.wide ? 0 : terminal.columns());
    shown.lines().forEach(this::say);
    if (!shown.isWhole()) {
      remark("Cut to " + terminal.columns() + " columns: --wide or --json shows all.");
    }
  }

  void json(JsonNode node) {
    try {
      say(JSON.writeValueAsString(node));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Draws over the last progress; nothing where nobody watches. */
  void progress(String text) {
    if (live) {
      err.print("\r\u001b[K" + text);
      err.flush();
    }
  }
}
