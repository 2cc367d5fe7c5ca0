package trackline.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryStatus;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResultField;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartQueryRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartQueryResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.StopQueryRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.StopQueryResponse;

/** Logs Insights whose queries end as a test says, each look at one taking ten seconds. */
final class ScriptedLogs implements CloudWatchLogsClient {

  final List<StartQueryRequest> started = new ArrayList<>();
  final List<String> stopped = new ArrayList<>();
  QueryStatus status = QueryStatus.COMPLETE;
  int rows;
  double scanned = 7;
  @Nullable RuntimeException refusal;

  private final TickingClock clock;

  ScriptedLogs(TickingClock clock) {
    this.clock = clock;
  }

  @Override
  public StartQueryResponse startQuery(StartQueryRequest request) {
    if (refusal != null) {
      throw refusal;
    }
    started.add(request);
    return StartQueryResponse.builder().queryId("q-logs").build();
  }

  @Override
  public GetQueryResultsResponse getQueryResults(GetQueryResultsRequest request) {
    clock.forward(10);
    List<List<ResultField>> results = IntStream.range(0, rows).mapToObj(ScriptedLogs::row).toList();
    return GetQueryResultsResponse.builder()
        .status(status)
        .results(results)
        .statistics(statistics -> statistics.bytesScanned(scanned))
        .build();
  }

  private static List<ResultField> row(int number) {
    return List.of(
        ResultField.builder().field("@ptr").value("x").build(),
        ResultField.builder().field("calls").value(Integer.toString(number)).build(),
        ResultField.builder().field("event_name").value("GetItem").build());
  }

  @Override
  public StopQueryResponse stopQuery(StopQueryRequest request) {
    stopped.add(request.queryId());
    return StopQueryResponse.builder().success(true).build();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
