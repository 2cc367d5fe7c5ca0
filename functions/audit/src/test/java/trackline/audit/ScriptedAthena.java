package trackline.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.GetQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.GetQueryExecutionResponse;
import software.amazon.awssdk.services.athena.model.GetQueryResultsRequest;
import software.amazon.awssdk.services.athena.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.Row;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionResponse;

/** Athena whose queries end as a test says, each look at one taking ten seconds. */
final class ScriptedAthena implements AthenaClient {

  final List<StartQueryExecutionRequest> started = new ArrayList<>();
  QueryExecutionState state = QueryExecutionState.SUCCEEDED;
  String reason = "";
  int rows;
  int width = 3;
  String filling = "";
  @Nullable RuntimeException refusal;
  @Nullable Instant began;
  @Nullable Instant ended;

  private final TickingClock clock;

  ScriptedAthena(TickingClock clock) {
    this.clock = clock;
  }

  /** The same token finds the same query. */
  @Override
  public StartQueryExecutionResponse startQueryExecution(StartQueryExecutionRequest request) {
    if (refusal != null) {
      throw refusal;
    }
    started.add(request);
    return StartQueryExecutionResponse.builder()
        .queryExecutionId("q-" + request.clientRequestToken())
        .build();
  }

  @Override
  public GetQueryExecutionResponse getQueryExecution(GetQueryExecutionRequest request) {
    clock.forward(10);
    return GetQueryExecutionResponse.builder()
        .queryExecution(
            query ->
                query
                    .queryExecutionId(request.queryExecutionId())
                    .status(
                        status ->
                            status
                                .state(state)
                                .stateChangeReason(reason)
                                .submissionDateTime(began)
                                .completionDateTime(ended))
                    .resultConfiguration(
                        result ->
                            result.outputLocation(
                                "s3://results/audit/" + request.queryExecutionId() + ".csv"))
                    .statistics(statistics -> statistics.dataScannedInBytes(11L)))
        .build();
  }

  /** Pages of a thousand rows, the first one with the names of the columns before them. */
  @Override
  public GetQueryResultsResponse getQueryResults(GetQueryResultsRequest request) {
    int from = request.nextToken() == null ? -1 : Integer.parseInt(request.nextToken());
    int to = Math.min(rows, from + 1_000);
    List<Row> page = new ArrayList<>();
    for (int i = from; i < to; i++) {
      page.add(row(i < 0 ? "name" : i + filling));
    }
    return GetQueryResultsResponse.builder()
        .resultSet(set -> set.rows(page))
        .nextToken(to < rows ? Integer.toString(to) : null)
        .build();
  }

  private Row row(String text) {
    List<Datum> data = new ArrayList<>();
    for (int i = 0; i < width; i++) {
      data.add(Datum.builder().varCharValue(text).build());
    }
    return Row.builder().data(data).build();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
