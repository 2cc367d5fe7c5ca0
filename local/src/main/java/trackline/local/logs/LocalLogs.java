package trackline.local.logs;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.MalformedQueryException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartQueryRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartQueryResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.StopQueryRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.StopQueryResponse;
import trackline.local.athena.LakeDatabase;
import trackline.local.athena.TrailTable;

/**
 * CloudWatch Logs whose one log group holds the events of the trail. An event of more than 256 KB
 * is not there, as on AWS. Queries are the audit's own questions, see {@link InsightsQuery}.
 */
public final class LocalLogs implements CloudWatchLogsClient {
  private static final int LARGEST_EVENT = 256 * 1024;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneOffset.UTC);

  private final LakeDatabase database;
  private final String group;
  private final Map<String, LogsQuery> queries = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** The log group of a name, over a database that has the trail's events. */
  public LocalLogs(LakeDatabase database, String group) {
    this.database = database;
    this.group = group;
  }

  @Override
  public StartQueryResponse startQuery(StartQueryRequest request) {
    check(request);
    String events = events(request.startTime(), request.endTime());
    LogsQuery query = new LogsQuery(translated(request.queryString(), events), events);
    queries.put(query.id(), query);
    threads.execute(() -> query.run(database));
    return StartQueryResponse.builder().queryId(query.id()).build();
  }

  @Override
  public GetQueryResultsResponse getQueryResults(GetQueryResultsRequest request) {
    return find(request.queryId()).describe();
  }

  @Override
  public StopQueryResponse stopQuery(StopQueryRequest request) {
    return StopQueryResponse.builder().success(find(request.queryId()).stop()).build();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {
    queries.values().forEach(LogsQuery::stop);
    threads.close();
  }

  private void check(StartQueryRequest request) {
    if (request.startTime() == null
        || request.endTime() == null
        || request.startTime() > request.endTime()) {
      throw InvalidParameterException.builder()
          .message("startTime and endTime are seconds, and endTime is not the earlier one")
          .build();
    }
    boolean isOurs =
        Stream.concat(
                Stream.concat(
                    Stream.ofNullable(request.logGroupName()), request.logGroupNames().stream()),
                request.logGroupIdentifiers().stream())
            .anyMatch(name -> name.equals(group) || name.contains(":log-group:" + group));
    if (!isOurs) {
      throw notFound("The specified log group does not exist.");
    }
  }

  /** A file lies in the folder of its events' day, or of a later one. */
  private static String events(long start, long end) {
    Instant from = Instant.ofEpochSecond(start);
    return """
        SELECT eventtime AS "@timestamp", record AS "@message" FROM %s
        WHERE "timestamp" >= '%s' AND eventtime >= '%s' AND eventtime <= '%s'
          AND octet_length(encode(record)) <= %d
        """
        .formatted(
            TrailTable.LOG_EVENTS,
            DAY.format(from),
            from,
            Instant.ofEpochSecond(end),
            LARGEST_EVENT);
  }

  private static InsightsQuery translated(@Nullable String query, String events) {
    try {
      return InsightsQuery.of(query == null ? "" : query, events);
    } catch (Malformed e) {
      throw MalformedQueryException.builder().message(e.getMessage()).build();
    }
  }

  private LogsQuery find(@Nullable String id) {
    LogsQuery query = id == null ? null : queries.get(id);
    if (query == null) {
      throw notFound("The specified query does not exist.");
    }
    return query;
  }

  private static ResourceNotFoundException notFound(String message) {
    return ResourceNotFoundException.builder().message(message).build();
  }
}
