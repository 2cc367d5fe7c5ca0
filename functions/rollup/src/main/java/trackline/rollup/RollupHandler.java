package trackline.rollup;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.aws.Clients;
import trackline.aws.Configuration;
import trackline.aws.RollupTable;

/**
 * Starts the queries of rollups when a schedule or an asker says so, and collects their answers
 * when Athena says that a query changed its state. Answers the outcome for each rollup.
 */
public final class RollupHandler implements RequestHandler<ScheduledEvent, Map<String, String>> {

  private static final List<String> VARIABLES =
      List.of(
          "ROLLUPS_TABLE",
          "RESULTS_BUCKET",
          "ATHENA_WORKGROUP",
          "GLUE_DATABASE",
          "LATE_DAYS",
          "LEDGER_LOG_GROUPS",
          "LOG_RETENTION_DAYS",
          "LEDGER_DAYS",
          "BATCH_WINDOW_SECONDS",
          "BUFFER_SECONDS");

  /** A call that hangs must not use up the time of the other rollups. */
  private static final ClientOverrideConfiguration PATIENCE =
      ClientOverrideConfiguration.builder()
          .apiCallAttemptTimeout(Duration.ofSeconds(5))
          .apiCallTimeout(Duration.ofSeconds(15))
          .build();

  /** A query of logs that takes longer is given up, and the ledger fails. */
  private static final Duration LOGS_PATIENCE = Duration.ofSeconds(20);

  /** What an event may take to the lake on top of the two buffers on its way. */
  private static final Duration SLACK = Duration.ofMinutes(30);

  private final Refresher refresher;
  private final Collector collector;

  /** Wires the function on AWS. */
  public RollupHandler() {
    this(
        System.getenv(),
        Clients.build(AthenaClient.builder().overrideConfiguration(PATIENCE)),
        Clients.build(DynamoDbClient.builder().overrideConfiguration(PATIENCE)),
        Clients.build(S3Client.builder().overrideConfiguration(PATIENCE)),
        Clients.build(CloudWatchLogsClient.builder().overrideConfiguration(PATIENCE)),
        Clock.systemUTC());
  }

  /** Wires the function with clients that are given. */
  public RollupHandler(
      Map<String, String> environment,
      AthenaClient athena,
      DynamoDbClient dynamoDb,
      S3Client s3,
      CloudWatchLogsClient logs,
      Clock clock) {
    Configuration configuration = Configuration.of("rollup", environment, VARIABLES);
    RollupTable table = new RollupTable(dynamoDb, configuration.get("ROLLUPS_TABLE"));
    RollupFiles files = new RollupFiles(s3, configuration.get("RESULTS_BUCKET"));
    Queries queries =
        new Queries(
            athena,
            configuration.get("ATHENA_WORKGROUP"),
            configuration.get("GLUE_DATABASE"),
            Integer.parseInt(configuration.get("LATE_DAYS")));
    this.collector = new Collector(athena, table, files, ledger(configuration, logs), clock);
    this.refresher = new Refresher(queries, table, collector, clock);
  }

  private static Ledger ledger(Configuration configuration, CloudWatchLogsClient logs) {
    List<String> groups = List.of(configuration.get("LEDGER_LOG_GROUPS").split(","));
    return new Ledger(
        new LedgerLogs(logs, groups, LOGS_PATIENCE),
        SLACK
            .plusSeconds(Long.parseLong(configuration.get("BATCH_WINDOW_SECONDS")))
            .plusSeconds(Long.parseLong(configuration.get("BUFFER_SECONDS"))),
        Duration.ofDays(
            Math.min(
                Long.parseLong(configuration.get("LOG_RETENTION_DAYS")),
                Long.parseLong(configuration.get("LEDGER_DAYS")))));
  }

  @Override
  public Map<String, String> handleRequest(ScheduledEvent event, Context context) {
    Trigger trigger = Trigger.of(event);
    List<Result> results =
        switch (trigger) {
          case Trigger.Refresh refresh -> refresher.refresh(refresh);
          case Trigger.QueryEnded ended -> List.of(collector.collectHeard(ended.queryId()));
          case Trigger.Other _ -> List.of();
        };
    context.getLogger().log(LogLines.of(event, context, results));
    throwIfUndone(results);
    return results.stream()
        .collect(
            Collectors.toMap(Result::rollup, result -> result.outcome().word(), (_, last) -> last));
  }

  /** Lambda tries an asynchronous invocation again when it throws. What was done stays done. */
  private static void throwIfUndone(List<Result> results) {
    long undone = results.stream().filter(result -> result.outcome() == Outcome.ERROR).count();
    if (undone > 0) {
      throw new IllegalStateException(undone + " of " + results.size() + " rollups met an error");
    }
  }
}
