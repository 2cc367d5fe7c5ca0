package trackline.local.athena;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.List;

/** The table {@code quarantine}: JSON lines of what was refused, partitioned by {@code dt}. */
final class QuarantineTable implements FileTable {
  private static final List<String> COLUMNS =
      List.of(
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
          "raw",
          "raw_encoding");

  private final Path bucket;

  QuarantineTable(Path bucket) {
    this.bucket = bucket;
  }

  @Override
  public String name() {
    return "quarantine";
  }

  @Override
  public Contents contents() {
    List<LakeFile> files = LakeFile.in(bucket.resolve("quarantine"), ".ndjson");
    return new Contents(
        select(files),
        "dt",
        files.stream().map(file -> new Part(List.of(file.partition()), file.size())).toList());
  }

  private static String select(List<LakeFile> files) {
    return files.isEmpty()
        ? "SELECT " + columns("NULL::%2$s AS \"%1$s\"") + ", NULL::VARCHAR AS dt WHERE false"
        : """
          SELECT * FROM read_json([%s], columns = {%s}, format = 'newline_delimited',
            compression = 'none', ignore_errors = true, maximum_object_size = 67108864,
            hive_partitioning = true, hive_types = {'dt': VARCHAR})
          """
            .formatted(paths(files), columns("\"%1$s\": '%2$s'"));
  }

  private static String columns(String format) {
    return COLUMNS.stream()
        .map(column -> format.formatted(column, column.equals("index") ? "INTEGER" : "VARCHAR"))
        .collect(joining(", "));
  }

  private static String paths(List<LakeFile> files) {
    return files.stream()
        .map(file -> LakeDatabase.quoted(file.path().toString()))
        .collect(joining(", "));
  }
}
