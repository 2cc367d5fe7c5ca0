package trackline.engines.athena;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import trackline.engines.athena.sql.AthenaSql;
import trackline.engines.athena.sql.DuckDbQuery;
import trackline.engines.athena.sql.Functions;
import trackline.engines.athena.sql.JavaFunctions;
import trackline.engines.athena.sql.SqlRefused;

/**
 * A DuckDB in memory whose table {@code events} is the lake and whose table {@code quarantine} is
 * what was refused, and which may have the tables of an audit trail. As in Athena, a line that is
 * no JSON is a row of NULLs, an unknown member is ignored, and a missing one is NULL.
 */
public final class LakeDatabase implements AutoCloseable {

  /**
   * DuckDB 2.0 reads a table twice for an aggregate over a partition, and forgets the second time
   * which files a filter has left.
   */
  private static final String RIGHT_WINDOWS = "SET GLOBAL disabled_optimizers = 'window_self_join'";

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
    JavaFunctions.register(database);
    try (Statement statement = database.createStatement()) {
      statement.execute(RIGHT_WINDOWS);
      for (String function : Functions.statements()) {
        statement.execute(function);
      }
    }
  }

  /** Runs a query in Athena's words over the objects that lie in the lake now. */
  public Answer query(String sql) throws SQLException {
    return query(sql, _ -> {});
  }

  /** Runs a query whose statement is handed out first, so that it can be cancelled. */
  public Answer query(String sql, Consumer<Statement> running) throws SQLException {
    DuckDbQuery query = AthenaSql.translate(sql);
    Optional<SqlRefused> refusal =
        query.withoutTable(tables.stream().map(FileTable::name).toList());
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    try {
      return run(query.text(), named(query.tables()), running);
    } catch (SQLException e) {
      throw query.refusal(String.valueOf(e.getMessage()));
    }
  }

  /** Runs a query in DuckDB's own words, for the stand-in of another service than Athena. */
  public Answer queryDuckDb(String sql, Consumer<Statement> running) throws SQLException {
    return run(sql, tables.stream().filter(table -> isNamed(table, sql)).toList(), running);
  }

  private Answer run(String sql, List<FileTable> read, Consumer<Statement> running)
      throws SQLException {
    try (DuckDBConnection connection = database.duplicate();
        Statement statement = connection.createStatement()) {
      running.accept(statement);
      statement.execute("SET TimeZone = 'UTC'");
      List<FileTable.Contents> contents = new ArrayList<>();
      for (FileTable table : read) {
        contents.add(contents(table));
        statement.execute(
            "CREATE TEMP VIEW " + table.name() + " AS " + contents.getLast().select());
      }
      long bytesScanned = bytes(statement, contents, sql);
      try (ResultSet result = statement.executeQuery(sql)) {
        return new Answer(Answers.columns(result), Answers.rows(result), bytesScanned);
      }
    }
  }

  /** The plan does not say which of several tables it reads: then all of them count whole. */
  private static long bytes(Statement statement, List<FileTable.Contents> read, String sql)
      throws SQLException {
    return read.size() == 1
        ? new ScannedBytes(statement, read.getFirst()).of(sql)
        : read.stream()
            .flatMap(contents -> contents.parts().stream())
            .mapToLong(FileTable.Part::size)
            .sum();
  }

  private List<FileTable> named(List<String> names) {
    return tables.stream().filter(table -> names.contains(table.name())).toList();
  }

  private static boolean isNamed(FileTable table, String sql) {
    return Pattern.compile("\\b" + table.name() + "\\b").matcher(sql).find();
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
}
