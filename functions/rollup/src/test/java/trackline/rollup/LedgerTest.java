package trackline.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LimitExceededException;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryStatus;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartQueryRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartQueryResponse;
import trackline.engines.kit.LakeWriter;
import trackline.engines.lambda.LocalFunction;
import trackline.sql.Rollups;

/** The ledger, of log lines and lake lines written by hand. It is noon of 2026-11-20. */
class LedgerTest {

  private static final String LEDGER = Rollups.LEDGER;

  private static RollupEngines engines;

  @TempDir Path folder;
  private RollupStage stage;

  @BeforeAll
  static void startEngines(@TempDir Path folder) throws Exception {
    engines = new RollupEngines(folder);
  }

  @AfterAll
  static void stopEngines() throws Exception {
    engines.stop();
  }

  @BeforeEach
  void start() throws Exception {
    stage = new RollupStage(folder, engines);
  }

  @AfterEach
  void stop() throws Exception {
    stage.close();
  }

  @Test
  void addsUpWhatTheLogsAndTheLakeSay() throws Exception {
    ingest("2026-11-20T08", "tracker", 2, 1, 4, 3);
    ingest("2026-11-20T08", "tracker", 1, 0, 0, 0);
    ingest("2026-11-20T09", "segment", 1, 0, 0, 0);
    stage.log("ingest", "{\"function\":\"ingest\",\"method\":\"GET\",\"status\":405}");
    stage.log("ingest", "ERROR java.lang.IllegalStateException: \"hour\"");
    forward("2026-11-20T08", "tracker", 2, 1);
    forward("2026-11-20T09", "segment", 1, 0);
    lake("2026-11-20", row("tracker", "ada", "e1", "2026-11-20T08:59:59.999Z"));
    lake("2026-11-20", row("tracker", "ada", "e1", "2026-11-20T08:59:59.999Z"));
    lake("2026-11-20", row("tracker", "bob", "e1", "2026-11-20T08:00:00.000Z"));
    lake("2026-11-20", row("segment", "ada", "e2", "2026-11-20T09:00:00.000Z"));
    assertThat(rows())
        .containsExactly(
            // One of the accepted was set aside on its way, and so is not missing.
            "[\"2026-11-20\",\"2026-11-20T08\",\"tracker\",3,1,4,4,2,2,2,0]",
            "[\"2026-11-20\",\"2026-11-20T09\",\"segment\",1,0,0,0,1,1,1,0]");
    assertThat(lastLog()).contains("\"ledger_missing\":0");
  }

  @Test
  void whatIsLostIsMissingOnceItsHourIsClosed() throws Exception {
    ingest("2026-11-20T10", "tracker", 5, 0, 0, 0);
    forward("2026-11-20T10", "tracker", 4, 0);
    lake("2026-11-20", row("tracker", "ada", "e1", "2026-11-20T10:30:00.000Z"));
    stage.clock.pass(Duration.ofMinutes(-26));
    assertThat(rows())
        .as("some may be under way: 11:34 is 34 minutes after the hour")
        .containsExactly("[\"2026-11-20\",\"2026-11-20T10\",\"tracker\",5,0,0,0,4,1,1,null]");
    assertThat(lastLog()).contains("\"ledger_missing\":0");
    stage.clock.pass(Duration.ofMinutes(2));
    assertThat(rows())
        .containsExactly("[\"2026-11-20\",\"2026-11-20T10\",\"tracker\",5,0,0,0,4,1,1,4]");
    assertThat(lastLog()).contains("\"ledger_missing\":4");
  }

  @Test
  void whatIsThereIsNotUnderWay() throws Exception {
    ingest("2026-11-20T12", "tracker", 1, 0, 0, 0);
    forward("2026-11-20T12", "tracker", 1, 0);
    lake("2026-11-20", row("tracker", "ada", "e1", "2026-11-20T12:00:00.000Z"));
    assertThat(rows())
        .containsExactly("[\"2026-11-20\",\"2026-11-20T12\",\"tracker\",1,0,0,0,1,1,1,0]");
  }

  /** Killed between the write and the log line: more came than was counted, and nothing is lost. */
  @Test
  void whatNoLineTellsOfIsLessThanNothingMissing() throws Exception {
    ingest("2026-11-20T09", "tracker", 1, 0, 0, 0);
    lake("2026-11-20", row("tracker", "ada", "e1", "2026-11-20T09:00:00.000Z"));
    lake("2026-11-20", row("tracker", "ada", "e2", "2026-11-20T09:00:00.000Z"));
    lake("2026-11-20", row("segment", "ada", "e3", "2026-11-20T09:00:00.000Z"));
    ingest("2026-11-20T10", "airkit", 3, 0, 0, 0);
    assertThat(rows())
        .containsExactly(
            "[\"2026-11-20\",\"2026-11-20T09\",\"segment\",0,0,0,0,0,1,1,-1]",
            "[\"2026-11-20\",\"2026-11-20T09\",\"tracker\",1,0,0,0,0,2,2,-1]",
            "[\"2026-11-20\",\"2026-11-20T10\",\"airkit\",3,0,0,0,0,0,0,3]");
    assertThat(lastLog()).as("what came too much makes up for nothing").contains("_missing\":3");
  }

