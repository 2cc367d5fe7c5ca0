package trackline.local.athena;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import trackline.event.Column;
import trackline.local.athena.Answer.AnswerColumn;

/**
 * A DuckDB in memory whose table {@code events} is the lake: gzip files of JSON lines, partitioned
 * by {@code dt}. As in Athena, a line that is no JSON is a row of NULLs, an unknown member is
 * ignored, and a missing one is NULL.
 */
public final class LakeDatabase implements AutoCloseable {

  /**
   * Trino's functions that SQL for the lake uses and DuckDB has not. As in Trino the scalar of
   * something that is no scalar is NULL, and so is a scalar of a text that is no JSON.
   */
  private static final List<String> TRINO_FUNCTIONS =
      List.of(
          "CREATE MACRO date_format(moment, format) AS strftime(moment, format)",
          "CREATE MACRO json_parse(text) AS CAST(text AS JSON)",
          """
          CREATE MACRO json_extract_scalar(json, path) AS
            CASE WHEN json_valid(json) AND json_type(json, path) NOT IN ('OBJECT', 'ARRAY', 'NULL')
              THEN json_extract_string(json, path) END
          """);

  private final Path lake;
  private final DuckDBConnection database;

  /** A database over a lake's folder, the one that holds {@code events/}. */
  public LakeDatabase(Path lake) throws SQLException {
    this.lake = lake;
    this.database = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = database.createStatement()) {
      for (String macro : TRINO_FUNCTIONS) {
        statement.execute(macro);
      }
    }
  }

  /** Runs a query over the objects that lie in the lake now. */
  public Answer query(String sql) throws SQLException {
    return query(sql, _ -> {});
  }

  /** Runs a query whose statement is handed out first, so that it can be cancelled. */
  Answer query(String sql, Consumer<Statement> running) throws SQLException {
    List<LakeFile> files = LakeFile.in(lake);
    try (DuckDBConnection connection = database.duplicate();
        Statement statement = connection.createStatement()) {
      running.accept(statement);
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("CREATE TEMP VIEW events AS " + events(files));
      long bytesScanned = new ScannedBytes(statement, files).of(sql);
      try (ResultSet result = statement.executeQuery(sql)) {
        List<AnswerColumn> columns = columns(result.getMetaData());
        return new Answer(columns, rows(result, columns.size()), bytesScanned);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }

  private static String events(List<LakeFile> files) {
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
        .collect(Collectors.joining(", "));
  }

  private static String type(Column column) {
    return column == Column.IS_BOT ? "BOOLEAN" : "VARCHAR";
  }

  private static String paths(List<LakeFile> files) {
    return files.stream()
        .map(file -> quoted(file.path().toString()))
        .collect(Collectors.joining(", "));
  }

  static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static List<AnswerColumn> columns(ResultSetMetaData metadata) throws SQLException {
    List<AnswerColumn> columns = new ArrayList<>();
    for (int i = 1; i <= metadata.getColumnCount(); i++) {
      columns.add(
          new AnswerColumn(
              metadata.getColumnLabel(i), AthenaTypes.of(metadata.getColumnTypeName(i))));
    }
    return columns;
  }

  private static List<List<@Nullable String>> rows(ResultSet result, int width)
      throws SQLException {
    List<List<@Nullable String>> rows = new ArrayList<>();
    while (result.next()) {
      List<@Nullable String> row = new ArrayList<>();
      for (int i = 1; i <= width; i++) {
        row.add(result.getString(i));
      }
      rows.add(row);
    }
    return rows;
  }
}
