package trackline.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A file beside this class: comment lines, some of them {@code key: value}, and a query.
 *
 * @param comment what a comment line begins with
 */
record QuestionFile(String name, String comment, String text) {

  static QuestionFile load(String name, String comment) {
    try (InputStream in = QuestionFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("No such file: " + name);
      }
      return new QuestionFile(name, comment, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String header(String key) {
    String start = comment + " " + key + ": ";
    return text.lines()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(name + " has no line " + start));
  }

  List<String> list(String key) {
    return List.of(header(key).split(", *"));
  }

  String query() {
    return text.lines()
        .filter(line -> !line.startsWith(comment))
        .collect(Collectors.joining("\n"))
        .strip();
  }

  /** The query with what every question begins with: the calls. */
  String with(QuestionFile calls) {
    return query().replace("${calls}", calls.query());
  }
}
