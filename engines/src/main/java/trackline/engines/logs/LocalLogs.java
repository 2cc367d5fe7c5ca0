package trackline.engines.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
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
import trackline.engines.athena.LakeDatabase;
import trackline.engines.athena.TrailTable;

/**
 * CloudWatch Logs with a log group for the events of the trail, and one for each function. An event
 * of more than 256 KB is not there, as on AWS. Queries are those of the audit and of the ledger,
 * see {@link InsightsQuery}.
 */
public final class LocalLogs implements CloudWatchLogsClient {
  private static final int LARGEST_EVENT = 256 * 1024;
  private static final int MOST_QUERIES = 100;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneOffset.UTC);

  private final LakeDatabase database;
  private final String trail;
  private final Map<String, Path> functions;
  private final Map<String, LogsQuery> queries = Collections.synchronizedMap(new LatestQueries());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** The answers of old queries are forgotten, as on AWS, where they are kept for days. */
  private static final class LatestQueries extends LinkedHashMap<String, LogsQuery> {
    private static final long serialVersionUID = 1;

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, LogsQuery> eldest) {
      return size() > MOST_QUERIES;
    }
  }

  /**
   * Log groups over a database that has the trail's events.
   *
   * @param trail the name of the trail's log group
   * @param functions the files of the functions' log groups, by name
   */
  public LocalLogs(LakeDatabase database, String trail, Map<String, Path> functions) {
    this.database = database;
    this.trail = trail;
    this.functions = Map.copyOf(functions);
  }

  @Override
  public StartQueryResponse startQuery(StartQueryRequest request) {
    check(request);
    String events = events(request);
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
    List.copyOf(queries.values()).forEach(LogsQuery::stop);
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
    for (String group : groups(request)) {
      if (!isOf(trail, group) && functions.keySet().stream().noneMatch(own -> isOf(own, group))) {
        throw notFound("The specified log group does not exist.");
      }
    }
  }

  private static List<String> groups(StartQueryRequest request) {
    return Stream.of(
            Stream.ofNullable(request.logGroupName()),
            request.logGroupNames().stream(),
            request.logGroupIdentifiers().stream())
        .flatMap(Function.identity())
        .toList();
  }

  private static boolean isOf(String own, String nameOrArn) {
    return nameOrArn.equals(own) || nameOrArn.contains(":log-group:" + own);
  }

  private String events(StartQueryRequest request) {
    List<String> groups = groups(request);
    return groups.stream().anyMatch(group -> isOf(trail, group))
        ? events(request.startTime(), request.endTime())
        : FunctionLogs.events(
            functions.entrySet().stream()
                .filter(log -> groups.stream().anyMatch(group -> isOf(log.getKey(), group)))
                .map(Map.Entry::getValue)
                .toList());
  }

  /** Empties the functions' log groups; the trail's are the trail's own matter. */
  public void reset() throws IOException {
    for (Path log : functions.values()) {
      Files.deleteIfExists(log);
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
