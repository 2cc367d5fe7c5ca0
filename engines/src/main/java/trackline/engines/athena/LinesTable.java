package trackline.engines.athena;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import trackline.event.Column;

/**
 * A table over files of JSON lines, partitioned by {@code dt}.
 *
 * @param folder of the partitions' folders
 * @param ending of the files' names; empty for any
 * @param compression of the files, in DuckDB's words
 * @param longestLine in bytes; a reader's memory grows with it
 * @param columns DuckDB's types by the columns' names, in their order
 */
record LinesTable(
    String name,
    Path folder,
    String ending,
    String compression,
    int longestLine,
    Map<String, String> columns)
    implements FileTable {

  private static final int MIB = 1 << 20;

  /** The table of events: as in the lake, gzip. */
  static LinesTable ofEvents(Path lake) {
    return new LinesTable(
        "events",
        lake.resolve("events"),
        ".gz",
        "gzip",
        16 * MIB,
        types(
            Arrays.stream(Column.values()).map(Column::columnName),
            Map.of(Column.IS_BOT.columnName(), "BOOLEAN")));
  }

  /** The table of what was refused. */
  static LinesTable ofQuarantine(Path bucket) {
    return new LinesTable(
        "quarantine",
        bucket.resolve("quarantine"),
        // What earlier versions wrote is not compressed.
        "",
        "auto_detect",
        64 * MIB,
        types(
            Stream.of(
                "door",
                "reason",
                "detail",
                "pointer",
                "at",
                "received_at",
                "request_id",
                "sequence_number",
                "object",
                "index",
                "event_id",
                "call",
                "ip_address",
                "user_agent",
                "batch",
                "same_request",
                "raw",
                "raw_encoding"),
            Map.of("index", "INTEGER", "same_request", "BOOLEAN")));
  }

  /** Every column is text but the others. */
  private static Map<String, String> types(Stream<String> columns, Map<String, String> others) {
    return columns.collect(
        toMap(
            column -> column,
            column -> others.getOrDefault(column, "VARCHAR"),
            (one, _) -> one,
            LinkedHashMap::new));
  }

  @Override
  public Contents contents() {
    List<LakeFile> files = LakeFile.in(folder, ending);
    return new Contents(
        select(files),
        "dt",
        files.stream().map(file -> new Part(List.of(file.partition()), file.size())).toList());
  }

  private String select(List<LakeFile> files) {
    return files.isEmpty()
        ? "SELECT " + columns("NULL::%2$s AS \"%1$s\"") + ", NULL::VARCHAR AS dt WHERE false"
        : """
          SELECT * FROM read_json([%s], columns = {%s}, format = 'newline_delimited',
            compression = '%s', ignore_errors = true, maximum_object_size = %d,
            hive_partitioning = true, hive_types = {'dt': VARCHAR})
          """
            .formatted(paths(files), columns("\"%1$s\": '%2$s'"), compression, longestLine);
  }

  private String columns(String format) {
    return columns.entrySet().stream()
        .map(column -> format.formatted(column.getKey(), column.getValue()))
        .collect(joining(", "));
  }

  private static String paths(List<LakeFile> files) {
    return files.stream()
        .map(file -> LakeDatabase.quoted(file.path().toString()))
        .collect(joining(", "));
  }
}
