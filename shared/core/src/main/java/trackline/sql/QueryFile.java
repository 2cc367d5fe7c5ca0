package trackline.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A query in a file beside a class: comment lines, some of them {@code key: value}, and a
 * statement, of SQL or of Logs Insights.
 *
 * @param comment what a comment line begins with
 */
public record QueryFile(String name, String comment, String text) {

  /**
   * Reads a file.
   *
   * @param beside the class in whose package it stands
   * @param name with its ending: {@code .sql}, or {@code .insights}
   */
  public static QueryFile load(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("No such query file: " + name);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return new QueryFile(name, name.endsWith(".sql") ? "--" : "#", text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The value of a comment line. */
  public String header(String key) {
    String start = comment + " " + key + ": ";
    return text.lines()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(name + " has no line " + start));
  }

  /** The values of a comment line, which commas separate. */
  public List<String> list(String key) {
    return List.of(header(key).split(", *"));
  }

  /** The query without its comment lines. */
  public String statement() {
    return text.lines()
        .filter(line -> !line.startsWith(comment))
        .collect(Collectors.joining("\n"))
        .strip();
  }
}
