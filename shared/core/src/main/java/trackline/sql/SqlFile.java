package trackline.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/** A file of SQL beside this class: comment lines, some of them {@code -- key: value}, and SQL. */
record SqlFile(String name, String text) {

  static SqlFile load(String name) {
    try (InputStream in = SqlFile.class.getResourceAsStream(name + ".sql")) {
      if (in == null) {
        throw new IllegalStateException("No such SQL file: " + name);
      }
      return new SqlFile(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String header(String key) {
    String start = "-- " + key + ": ";
    return text.lines()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(name + ".sql has no line " + start));
  }

  String statement() {
    return text.lines()
        .filter(line -> !line.startsWith("--"))
        .collect(Collectors.joining("\n"))
        .strip();
  }
}
