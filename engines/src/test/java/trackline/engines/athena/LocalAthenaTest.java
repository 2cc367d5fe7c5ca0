package trackline.engines.athena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.ColumnInfo;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.Row;
import trackline.engines.kit.EndlessQuery;
import trackline.engines.kit.HandClock;
import trackline.engines.kit.LakeWriter;

class LocalAthenaTest {

  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  @TempDir Path folder;
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());
  private LakeDatabase lake;
  private LocalAthena athena;
  private LakeWriter writer;

  @BeforeEach
  void start() throws Exception {
    writer = new LakeWriter(folder);
    lake = new LakeDatabase(folder);
    athena = new LocalAthena(lake, new HandClock(), events::add);
  }

  @AfterEach
  void stop() throws Exception {
    athena.close();
    lake.close();
  }

  @Test
  void aLakeWithNothingInItHasNoEvents() throws Exception {
    assertThat(values("SELECT count(*) AS events FROM events")).containsExactly("events", "0");
  }

  @Test
  void linesAreReadAsAthenaReadsThem() throws Exception {
    writer.object(
        "2026-11-20",
        "a.gz",
        "{\"event_id\":\"a\",\"properties\":\"{\\\"x\\\":1}\",\"is_bot\":true,\"unknown\":{\"y\":[2]}}",
        "{no json",
        "{\"event_id\":\"b\",\"user_id\":\"12\",\"event_name\":\"a\\u2028\\nb\"}");
    assertThat(
            values(
                "SELECT event_id, user_id, event_name, properties, is_bot, dt FROM events"
                    + " WHERE event_id IS NOT NULL ORDER BY event_id"))
        .containsExactly(
            "event_id",
            "user_id",
            "event_name",
            "properties",
            "is_bot",
            "dt",
            "a",
            null,
            null,
            "{\"x\":1}",
            "true",
            "2026-11-20",
            "b",
            "12",
            "a\u2028\nb",
            null,
            null,
            "2026-11-20");
  }

  @Test
  void columnsHaveAthenasTypes() throws Exception {
    QueryExecution query =
        ended("SELECT count(*) AS a, 'x' AS b, true AS c, 1.5e0 AS d, 1 AS e FROM events");
    assertThat(page(query, null).resultSet().resultSetMetadata().columnInfo())
        .extracting(ColumnInfo::type)
        .containsExactly("bigint", "varchar", "boolean", "double", "integer");
  }

  @Test
  void theScannedBytesAreTheObjectsOfThePartitionsRead() throws Exception {
    Path old = writer.object("2026-11-01", "a.gz", "{\"event_id\":\"a\"}");
    Path one = writer.object("2026-11-19", "a.gz", "{\"event_id\":\"b\"}", "{\"event_id\":\"c\"}");
    Path two = writer.object("2026-11-20", "a.gz", "{\"event_id\":\"d\"}");
    long recent = Files.size(one) + Files.size(two);
    assertThat(bytes("SELECT count(event_id) FROM events WHERE dt >= '2026-11-19'"))
        .isEqualTo(recent);
    assertThat(bytes("SELECT count(event_id) FROM events")).isEqualTo(recent + Files.size(old));
    assertThat(bytes("SELECT count(event_id) FROM events WHERE dt > '2027'")).isZero();
    assertThat(bytes("SELECT 1")).isZero();
  }

  @Test
  void resultsComeInPagesWithTheNamesFirst() throws Exception {
    QueryExecution query =
        ended("SELECT n FROM UNNEST(sequence(0, 2499)) AS numbers (n) ORDER BY n");
    List<String> values = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    @Nullable String next = null;
    do {
      GetQueryResultsResponse page = page(query, next);
      sizes.add(page.resultSet().rows().size());
      values.addAll(texts(page).toList());
      next = page.nextToken();
    } while (next != null);
    assertThat(sizes).containsExactly(1000, 1000, 501);
    assertThat(values).hasSize(2501).startsWith("n", "0", "1").endsWith("2499");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT | SYNTAX_ERROR: line 1:7: mismatched input '<EOF>'
          SELECT 1::bigint | SYNTAX_ERROR: line 1:9: mismatched input '::'
          SELECT nothing FROM events | SYNTAX_ERROR: line 1:8: Column 'nothing' cannot be resolved
          SELECT 1 FROM nowhere | SYNTAX_ERROR: line 1:15: Table 'nowhere' does not exist
          SELECT CAST('a' AS integer) | INVALID_CAST_ARGUMENT
          SELECT 1, approx_distinct(user_id) FROM events | NOT_SUPPORTED: line 1:11: local does not run approx_distinct(): write count(DISTINCT …)
          SELECT 7.0 / 2 | NOT_SUPPORTED: line 1:12: local does not divide decimals by /
          DROP TABLE events | NOT_SUPPORTED: line 1:1: local does not run DROP TABLE
          """)
  void aQueryThatCannotRunFailsWithItsReason(String sql, String reason) throws Exception {
    QueryExecution query = ended(sql);
    assertThat(query.status().state()).isEqualTo(QueryExecutionState.FAILED);
    assertThat(query.status().stateChangeReason()).startsWith(reason);
    assertThatThrownBy(() -> page(query, null)).isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void anAnswerHasAthenasNamesAndTexts() throws Exception {
    assertThat(
            values(
                "SELECT count(*), TIMESTAMP '2026-11-30 13:30:00', from_iso8601_timestamp('2026-11-30T13:30:00Z'),"
                    + " ARRAY[1, NULL], map(ARRAY['a'], ARRAY[1]), 1e10, '', NULL FROM events"))
        .containsExactly(
            "_col0",
            "_col1",
            "_col2",
            "_col3",
            "_col4",
            "_col5",
            "_col6",
            "_col7",
            "0",
            "2026-11-30 13:30:00.000",
            "2026-11-30 13:30:00.000 UTC",
            "[1, null]",
            "{a=1}",
            "1.0E10",
            "",
            null);
  }

  @Test
  void aTokenStartsOneQuery() {
    String first = start("SELECT 1", TOKEN);
    assertThat(start("SELECT 1", TOKEN)).isEqualTo(first);
    assertThat(start("SELECT 1", TOKEN.replace('0', '1'))).isNotEqualTo(first);
    assertThatThrownBy(() -> start("SELECT 2", TOKEN)).isInstanceOf(InvalidRequestException.class);
    assertThatThrownBy(() -> start("SELECT 1", "short"))
        .isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void everyChangeOfStateIsAnEvent() throws Exception {
    String id = ended("SELECT 1").queryExecutionId();
    assertThat(events.stream().map(LocalAthenaTest::json).map(e -> e.path("detail")))
        .allSatisfy(detail -> assertThat(detail.path("queryExecutionId").asText()).isEqualTo(id))
        .extracting(detail -> detail.path("currentState").asText())
        .containsExactly("QUEUED", "RUNNING", "SUCCEEDED");
    JsonNode last = json(events.getLast());
    assertThat(last.path("source").asText()).isEqualTo("aws.athena");
    assertThat(last.path("detail-type").asText()).isEqualTo("Athena Query State Change");
  }

  @RepeatedTest(20)
  void aQueryIsStoppedWhileItRunsOrWaits() throws Exception {
    String running = start(EndlessQuery.SQL, null);
    while (describe(running).status().state() != QueryExecutionState.RUNNING) {
      Thread.onSpinWait();
    }
    String waiting = start("SELECT 1", null);
    athena.stopQueryExecution(stop -> stop.queryExecutionId(waiting));
    athena.stopQueryExecution(stop -> stop.queryExecutionId(running));
    athena.awaitIdle();
    assertThat(Stream.of(running, waiting).map(this::describe))
        .extracting(query -> query.status().state())
        .containsOnly(QueryExecutionState.CANCELLED);
    athena.stopQueryExecution(stop -> stop.queryExecutionId(running));
    assertThat(events).filteredOn(event -> event.contains("\"CANCELLED\"")).hasSize(2);
  }

  @Test
  void anUnknownQueryIsAnInvalidRequest() {
    assertThatThrownBy(() -> describe("nobody")).isInstanceOf(InvalidRequestException.class);
  }

  private String start(String sql, @Nullable String token) {
    return athena
        .startQueryExecution(start -> start.queryString(sql).clientRequestToken(token))
        .queryExecutionId();
  }

  private QueryExecution ended(String sql) throws InterruptedException {
    String id = start(sql, null);
    athena.awaitIdle();
    return describe(id);
  }

  private QueryExecution describe(String id) {
    return athena.getQueryExecution(get -> get.queryExecutionId(id)).queryExecution();
  }

  private long bytes(String sql) throws InterruptedException {
    return ended(sql).statistics().dataScannedInBytes();
  }

  private List<String> values(String sql) throws InterruptedException {
    return texts(page(ended(sql), null)).collect(Collectors.toList());
  }

  private GetQueryResultsResponse page(QueryExecution query, @Nullable String token) {
    AthenaClient client = athena;
    return client.getQueryResults(
        get -> get.queryExecutionId(query.queryExecutionId()).nextToken(token));
  }

  private static Stream<String> texts(GetQueryResultsResponse page) {
    return page.resultSet().rows().stream()
        .map(Row::data)
        .flatMap(List::stream)
        .map(Datum::varCharValue);
  }

  private static JsonNode json(String event) {
    try {
      return new JsonMapper().readTree(event);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
