package trackline.rollup;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import trackline.aws.RollupState;
import trackline.aws.RollupTable;
import trackline.engines.athena.LakeDatabase;
import trackline.engines.athena.LocalAthena;
import trackline.engines.kit.HandClock;
import trackline.engines.kit.LakeWriter;
import trackline.engines.lambda.FunctionLog;
import trackline.engines.lambda.LocalFunction;
import trackline.engines.lambda.LocalFunction.FunctionFailure;
import trackline.engines.logs.LocalLogs;
import trackline.engines.template.FunctionSpec;

/**
 * The rollup function among real engines, with Athena's events in the hands of the test: they are
 * delivered, lost, repeated or swapped as it likes.
 */
final class RollupStage implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();
  final HandClock clock = new HandClock();
  final LakeWriter writer;
  final RollupTable table;
  LocalAthena athena;
  private final Path folder;
  private final LakeDatabase lake;
  private final LocalLogs logs;
  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  private final RollupEngines engines;
  private final String tableName;
  private LocalFunction function;

  RollupStage(Path folder, RollupEngines engines) throws SQLException {
    this.folder = folder;
    this.writer = new LakeWriter(folder.resolve("lake"));
    this.lake = new LakeDatabase(folder.resolve("lake"));
    this.logs = new LocalLogs(lake, "trail-logs", groups());
    this.engines = engines;
    this.tableName = engines.createTable();
    this.table = new RollupTable(engines.dynamoDb(), tableName);
    this.athena = new LocalAthena(lake, clock, heard::add);
    this.function = function(athena);
  }

  private Map<String, Path> groups() {
    return Map.of("ingest-logs", log("ingest"), "forward-logs", log("forward"));
  }

  private Path log(String function) {
    return folder.resolve("logs").resolve(function + ".log");
  }

  /** Has another function log a line. */
  void log(String function, String line) {
    new FunctionLog(folder.resolve("logs"), function).log(line + "\n");
  }

  /** Athena as after a restart: it knows no query any more, and what ran is gone. */
  void restartAthena() {
    athena.close();
    heard.clear();
    athena = new LocalAthena(lake, clock, heard::add);
    function = function(athena);
  }

  /** The function with another Athena. */
  LocalFunction function(AthenaClient otherAthena) {
    return function(otherAthena, logs);
  }

  /** The function with other logs. */
  LocalFunction function(CloudWatchLogsClient otherLogs) {
    return function(athena, otherLogs);
  }

  private LocalFunction function(AthenaClient otherAthena, CloudWatchLogsClient otherLogs) {
    FunctionSpec spec =
        new FunctionSpec(
            "RollupFunction",
            "trackline.rollup.RollupHandler",
            Map.of(
                "ROLLUPS_TABLE",
                tableName,
                "RESULTS_BUCKET",
                RollupEngines.BUCKET,
                "ATHENA_WORKGROUP",
                "trackline",
                "GLUE_DATABASE",
                "trackline",
                "LATE_DAYS",
                "3",
                "LEDGER_LOG_GROUPS",
                "ingest-logs,forward-logs",
                "LOG_RETENTION_DAYS",
                "5",
                "LEDGER_DAYS",
                "7",
                "BATCH_WINDOW_SECONDS",
                "5",
                "BUFFER_SECONDS",
                "300"),
            Duration.ofSeconds(60),
            List.of());
    return new LocalFunction(
        spec,
        List.of(otherAthena, otherLogs, engines.dynamoDb(), engines.s3(), clock),
        folder.resolve("logs"));
  }

  JsonNode schedule() throws FunctionFailure, IOException {
    return invoke("{\"source\":\"trackline.schedule\",\"detail\":{\"rollups\":[\"*\"]}}");
  }

  /** The outcome of a refresh of one rollup. */
  String refresh(String rollup, boolean force) throws FunctionFailure, IOException {
    return invoke(refreshEvent(rollup, force)).path(rollup).asText();
  }

  static String refreshEvent(String rollup, boolean force) {
    return "{\"source\":\"trackline.refresh\",\"detail\":{\"rollups\":[\"%s\"],\"force\":%s}}"
        .formatted(rollup, force);
  }

  JsonNode invoke(String event) throws FunctionFailure, IOException {
    return JSON.readTree(function.invoke(event.getBytes(UTF_8)));
  }

  /** Waits for the queries to end, and takes the events of their states. */
  List<String> events() throws InterruptedException {
    athena.awaitIdle();
    synchronized (heard) {
      List<String> events = List.copyOf(heard);
      heard.clear();
      return events;
    }
  }

  /** Waits for the queries to end, and hands their events to the function. */
  List<JsonNode> deliver() throws InterruptedException, FunctionFailure, IOException {
    return deliver(events());
  }

  List<JsonNode> deliver(List<String> events) throws FunctionFailure, IOException {
    List<JsonNode> outcomes = new ArrayList<>();
    for (String event : events) {
      outcomes.add(invoke(event));
    }
    return outcomes.stream().filter(outcome -> !outcome.isEmpty()).toList();
  }

  RollupState state(String rollup) {
    return table.find(rollup);
  }

  String rows(String rollup) {
    return state(rollup).version().orElseThrow().rows().toString();
  }

  JsonNode file(String key) throws IOException {
    return JSON.readTree(engines.object(key));
  }

  List<String> logLines() throws IOException {
    return Files.readAllLines(folder.resolve("logs/rollup.log"));
  }

  @Override
  public void close() throws SQLException {
    athena.close();
    logs.close();
    lake.close();
  }
}
