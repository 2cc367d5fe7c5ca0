package trackline.engines.athena;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import trackline.engines.athena.Answer.AnswerColumn;
import trackline.engines.athena.sql.DuckDbQuery;

/** Reads DuckDB's results with Athena's names, types and texts. */
final class Answers {
  private Answers() {}

  static List<AnswerColumn> columns(ResultSet result) throws SQLException {
    ResultSetMetaData metadata = result.getMetaData();
    List<AnswerColumn> columns = new ArrayList<>();
    for (int i = 1; i <= metadata.getColumnCount(); i++) {
      columns.add(
          new AnswerColumn(
              DuckDbQuery.column(metadata.getColumnLabel(i), i - 1),
              AthenaTypes.of(metadata.getColumnTypeName(i))));
    }
    return columns;
  }

  static List<List<@Nullable String>> rows(ResultSet result) throws SQLException {
    int width = result.getMetaData().getColumnCount();
    List<List<@Nullable String>> rows = new ArrayList<>();
    while (result.next()) {
      List<@Nullable String> row = new ArrayList<>();
      for (int i = 1; i <= width; i++) {
        row.add(AthenaTexts.of(result.getObject(i), result.getMetaData().getColumnTypeName(i)));
      }
      rows.add(row);
    }
    return rows;
  }
}
