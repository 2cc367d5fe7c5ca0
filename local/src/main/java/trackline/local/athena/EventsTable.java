package trackline.local.athena;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import trackline.event.Column;

/** The table {@code events}: gzip files of JSON lines, partitioned by {@code dt}. */
final class EventsTable implements FileTable {
  private final Path lake;

  EventsTable(Path lake) {
    this.lake = lake;
  }

  @Override
  public String name() {
    return "events";
  }

  @Override
  public Contents contents() {
    List<LakeFile> files = LakeFile.in(lake);
    return new Contents(
        select(files),
        "dt",
        files.stream().map(file -> new Part(List.of(file.partition()), file.size())).toList());
  }

  private static String select(List<LakeFile> files) {
    return files.isEmpty()
        ? "SELECT " + columns("NULL::%2$s AS %1$s") + ", NULL::VARCHAR AS dt WHERE false"
        : """
          SELECT * FROM read_json([%s], columns = {%s}, format = 'newline_delimited',
            compression = 'gzip', ignore_errors = true,
            hive_partitioning = true, hive_types = {'dt': VARCHAR})
          """
            .formatted(paths(files), columns("%1$s: '%2$s'"));
  }

  private static String columns(String format) {
    return Arrays.stream(Column.values())
        .map(column -> format.formatted(column.columnName(), type(column)))
        .collect(joining(", "));
  }

  private static String type(Column column) {
    return column == Column.IS_BOT ? "BOOLEAN" : "VARCHAR";
  }

  private static String paths(List<LakeFile> files) {
    return files.stream()
        .map(file -> LakeDatabase.quoted(file.path().toString()))
        .collect(joining(", "));
  }
}
