package trackline.engines.athena;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.util.List;
import trackline.engines.trail.TrailLogs;
import trackline.engines.trail.TrailLogs.Log;
import trackline.engines.trail.TrailRow;

/**
 * The table {@code cloudtrail}, partitioned by {@code region} and {@code timestamp}, or with whole
 * records the events of the trail's log group.
 */
public final class TrailTable implements FileTable {
  /** The table of the log group's events: the same, with the records as they are. */
  public static final String LOG_EVENTS = "cloudtrail_log_events";

  private final String name;
  private final TrailLogs logs;

  private TrailTable(String name, TrailLogs logs) {
    this.name = name;
    this.logs = logs;
  }

  /** The table that Athena has. */
  public static TrailTable forAthena(TrailLogs logs) {
    return new TrailTable("cloudtrail", logs);
  }

  /** The table that stands in for the log group. */
  public static TrailTable forLogs(TrailLogs logs) {
    return new TrailTable(LOG_EVENTS, logs);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Contents contents() throws IOException {
    List<Log> files = logs.now();
    String columns = name.equals(LOG_EVENTS) ? "*" : "* EXCLUDE (" + TrailRow.RECORD + ")";
    return new Contents(
        "SELECT " + columns + " FROM " + (files.isEmpty() ? nothing() : rows(files)),
        "region, \"timestamp\"",
        files.stream()
            .map(file -> new Part(List.of(file.region(), file.timestamp()), file.size()))
            .toList());
  }

  private static String rows(List<Log> files) {
    return """
        read_json([%s], columns = {%s}, format = 'newline_delimited',
          compression = 'none', maximum_object_size = 67108864,
          hive_partitioning = true, hive_types = {'region': VARCHAR, 'timestamp': VARCHAR})
        """
        .formatted(
            files.stream()
                .map(file -> LakeDatabase.quoted(file.rows().toString()))
                .collect(joining(", ")),
            TrailRow.columns());
  }

  private static String nothing() {
    return """
        (SELECT UNNEST(NULL::STRUCT(%s)), NULL::VARCHAR AS region, NULL::VARCHAR AS "timestamp"
          WHERE false)
        """
        .formatted(TrailRow.columns().replaceAll("(\\w+): '([^']*)'", "$1 $2"));
  }
}
