package trackline.engines.athena.sql;

import io.trino.grammar.sql.SqlBaseLexer;
import io.trino.grammar.sql.SqlBaseParser;
import io.trino.sql.parser.ParsingException;
import io.trino.sql.parser.SqlParser;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.jspecify.annotations.Nullable;

/** Reads SQL by the grammar of Athena's engine. */
public final class AthenaSql {
  private AthenaSql() {}

  /** The query for DuckDB, or an error with line and column. */
  public static DuckDbQuery translate(String sql) throws SqlRefused {
    String statement = withoutEnd(sql);
    check(statement);
    SqlWriter writer = new SqlWriter();
    try {
      return writer.query(tree(statement));
    } catch (SqlWriter.Refusal e) {
      throw SqlRefused.notLocal(e.where().toString(), e.what());
    }
  }

  /** Athena takes a statement that ends with a semicolon. */
  private static String withoutEnd(String sql) {
    String stripped = sql.stripTrailing();
    return stripped.endsWith(";") ? stripped.substring(0, stripped.length() - 1) : sql;
  }

  /** Trino's own parser says what is wrong in the words that Athena has for it. */
  private static void check(String sql) throws SqlRefused {
    try {
      Parser.TRINO.createStatement(sql);
    } catch (ParsingException e) {
      throw SqlRefused.syntax(String.valueOf(e.getMessage()));
    }
  }

  private static SqlBaseParser.SingleStatementContext tree(String sql) {
    SqlBaseLexer lexer = new SqlBaseLexer(CharStreams.fromString(sql));
    return new SqlBaseParser(new CommonTokenStream(lexer)).singleStatement();
  }

  /** Loaded at the first query, so that the start of local does not wait for it. */
  private static final class Parser {
    static final SqlParser TRINO = new SqlParser();
  }

  /** A place in the SQL as it was given. */
  record Place(int line, int column) {
    @Override
    public String toString() {
      return "line " + line + ":" + column + ": ";
    }

    static String of(@Nullable Place place) {
      return place == null ? "" : place.toString();
    }
  }
}
