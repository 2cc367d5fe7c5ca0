package trackline.engines.athena;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The bytes that a query reads: the size of every object in the partitions that its plan keeps, for
 * each time that the plan reads the table.
 */
final class ScannedBytes {

  private static final JsonMapper JSON = new JsonMapper();

  private final Statement statement;
  private final FileTable.Contents table;

  ScannedBytes(Statement statement, FileTable.Contents table) {
    this.statement = statement;
    this.table = table;
  }

  long of(String sql) throws SQLException {
    if (table.parts().isEmpty()) {
      return 0;
    }
    long bytes = 0;
    for (JsonNode filters : plan(sql).findValues("extra_info")) {
      bytes += "READ_JSON".equals(filters.path("Function").asText()) ? read(filters) : 0;
    }
    return bytes;
  }

  private JsonNode plan(String sql) throws SQLException {
    try (ResultSet explained = statement.executeQuery("EXPLAIN (FORMAT JSON) " + sql)) {
      return explained.next() ? JSON.readTree(explained.getString(2)) : JSON.nullNode();
    } catch (JsonProcessingException e) {
      throw new SQLException("DuckDB's plan is no JSON", e);
    }
  }

  /** The plan names the filters that DuckDB applied to the partitions before it opened a file. */
  private long read(JsonNode scan) throws SQLException {
    JsonNode filters = scan.path("File Filters");
    String kept = filters.isMissingNode() ? "true" : filters.asText();
    String parts = table.parts().stream().map(ScannedBytes::tuple).collect(joining(", "));
    String sum =
        "SELECT coalesce(sum(size), 0) FROM (VALUES %s) AS files (%s, size) WHERE %s"
            .formatted(parts, table.partitioning(), kept);
    try (ResultSet result = statement.executeQuery(sum)) {
      return result.next() ? result.getLong(1) : 0;
    }
  }

  private static String tuple(FileTable.Part part) {
    return part.partition().stream()
        .map(LakeDatabase::quoted)
        .collect(joining(", ", "(", ", " + part.size() + ")"));
  }
}
