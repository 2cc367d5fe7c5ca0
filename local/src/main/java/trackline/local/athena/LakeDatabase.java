package trackline.local.athena;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import trackline.local.athena.Answer.AnswerColumn;

/**
 * A DuckDB in memory whose table {@code events} is the lake and whose table {@code quarantine} is
 * what was refused, and which may have the tables of an audit trail. As in Athena, a line that is
 * no JSON is a row of NULLs, an unknown member is ignored, and a missing one is NULL.
 */
public final class LakeDatabase implements AutoCloseable {

  /**
   * Trino's functions that SQL for the lake uses and DuckDB has not. As in Trino the scalar of
   * something that is no scalar is NULL, and so is a scalar of a text that is no JSON.
   */
  private static final List<String> TRINO_FUNCTIONS =
      List.of(
          "CREATE MACRO date_format(moment, format) AS strftime(moment, format)",
          "CREATE MACRO element_at(list, place) AS list[place]",
          "CREATE MACRO json_format(json) AS CAST(json AS VARCHAR)",
          "CREATE MACRO json_parse(text) AS CAST(text AS JSON)",
          "CREATE MACRO regexp_like(text, pattern) AS regexp_matches(text, pattern)",
          "CREATE MACRO sequence(first, last) AS generate_series(first, CAST(last AS BIGINT))",
          """
          CREATE MACRO json_extract_scalar(json, path) AS
            CASE WHEN json_valid(json) AND json_type(json, path) NOT IN ('OBJECT', 'ARRAY', 'NULL')
              THEN json_extract_string(json, path) END
          """);

  private final List<FileTable> tables;
  private final DuckDBConnection database;

  /** A database over a lake's folder, the one that holds {@code events/}. */
  public LakeDatabase(Path lake) throws SQLException {
    this(lake, List.of());
  }

  /** A database over a lake's folder and the tables of a trail. */
  public LakeDatabase(Path lake, List<TrailTable> trail) throws SQLException {
    this(lake, lake, trail);
  }

  /** A database that has the folder with {@code quarantine/} too. */
  public LakeDatabase(Path lake, Path quarantine, List<TrailTable> trail) throws SQLException {
    this.tables =
        Stream.concat(
                trail.stream(),
                Stream.of(LinesTable.ofQuarantine(quarantine), LinesTable.ofEvents(lake)))
            .toList();
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
  public Answer query(String sql, Consumer<Statement> running) throws SQLException {
    try (DuckDBConnection connection = database.duplicate();
        Statement statement = connection.createStatement()) {
      running.accept(statement);
      statement.execute("SET TimeZone = 'UTC'");
      long bytesScanned = 0;
      for (FileTable table : read(sql)) {
        FileTable.Contents contents = contents(table);
        statement.execute("CREATE TEMP VIEW " + table.name() + " AS " + contents.select());
        bytesScanned += new ScannedBytes(statement, contents).of(sql);
      }
      try (ResultSet result = statement.executeQuery(sql)) {
        List<AnswerColumn> columns = columns(result.getMetaData());
        return new Answer(columns, rows(result, columns.size()), bytesScanned);
      }
    }
  }

  /** The one table that a query reads: the first that it names. */
  private List<FileTable> read(String sql) {
    return tables.stream()
        .filter(table -> Pattern.compile("\\b" + table.name() + "\\b").matcher(sql).find())
        .limit(1)
        .toList();
  }

  private static FileTable.Contents contents(FileTable table) throws SQLException {
    try {
      return table.contents();
    } catch (IOException e) {
      throw new SQLException("The files of the table " + table.name() + " cannot be read", e);
    }
  }

  @Override
  public void close() throws SQLException {
    database.close();
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
