package trackline.engines.logs;

import static java.util.stream.Collectors.joining;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The functions' log files as events of log groups. A line has no time of its own, so that each is
 * of any time that is asked for.
 */
final class FunctionLogs {
  private FunctionLogs() {}

  /** SQL that gives the lines that are JSON as {@code @timestamp} and {@code @message}. */
  static String events(List<Path> files) {
    List<Path> written = files.stream().filter(Files::isRegularFile).toList();
    return written.isEmpty()
        ? "SELECT NULL::VARCHAR AS \"@timestamp\", NULL::VARCHAR AS \"@message\" WHERE false"
        : """
          SELECT NULL::VARCHAR AS "@timestamp", CAST(json AS VARCHAR) AS "@message"
          FROM read_ndjson_objects([%s], ignore_errors = true)
          WHERE json IS NOT NULL
          """
            .formatted(
                written.stream()
                    .map(file -> Expressions.literal(file.toString()))
                    .collect(joining(", ")));
  }
}
