package trackline.sql;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A question to the lake that is asked again and again, and whose newest answer is kept.
 *
 * @param name the rollup in paths and tables, for example {@code logins_per_day}
 * @param title the rollup for a reader
 * @param columns the names of the answer's columns; the first is the day
 * @param template the SQL, with placeholders for the window
 */
public record Rollup(String name, String title, List<String> columns, String template) {

  /**
   * The SQL for a window. Nothing but dates is ever put into it.
   *
   * @param lateDays how far apart an event's copies may arrive and still count once
   */
  public String sql(Window window, int lateDays) {
    String days =
        window.days().stream()
            .map(day -> "('" + day + "')")
            .collect(Collectors.joining(", ", "VALUES ", ""));
    return template
        .replace("${days}", days)
        .replace("${first_partition}", window.firstPartition(lateDays).toString())
        .replace("${from}", window.from().toString())
        .replace("${to}", window.to().toString());
  }
}
