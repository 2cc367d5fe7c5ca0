package trackline.rollup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.ColumnInfo;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.athena.model.Row;

/** The rows of a query that succeeded, read page by page into JSON arrays of typed values. */
final class QueryResults {

  /** Far more than an item holds, and no more than a function has room for. */
  private static final int LARGEST = 4 * 1_048_576;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final AthenaClient athena;

  QueryResults(AthenaClient athena) {
    this.athena = athena;
  }

  /** The rows, or nothing if they are too many to be read. */
  Optional<ArrayNode> read(String queryId) {
    ArrayNode rows = JSON.arrayNode();
    int size = 0;
    int skip = 1; // Athena's first row holds the names of the columns.
    for (GetQueryResultsResponse page :
        athena.getQueryResultsPaginator(get -> get.queryExecutionId(queryId))) {
      List<ColumnInfo> columns = page.resultSet().resultSetMetadata().columnInfo();
      for (Row row : page.resultSet().rows().subList(skip, page.resultSet().rows().size())) {
        ArrayNode values = row(columns, row.data());
        size += values.toString().getBytes(StandardCharsets.UTF_8).length + 1;
        rows.add(values);
      }
      if (size > LARGEST) {
        return Optional.empty();
      }
      skip = 0;
    }
    return Optional.of(rows);
  }

  private static ArrayNode row(List<ColumnInfo> columns, List<Datum> data) {
    ArrayNode values = JSON.arrayNode(data.size());
    for (int i = 0; i < data.size(); i++) {
      values.add(Values.of(columns.get(i).type(), data.get(i).varCharValue()));
    }
    return values;
  }
}