  @Test
  void othersTablesAreCountedFromForwardOn() throws Exception {
    forward("2026-11-20T09", "table:legacy", 2, 1);
    lake("2026-11-20", row("table:legacy", "ada", "e1", "2026-11-20T09:00:00.000Z"));
    String odd = row("Ada Lovelace, London", "ada", "e2", "2026-11-20T09:00:00.000Z");
    lake("2026-11-20", odd);
    lake("2026-11-20", odd.replace("\"source\":\"Ada Lovelace, London\",", "").replace("e2", "e3"));
    assertThat(rows())
        .containsExactly(
            "[\"2026-11-20\",\"2026-11-20T09\",\"other\",null,null,null,0,0,2,2,-2]",
            "[\"2026-11-20\",\"2026-11-20T09\",\"table:legacy\",null,null,null,1,2,1,1,1]");
  }

  /** The same event under two keys, since it came without a time of its own. */
  @Test
  void queriesCountWhatCameTwiceOnce() throws Exception {
    lake("2026-11-20", row("tracker", "ada", "e1", "2026-11-20T08:00:00.000Z"));
    lake("2026-11-20", row("tracker", "ada", "e1", "2026-11-20T09:00:00.000Z"));
    assertThat(rows())
        .extracting(row -> row.replaceFirst(".*,(\\d+,\\d+),-?\\d+]", "$1"))
        .containsExactly("1,1", "1,0");
  }

  @Test
  void nothingIsSaidOfHoursBeforeTheLogsBegin() throws Exception {
    lake("2026-11-15", row("tracker", "ada", "e1", "2026-11-15T12:00:00.000Z"));
    lake("2026-11-15", row("tracker", "ada", "e2", "2026-11-15T13:00:00.000Z"));
    ingest("2026-11-15T13", "tracker", 1, 0, 0, 0);
    ingest("2026-11-13T23", "tracker", 1, 0, 0, 0);
    assertThat(rows())
        .containsExactly(
            "[\"2026-11-15\",\"2026-11-15T12\",\"tracker\",null,null,null,null,null,1,1,null]",
            "[\"2026-11-15\",\"2026-11-15T13\",\"tracker\",1,0,0,0,0,1,1,0]");
  }

  /** The logs are down: the ledger fails and stays as it was, and the other rollups are made. */
  @Test
  void troubleWithTheLogsIsTheLedgersAlone() throws Exception {
    ingest("2026-11-20T09", "tracker", 1, 0, 0, 0);
    List<String> before = rows();
    stage.clock.pass(Duration.ofMinutes(6));
    for (CloudWatchLogsClient trouble : List.of(new Throttled(), new Failing())) {
      assertThat(stage.schedule()).allMatch(outcome -> outcome.asText().equals("started"));
      LocalFunction function = stage.function(trouble);
      for (String event : stage.events()) {
        function.invoke(event.getBytes(StandardCharsets.UTF_8));
      }
      assertThat(stage.logLines())
          .anyMatch(line -> line.contains("\"ledger\":\"query_failed\"") && line.contains("LOGS "))
          .noneMatch(line -> line.contains("of ada"));
      assertThat(stage.rows(LEDGER)).isEqualTo(before.toString().replace(" ", ""));
      assertThat(stage.state("devices").version().orElseThrow().generatedAt())
          .isEqualTo(stage.clock.instant());
      assertThat(stage.refresh(LEDGER, false)).as("it cools down").isEqualTo("running");
      stage.clock.pass(Duration.ofMinutes(6));
    }
  }

  private void ingest(
      String hour, String source, int accepted, int duplicates, int rejected, int quarantined) {
    stage.log(
        "ingest",
        """
        {"function":"ingest","hour":"%s","source":"%s","accepted":%d,"duplicates":%d,\
        "rejected":%d,"quarantined":%d}"""
            .formatted(hour, source, accepted, duplicates, rejected, quarantined));
  }

  private void forward(String hour, String source, int forwarded, int setAside) {
    stage.log(
        "forward",
        """
        {"function":"forward","hour":"%s","source":"%s","forwarded":%d,"set_aside":%d}"""
            .formatted(hour, source, forwarded, setAside));
  }

  private int objects;

  private void lake(String dt, String line) throws Exception {
    stage.writer.object(dt, "object-" + objects++ + ".gz", line);
  }

  private static String row(String source, String user, String id, String receivedAt) {
    return LakeWriter.event(id, user, receivedAt, "login")
        .replaceFirst("\\{", "{\"source\":\"" + source + "\",");
  }

  private List<String> rows() throws Exception {
    assertThat(stage.refresh(LEDGER, true)).isEqualTo("started");
    assertThat(stage.deliver()).hasToString("[{\"ledger\":\"collected\"}]");
    JsonNode rows = stage.state(LEDGER).version().orElseThrow().rows();
    return rows.valueStream().map(JsonNode::toString).toList();
  }

  private String lastLog() throws Exception {
    return stage.logLines().reversed().stream()
        .filter(line -> line.contains("collected\":1"))
        .findFirst()
        .orElseThrow();
  }

  /** Logs that take no query. */
  private static class Throttled implements CloudWatchLogsClient {
    @Override
    public StartQueryResponse startQuery(StartQueryRequest request) {
      throw LimitExceededException.builder().message("Too many queries of ada").build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  /** Logs whose queries fail. */
  private static final class Failing extends Throttled {
    @Override
    public StartQueryResponse startQuery(StartQueryRequest request) {
      return StartQueryResponse.builder().queryId("q").build();
    }

    @Override
    public GetQueryResultsResponse getQueryResults(GetQueryResultsRequest request) {
      return GetQueryResultsResponse.builder().status(QueryStatus.FAILED).build();
    }
  }
}
