package trackline.engines.athena;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.model.ColumnInfo;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.GetQueryResultsRequest;
import software.amazon.awssdk.services.athena.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.ResultSetMetadata;
import software.amazon.awssdk.services.athena.model.Row;
import trackline.engines.athena.Answer.AnswerColumn;

/** A page of an answer as Athena gives it: text values, and the column names as the first row. */
final class ResultPage {

  private static final int LARGEST = 1000;

  private ResultPage() {}

  static GetQueryResultsResponse of(Answer answer, GetQueryResultsRequest request) {
    List<Row> rows = new ArrayList<>();
    rows.add(row(answer.columns().stream().map(AnswerColumn::name).toList()));
    answer.rows().forEach(values -> rows.add(row(values)));
    int start = start(request.nextToken(), rows.size());
    int end = Math.min(start + size(request.maxResults()), rows.size());
    return GetQueryResultsResponse.builder()
        .resultSet(set -> set.rows(rows.subList(start, end)).resultSetMetadata(metadata(answer)))
        .nextToken(end < rows.size() ? Integer.toString(end) : null)
        .build();
  }

  private static Row row(List<? extends @Nullable String> values) {
    List<Datum> data =
        values.stream().map(value -> Datum.builder().varCharValue(value).build()).toList();
    return Row.builder().data(data).build();
  }

  private static ResultSetMetadata metadata(Answer answer) {
    List<ColumnInfo> columns =
        answer.columns().stream()
            .map(column -> ColumnInfo.builder().name(column.name()).type(column.type()).build())
            .toList();
    return ResultSetMetadata.builder().columnInfo(columns).build();
  }

  private static int size(@Nullable Integer asked) {
    if (asked != null && (asked < 1 || asked > LARGEST)) {
      throw invalid("MaxResults is between 1 and " + LARGEST);
    }
    return asked == null ? LARGEST : asked;
  }

  private static int start(@Nullable String token, int rows) {
    if (token == null) {
      return 0;
    }
    if (!token.matches("\\d{1,9}") || Integer.parseInt(token) >= rows) {
      throw invalid("NextToken is not one that was given");
    }
    return Integer.parseInt(token);
  }

  private static InvalidRequestException invalid(String message) {
    return InvalidRequestException.builder().message(message).build();
  }
}
