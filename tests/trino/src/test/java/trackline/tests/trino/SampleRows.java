package trackline.tests.trino;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import trackline.event.Column;

/** The few rows that expressions are tried on, in a partition of their own; one line is torn. */
final class SampleRows {
  static final String DAY = "2020-01-01";

  private static final String TORN = "{\"event_id\":\"torn\",\"user_id\":\"to";

  private record Row(
      String id,
      @Nullable String user,
      String type,
      @Nullable String name,
      String at,
      String url,
      @Nullable String properties,
      boolean bot) {

    ObjectNode json() {
      ObjectNode json = new JsonMapper().createObjectNode();
      json.put("event_id", id).put("user_id", user).put("event_type", type);
      json.put("event_name", name).put("event_at", at).put("page_url", url);
      return json.put("properties", properties).put("is_bot", bot);
    }
  }

  private static final List<Row> ROWS =
      List.of(
          new Row(
              "e1",
              "u1",
              "page",
              "Home",
              "2026-11-30T13:30:00.123Z",
              "https://shop.example:8443/a%20b/c?x=1&y=a%20b&z#top",
              "{\"a\":1,\"price\":1.50,\"name\":\"Ann\",\"tags\":[\"x\",\"y\"],\"nested\":{\"k\":true}}",
              false),
          new Row(
              "e2",
              "12",
              "purchase",
              "Añb ß \uD83D\uDE00",
              "2026-02-28T23:59:59.999Z",
              "no address at all",
              "{\"a\":\"x\",\"a\":2,\"big\":12345678901234567890,\"n\":null}",
              true),
          new Row("e3", null, "page", null, "2024-02-29T00:00:00.000Z", "/r?y=2", "[1,]", false),
          new Row("e4", "", "track", "", "2026-01-01T12:00:00.500Z", "", "{\"a\":{\"b\":", false));

  private SampleRows() {}

  /** Writes them where both engines read a lake. */
  static void write(Path lake) throws IOException {
    Path partition = Files.createDirectories(lake.resolve("events/dt=" + DAY));
    String lines =
        Stream.concat(ROWS.stream().map(row -> row.json().toString()), Stream.of(TORN))
            .collect(Collectors.joining("\n", "", "\n"));
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(partition.resolve("rows.gz")))) {
      out.write(lines.getBytes(UTF_8));
    }
  }

  /** The same rows as a named query, without a table. A torn line is a row of NULLs. */
  static String values() {
    String columns =
        Arrays.stream(Column.values()).map(Column::columnName).collect(Collectors.joining(", "));
    String rows =
        Stream.concat(ROWS.stream().map(Row::json), Stream.of(new JsonMapper().createObjectNode()))
            .map(SampleRows::values)
            .collect(Collectors.joining(", "));
    return "events (%s, dt) AS (VALUES %s)".formatted(columns, rows);
  }

  private static String values(ObjectNode row) {
    return Arrays.stream(Column.values())
        .map(column -> literal(column, row))
        .collect(Collectors.joining(", ", "(", ", '" + DAY + "')"));
  }

  private static String literal(Column column, ObjectNode row) {
    String type = column == Column.IS_BOT ? "boolean" : "varchar";
    String text =
        row.path(column.columnName()).isNull() || row.path(column.columnName()).isMissingNode()
            ? "NULL"
            : column == Column.IS_BOT
                ? row.path(column.columnName()).asText()
                : "'" + row.path(column.columnName()).asText().replace("'", "''") + "'";
    return "CAST(" + text + " AS " + type + ")";
  }
}
