package trackline.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionResponse;
import software.amazon.awssdk.services.athena.model.StopQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.StopQueryExecutionResponse;
import software.amazon.awssdk.services.athena.model.TooManyRequestsException;
import trackline.aws.RollupVersion;
import trackline.engines.kit.EndlessQuery;
import trackline.engines.kit.LakeWriter;
import trackline.engines.lambda.LocalFunction;
import trackline.engines.lambda.LocalFunction.FunctionFailure;
import trackline.sql.Rollup;
import trackline.sql.Rollups;

class RollupHandlerTest {

  private static final String DAY = "2026-11-19T00:00:00.000Z";
  private static final String LOGINS = "logins_per_day";
  private static final Duration SIX_MINUTES = Duration.ofMinutes(6);
  private static final Duration LEASE = Duration.ofMinutes(11);
  private static final String ONE_LOGIN =
      "[[\"2026-11-14\",0],[\"2026-11-15\",0],[\"2026-11-16\",0],[\"2026-11-17\",0],"
          + "[\"2026-11-18\",0],[\"2026-11-19\",0],[\"2026-11-20\",1]]";

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
    String login = LakeWriter.event("e-1", "u-1", "2026-11-20T10:00:00.000Z", "login");
    stage.writer.object("2026-11-20", "a.gz", login, login);
  }

  @AfterEach
  void stop() throws Exception {
    stage.close();
  }

  @Test
  void theScheduleComputesEveryRollup() throws Exception {
    assertThat(stage.schedule())
        .hasSameSizeAs(Rollups.all())
        .allMatch(outcome -> outcome.asText().equals("started"));
    assertThat(stage.deliver())
        .hasSameSizeAs(Rollups.all())
        .allMatch(outcome -> outcome.toString().contains("collected"));
    for (Rollup rollup : Rollups.all()) {
      RollupVersion version = stage.state(rollup.name()).version().orElseThrow();
      assertThat(version.columns()).isEqualTo(rollup.columns());
      assertThat(version.from()).isEqualTo(LocalDate.parse("2026-11-14"));
      assertThat(version.to()).isEqualTo(LocalDate.parse("2026-11-20"));
      assertThat(version.generatedAt()).isEqualTo(Instant.parse("2026-11-20T12:00:00Z"));
      // The quarantine is empty here.
      assertThat(version.bytesScanned() > 0).isNotEqualTo(rollup.name().startsWith("quarantine"));
      assertThat(stage.state(rollup.name()).lease()).isEmpty();
    }
    assertThat(stage.rows(LOGINS)).isEqualTo(ONE_LOGIN);
    assertThat(stage.rows("devices")).isEqualTo("[[\"2026-11-20\",\"desktop\",null,null,1]]");
    assertThat(stage.rows("top_events")).isEqualTo("[[\"2026-11-20\",\"login\",null,1]]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"latest", "2026-11-20"})
  void aVersionIsAFileToo(String name) throws Exception {
    compute();
    JsonNode file = stage.file("rollups/logins_per_day/" + name + ".json");
    assertThat(file.path("rows").toString()).isEqualTo(ONE_LOGIN);
    assertThat(file.path("columns").toString()).isEqualTo("[\"day\",\"logins\"]");
    assertThat(file.path("generated_at").asText()).isEqualTo("2026-11-20T12:00:00.000Z");
    assertThat(file.path("query_id").asText())
        .isEqualTo(stage.state(LOGINS).version().orElseThrow().queryId());
  }

  @Test
  void aYoungVersionIsNotComputedAnewUnlessForced() throws Exception {
    compute();
    stage.clock.pass(Duration.ofMinutes(5).minusMillis(1));
    assertThat(stage.refresh(LOGINS, false)).isEqualTo("fresh");
    assertThat(stage.schedule().path(LOGINS).asText()).isEqualTo("fresh");
    assertThat(stage.refresh(LOGINS, true)).isEqualTo("started");
    stage.deliver();
    stage.clock.pass(Duration.ofMinutes(5));
    assertThat(stage.refresh(LOGINS, false)).isEqualTo("started");
  }

  @Test
  void aVersionOfYesterdayIsOnlyComputedAnewWhenItIsOld() throws Exception {
    stage.clock.pass(
        Duration.between(stage.clock.instant(), Instant.parse("2026-11-20T23:58:00Z")));
    compute();
    stage.clock.pass(Duration.ofMinutes(4));
    assertThat(stage.refresh(LOGINS, false)).isEqualTo("fresh");
    stage.clock.pass(Duration.ofMinutes(2));
    compute();
    assertThat(stage.state(LOGINS).version().orElseThrow().to()).isEqualTo("2026-11-21");
  }

  @Test
  void manyAskersStartOneQuery() throws Exception {
    try (ExecutorService askers = Executors.newFixedThreadPool(8)) {
      List<Callable<String>> asks = Collections.nCopies(8, () -> stage.refresh(LOGINS, false));
      List<String> outcomes = new ArrayList<>();
      for (Future<String> asked : askers.invokeAll(asks)) {
        outcomes.add(asked.get());
      }
      assertThat(outcomes).isSubsetOf("started", "running", "fresh").containsOnlyOnce("started");
    }
    assertThat(stage.events())
        .filteredOn(event -> event.contains("\"currentState\":\"QUEUED\""))
        .hasSize(1);
  }

  /** EventBridge may deliver an event more than once, and nobody says how far apart. */
  @Test
  void aScheduleThatFiresTwiceStartsEachQueryOnce() throws Exception {
    String endless = occupy();
    List<String> outcomes = new ArrayList<>();
    try (ExecutorService twice = Executors.newFixedThreadPool(2)) {
      List<Callable<JsonNode>> firings = Collections.nCopies(2, stage::schedule);
      for (Future<JsonNode> fired : twice.invokeAll(firings)) {
        fired.get().forEach(outcome -> outcomes.add(outcome.asText()));
      }
    }
    stage.schedule().forEach(outcome -> outcomes.add(outcome.asText()));
    assertThat(outcomes)
        .hasSize(3 * Rollups.all().size())
        .isSubsetOf("started", "running")
        .filteredOn("started"::equals)
        .hasSameSizeAs(Rollups.all());
    cancel(endless);
    List<String> events = stage.events();
    assertThat(events)
        .filteredOn(event -> event.contains("\"currentState\":\"QUEUED\""))
        .as("one of each rollup, and the query that kept Athena busy")
        .hasSize(Rollups.all().size() + 1);
    stage.deliver(events);
    assertThat(stage.rows(LOGINS)).isEqualTo(ONE_LOGIN);
  }

  @Test
  void eventsComeTwiceAndOutOfOrder() throws Exception {
    stage.refresh(LOGINS, false);
    List<String> events = new ArrayList<>(stage.events());
    Collections.reverse(events);
    assertThat(stage.deliver(events)).hasSize(1);
    RollupVersion version = stage.state(LOGINS).version().orElseThrow();
    assertThat(stage.deliver(events))
        .extracting(JsonNode::toString)
        .containsExactly("{\"logins_per_day\":\"superseded\"}");
    assertThat(stage.state(LOGINS).version()).contains(version);
  }

  @Test
  void anEventOfAnOlderQueryDoesNotBringItsAnswerBack() throws Exception {
    stage.refresh(LOGINS, false);
    List<String> first = stage.events();
    stage.deliver(first);
    stage.clock.pass(SIX_MINUTES);
    stage.refresh(LOGINS, false);
    stage.deliver(first);
    assertThat(stage.state(LOGINS).lease()).isPresent();
    stage.deliver();
    assertThat(stage.state(LOGINS).version().orElseThrow().generatedAt())
        .isEqualTo(stage.clock.instant());
    stage.deliver(first);
    assertThat(stage.file("rollups/logins_per_day/latest.json").path("query_id").asText())
        .isEqualTo(stage.state(LOGINS).version().orElseThrow().queryId());
  }

  @Test
  void anAnswerWhoseEventWasLostIsCollectedByTheNextAsker() throws Exception {
    stage.refresh(LOGINS, false);
    stage.events();
    assertThat(stage.refresh(LOGINS, false)).isEqualTo("fresh");
    assertThat(stage.rows(LOGINS)).isEqualTo(ONE_LOGIN);
  }

  @Test
  void anOldAnswerWhoseEventWasLostIsCollectedAndComputedAnew() throws Exception {
    stage.refresh(LOGINS, false);
    stage.events();
    stage.clock.pass(LEASE);
    assertThat(stage.schedule().path(LOGINS).asText()).isEqualTo("started");
    assertThat(stage.rows(LOGINS)).isEqualTo(ONE_LOGIN);
    assertThat(stage.logLines().getLast()).contains("\"collected\":1");
  }

  @Test
  void aFailureWhoseEventWasLostIsLogged() throws Exception {
    stage.writer.truncated("2026-11-20", "b.gz");
    stage.refresh(LOGINS, false);
    stage.events();
    stage.clock.pass(LEASE);
    stage.refresh(LOGINS, false);
    assertThat(stage.logLines().getLast()).contains("\"failed\":1").contains("FAILED");
  }

  @Test
  void aFailedQueryLeavesTheOldVersion() throws Exception {
    compute();
    stage.clock.pass(SIX_MINUTES);
    stage.writer.truncated("2026-11-20", "b.gz");
    assertThat(stage.refresh(LOGINS, false)).isEqualTo("started");
    assertThat(stage.deliver())
        .extracting(JsonNode::toString)
        .containsExactly("{\"logins_per_day\":\"query_failed\"}");
    assertThat(stage.rows(LOGINS)).isEqualTo(ONE_LOGIN);
    assertThat(stage.logLines().getLast()).contains("\"failed\":1").contains("FAILED");
    startsAgainAfterFiveMinutes();
  }

  @Test
  void aCancelledQueryIsStartedAgainAfterFiveMinutes() throws Exception {
    String endless = occupy();
    stage.refresh(LOGINS, false);
    cancel(stage.state(LOGINS).lease().orElseThrow().queryId().orElseThrow());
    cancel(endless);
    stage.deliver();
    startsAgainAfterFiveMinutes();
  }

  private void startsAgainAfterFiveMinutes() throws Exception {
    stage.clock.pass(Duration.ofMinutes(5).minusMillis(1));
    assertThat(stage.refresh(LOGINS, false)).isEqualTo("running");
    stage.clock.pass(Duration.ofMillis(1));
    assertThat(stage.refresh(LOGINS, false)).isEqualTo("started");
  }

  @Test
  void aQueryThatHangsIsStoppedWhenItsLeaseIsOver() throws Exception {
    String endless = occupy();
    assertThat(stage.refresh(LOGINS, false)).isEqualTo("started");
    assertThat(stage.refresh(LOGINS, true)).isEqualTo("running");
    String hanging = stage.state(LOGINS).lease().orElseThrow().queryId().orElseThrow();
    stage.clock.pass(LEASE);
    assertThat(stage.refresh(LOGINS, false)).isEqualTo("started");
    assertThat(stateOf(hanging)).isEqualTo(QueryExecutionState.CANCELLED);
    cancel(endless);
    stage.deliver();
    assertThat(stage.rows(LOGINS)).isEqualTo(ONE_LOGIN);
    assertThat(stage.state(LOGINS).version().orElseThrow().queryId()).isNotEqualTo(hanging);
  }

  private QueryExecutionState stateOf(String queryId) {
    return stage
        .athena
        .getQueryExecution(get -> get.queryExecutionId(queryId))
        .queryExecution()
        .status()
        .state();
  }

  @Test
  void aQueryThatAthenaForgotIsStartedAnew() throws Exception {
    String endless = occupy();
    stage.refresh(LOGINS, false);
    cancel(endless);
    stage.restartAthena();
    assertThat(stage.refresh(LOGINS, false)).isEqualTo("started");
    stage.deliver();
    assertThat(stage.rows(LOGINS)).isEqualTo(ONE_LOGIN);
  }

  /** So many long names, which older rows may have, kept a week of figures from being shown. */
  @Test
  void longNamesAreCut() throws Exception {
    String[] lines =
        IntStream.range(0, 60)
            .mapToObj(i -> LakeWriter.event("x" + i, "u", DAY, (100 + i) + "x".repeat(8_189)))
            .toArray(String[]::new);
    stage.writer.object("2026-11-19", "long.gz", lines);
    refreshAndDeliver("top_events");
    assertThat(stage.state("top_events").version().orElseThrow())
        .satisfies(
            version -> {
              assertThat(version.truncated()).isFalse();
              assertThat(version.rows()).hasSize(61);
              assertThat(version.rows().path(0).path(1).asText())
                  .isEqualTo("100" + "x".repeat(253));
            });
  }

  /** Each day loses its last rows, and none of them all. */
  @Test
  void aResultTooLargeForAnItemLosesRowsAndSaysSo() throws Exception {
    for (int day = 14; day <= 20; day++) {
      String at = "2026-11-" + day + "T00:00:00.000Z";
      String[] lines =
          IntStream.range(0, 100)
              .mapToObj(i -> LakeWriter.event(at + i, "u", at, i + "\uD83D\uDE00".repeat(300)))
              .toArray(String[]::new);
      stage.writer.object("2026-11-20", "large-" + day + ".gz", lines);
    }
    refreshAndDeliver("top_events");
    RollupVersion version = stage.state("top_events").version().orElseThrow();
    assertThat(version.truncated()).isTrue();
    Map<String, Long> perDay =
        version
            .rows()
            .valueStream()
            .collect(Collectors.groupingBy(row -> row.path(0).asText(), Collectors.counting()));
    assertThat(perDay).hasSize(7);
    assertThat(perDay.values()).allMatch(rows -> rows >= 45 && rows <= 55);
    assertThat(stage.file("rollups/top_events/latest.json").path("truncated").asBoolean()).isTrue();
    assertThat(stage.logLines().getLast())
        .contains("\"failed\":0")
        .contains("\"top_events.detail\":\"truncated\"");
  }

  @Test
  void aResultTooLargeToBeReadLeavesTheOldVersion() throws Exception {
    refreshAndDeliver("ledger");
    String before = stage.rows("ledger");
    String[] lines =
        IntStream.range(0, 5_000)
            .mapToObj(
                i ->
                    LakeWriter.event("x" + i, "u", DAY, "login")
                        .replace("{", "{\"source\":\"" + i + "x".repeat(1_000) + "\","))
            .toArray(String[]::new);
    stage.writer.object("2026-11-19", "large.gz", lines);
    stage.clock.pass(SIX_MINUTES);
    stage.refresh("ledger", false);
    assertThat(stage.deliver())
        .extracting(JsonNode::toString)
        .containsExactly("{\"ledger\":\"too_large\"}");
    assertThat(stage.rows("ledger")).isEqualTo(before);
    assertThat(stage.logLines().getLast()).contains("\"failed\":1").contains("too_large");
    assertThat(stage.refresh("ledger", false)).isEqualTo("running");
  }

  @Test
  void aQueryOfSomebodyElseIsLeftAlone() throws Exception {
    stage.athena.startQueryExecution(start -> start.queryString("SELECT 1"));
    assertThat(stage.deliver())
        .extracting(JsonNode::toString)
        .containsExactly("{\"no_rollup\":\"not_ours\"}");
  }

  @Test
  void anUnknownRollupIsRefusedAndItsNameIsNotLogged() throws Exception {
    String event = RollupStage.refreshEvent("../secret", false);
    assertThat(stage.invoke(event).toString()).isEqualTo("{\"no_rollup\":\"unknown\"}");
    assertThat(stage.logLines()).hasSize(1).noneMatch(line -> line.contains("secret"));
    assertThat(stage.events()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"source\":\"aws.s3\"}", "{\"source\":\"trackline\",\"detail\":null}"})
  void anEventOfNoTriggerThrows(String event) {
    assertThatThrownBy(() -> stage.invoke(event)).isInstanceOf(FunctionFailure.class);
  }

  @Test
  void aStartThatAthenaRefusesIsTriedAgain() throws Exception {
    LocalFunction refused = stage.function(new FullAthena());
    byte[] event = RollupStage.refreshEvent(LOGINS, false).getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> refused.invoke(event)).isInstanceOf(FunctionFailure.class);
    assertThat(stage.state(LOGINS).lease()).isEmpty();
    assertThat(stage.logLines().getFirst()).contains("TooManyRequestsException");
    assertThat(stage.refresh(LOGINS, false)).isEqualTo("started");
  }

  @Test
  void aStartThatTookLongerThanItsLeaseIsStopped() throws Exception {
    String endless = occupy();
    SlowAthena slow =
        new SlowAthena(
            stage.athena,
            () -> {
              stage.clock.pass(Duration.ofSeconds(31));
              assertThat(stage.refresh(LOGINS, false)).isEqualTo("started");
            });
    assertThat(startedThrough(slow)).isEqualTo("superseded");
    assertThat(slow.stopped).isEqualTo(slow.started).hasSize(1);
    cancel(endless);
    stage.deliver();
    assertThat(stage.rows(LOGINS)).isEqualTo(ONE_LOGIN);
    assertThat(slow.started).doesNotContain(stage.state(LOGINS).version().orElseThrow().queryId());
  }

  @Test
  void aQueryThatIsCollectedBeforeItIsNotedIsNotStopped() throws Exception {
    SlowAthena slow = new SlowAthena(stage.athena, stage::deliver);
    assertThat(startedThrough(slow)).isEqualTo("started");
    assertThat(slow.stopped).isEmpty();
    assertThat(slow.started).contains(stage.state(LOGINS).version().orElseThrow().queryId());
  }

  private String startedThrough(AthenaClient athena) throws Exception {
    byte[] event = RollupStage.refreshEvent(LOGINS, false).getBytes(StandardCharsets.UTF_8);
    return new JsonMapper().readTree(stage.function(athena).invoke(event)).path(LOGINS).asText();
  }

  private void compute() throws Exception {
    refreshAndDeliver(LOGINS);
  }

  private void refreshAndDeliver(String rollup) throws Exception {
    assertThat(stage.refresh(rollup, false)).isEqualTo("started");
    stage.deliver();
  }

  /** Keeps Athena busy, so that what comes after it waits. */
  private String occupy() {
    return stage
        .athena
        .startQueryExecution(start -> start.queryString(EndlessQuery.SQL))
        .queryExecutionId();
  }

  private void cancel(String queryId) {
    stage.athena.stopQueryExecution(stop -> stop.queryExecutionId(queryId));
  }

  /** An Athena whose answer to a start comes late: something else happens first. */
  private static final class SlowAthena implements AthenaClient {
    final List<String> started = new ArrayList<>();
    final List<String> stopped = new ArrayList<>();
    private final AthenaClient athena;
    private final Meanwhile meanwhile;

    SlowAthena(AthenaClient athena, Meanwhile meanwhile) {
      this.athena = athena;
      this.meanwhile = meanwhile;
    }

    @Override
    public StartQueryExecutionResponse startQueryExecution(StartQueryExecutionRequest request) {
      StartQueryExecutionResponse response = athena.startQueryExecution(request);
      started.add(response.queryExecutionId());
      try {
        meanwhile.happen();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      return response;
    }

    @Override
    public StopQueryExecutionResponse stopQueryExecution(StopQueryExecutionRequest request) {
      stopped.add(request.queryExecutionId());
      return athena.stopQueryExecution(request);
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {
      // It is the stage's.
    }
  }

  /** What happens before an answer arrives. */
  private interface Meanwhile {
    void happen() throws Exception;
  }

  /** An Athena whose queue is full. */
  private static final class FullAthena implements AthenaClient {
    @Override
    public StartQueryExecutionResponse startQueryExecution(StartQueryExecutionRequest request) {
      throw TooManyRequestsException.builder().message("Too many queries").build();
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
}
