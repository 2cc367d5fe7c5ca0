package trackline.local.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.MalformedQueryException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResultField;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import trackline.audit.Question;
import trackline.audit.Questions;
import trackline.local.engine.EventTables;
import trackline.local.logs.BothEngines.Asked;
import trackline.local.trail.TrailStage;

/** All questions, on both engines, over what both must read alike. */
@SuppressWarnings("unchecked") // of the arrays that the SDK's builders take
class QuestionsTest {
  private static final String DAY = "AWSLogs/000000000000/CloudTrail/us-west-2/2021/03/03/";
  private static final Map<String, AttributeValue> KEY =
      Map.of("user_id", AttributeValue.fromS("u"), "event_key", AttributeValue.fromS("k"));

  @TempDir Path folder;
  private TrailStage stage;
  private BothEngines engines;
  private DynamoDbClient tester;

  @BeforeEach
  void start() throws Exception {
    stage = new TrailStage(folder);
    engines = new BothEngines(stage.logs(), folder);
    tester = stage.client("AKIATESTER");
  }

  @AfterEach
  void stop() throws Exception {
    engines.close();
    stage.close();
  }

  private static Asked years(String table, String principal, String key) {
    return new Asked(
        Instant.parse("2019-01-01T00:00:00Z"),
        Instant.parse("2100-01-01T00:00:00Z"),
        table,
        principal,
        key);
  }

  private List<List<@Nullable String>> both(String name, Asked asked) throws Exception {
    Question question = Questions.named(name).orElseThrow();
    List<List<@Nullable String>> rows = engines.athena(question, asked);
    assertThat(engines.logs(question, asked)).as(name).isEqualTo(rows);
    return rows;
  }

  private void allAgree(Asked asked) throws Exception {
    for (Question question : Questions.all()) {
      both(question.name(), asked);
    }
  }

  /**
   * The records that DynamoDB's documentation prints; where it gives two one id, one has another.
   */
  private static String documented() throws Exception {
    try (InputStream in = QuestionsTest.class.getResourceAsStream("documented-records.json")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    }
  }

  @Test
  void recordedCallsAreAnsweredAlike() throws Exception {
    EventTables.create(stage.client());
    EventTables.put(tester, "k");
    EventTables.put(tester, "other");
    tester.getItem(r -> r.tableName("events").key(KEY));
    tester.query(
        r ->
            r.tableName("events")
                .keyConditionExpression("user_id = :u")
                .expressionAttributeValues(Map.of(":u", AttributeValue.fromS("u"))));
    tester.executeStatement(
        r -> r.statement("SELECT * FROM events WHERE user_id = 'u' AND event_key = 'k'"));
    tester.executeStatement(
        r -> r.statement("DELETE FROM events WHERE user_id = 'u' AND event_key = 'k'"));
    tester.batchExecuteStatement(
        r ->
            r.statements(
                b -> b.statement("INSERT INTO events VALUE {'user_id':'u','event_key':'z'}")));
    tester.deleteItem(r -> r.tableName("events").key(KEY));
    tester.transactWriteItems(
        r -> r.transactItems(i -> i.delete(d -> d.tableName("events").key(KEY))));
    stage.client("AKIAOTHER").scan(r -> r.tableName("events"));
    String key = "\"event_key\"\\s*:\\s*\"k\"|event_key\\s*=\\s*'k'";
    Asked asked = years("", "AKIATESTER", key);

    allAgree(asked);
    assertThat(both("writes", asked))
        .extracting(List::getFirst)
        .containsExactlyInAnyOrder(
            "PutItem",
            "ExecuteStatement",
            "BatchExecuteStatement",
            "DeleteItem",
            "TransactWriteItems");
    assertThat(both("writes", asked))
        .filteredOn(row -> "PutItem".equals(row.getFirst()))
        .singleElement()
        .satisfies(row -> assertThat(row.get(4)).isEqualTo("2"));
    assertThat(both("deletes", asked))
        .extracting(List::getFirst)
        .containsExactlyInAnyOrder("ExecuteStatement", "DeleteItem", "TransactWriteItems");
    assertThat(both("reads", asked))
        .extracting(row -> row.get(1))
        .containsExactlyInAnyOrder("GetItem", "Query", "ExecuteStatement", "Scan");
    assertThat(both("principal", asked)).hasSize(9);
    assertThat(both("principal", years("", "AKIAOTHER", key)))
        .singleElement()
        .satisfies(row -> assertThat(row.get(1)).isEqualTo("Scan"));
    assertThat(both("key_history", asked)).hasSize(6);
    assertThat(both("calls_by_region", years("none", "x", "y"))).isEmpty();
  }

  /** Whoever hides a verb behind a comment is found all the same, in doubt by each question. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/* */ DELETE FROM events WHERE user_id = 'u' AND event_key = 'k'",
        "-- x\nDELETE FROM events WHERE user_id = 'u' AND event_key = 'k'"
      })
  void aCommentHidesNoVerb(String statement) throws Exception {
    EventTables.create(stage.client());
    tester.executeStatement(r -> r.statement(statement));
    Asked asked = years("^events$", "x", "y");

    for (String question : List.of("deletes", "writes", "reads")) {
      assertThat(both(question, asked)).as(question).hasSize(1);
    }
  }

  @Test
  void anOpeningBracketHidesNoVerb() throws Exception {
    EventTables.create(stage.client());
    tester.executeStatement(r -> r.statement("(SELECT * FROM events WHERE user_id = 'u')"));
    Asked asked = years("", "x", "y");

    assertThat(both("reads", asked)).hasSize(1);
    assertThat(both("writes", asked)).isEmpty();
    assertThat(both("deletes", asked)).isEmpty();
  }

  @Test
  void theDocumentationsRecordsAreAnsweredAlike() throws Exception {
    stage.drop(DAY + "a.json.gz", documented());
    Asked asked =
        years(
            "",
            ".*admin-role",
            "\"SongTitle\"\\s*:\\s*\"Call Me Today\"|SongTitle\\s*=\\s*'Call Me Today'");

    allAgree(asked);
    assertThat(both("reads", asked))
        .extracting(row -> row.get(1))
        .containsExactly("ExecuteStatement");
    assertThat(both("deletes", asked)).extracting(List::getFirst).contains("TransactWriteItems");
    assertThat(both("key_history", asked)).isNotEmpty();
    assertThat(both("calls_by_region", years("Music", "x", "y"))).isNotEmpty();
  }

  @Test
  void badFilesAreAnsweredAlike() throws Exception {
    String record =
        "{\"eventID\":\"%s\",\"eventName\":\"DeleteItem\",\"eventSource\":\"dynamodb.amazonaws.com\","
            + "\"eventTime\":\"2021-03-03T10:00:00Z\",\"awsRegion\":\"us-west-2\",\"requestParameters\":%s}";
    stage.drop(DAY + "a.json.gz", "{\"Records\":[" + record.formatted("1", "null") + "]}");
    stage.drop(
        DAY + "b.json.gz",
        "{\"Records\":["
            + record.formatted("1", "null")
            + ","
            + record.formatted("2", "{}")
            + "]}");
    stage.drop(DAY + "empty.json.gz", "{\"Records\":[]}");
    stage.drop(
        DAY + "000000000000_CloudTrail-Digest_us-west-2_t_us-west-2_20210303T110000Z.json.gz",
        "{\"Records\":[" + record.formatted("digest", "{}") + "]}");
    stage.drop(
        DAY.replace("000000000000", "111122223333") + "c.json.gz",
        "{\"Records\":[" + record.formatted("other", "{}") + "]}");
    Path torn =
        stage.drop(DAY + "torn.json.gz", "{\"Records\":[" + record.formatted("torn", "{}") + "]}");
    byte[] bytes = Files.readAllBytes(torn);
    Files.write(torn, Arrays.copyOf(bytes, bytes.length - 12));
    Asked asked = years("", "x", "\"id\"\\s*:\\s*\"y\"");

    allAgree(asked);
    assertThat(both("deletes", asked))
        .singleElement()
        .satisfies(row -> assertThat(row.get(6)).isEqualTo("2"));
    assertThat(both("calls_by_region", asked))
        .containsExactly(List.of("DeleteItem", "us-west-2", "2"));
  }

  @Test
  void anEventOfMoreThan256KilobytesIsNotInTheLogGroup() throws Exception {
    String large =
        "{\"Records\":[{\"eventID\":\"1\",\"eventTime\":\"2021-03-03T10:00:00Z\",\"userAgent\":\""
            + "x".repeat(262_144)
            + "\"},{\"eventID\":\"2\",\"eventTime\":\"2021-03-03T10:00:00Z\"}]}";
    stage.drop(DAY + "a.json.gz", large);

    GetQueryResultsResponse answer =
        engines.logs("fields eventID | sort eventID asc", years("", "", ""));
    assertThat(answer.results()).hasSize(1);
    assertThat(answer.results().getFirst())
        .extracting(ResultField::field)
        .containsExactly("eventID", "@ptr");
    assertThat(answer.statistics().recordsMatched()).isEqualTo(1);
    assertThat(answer.statistics().bytesScanned()).isBetween(50.0, 100.0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "fields",
        "unmask @message",
        "fields eventID | stats count(*) by bin(5m)",
        "filter a = \"x",
        "filter strlen(a) > 3",
        "fields a | limit x",
        "stats count(*) as n by a | filter b = 1",
        "filter a = 1; DROP TABLE x",
      })
  void whatIsNotTranslatedIsMalformed(String query) {
    assertThatThrownBy(() -> engines.logs(query, years("", "", "")))
        .isInstanceOf(MalformedQueryException.class);
  }

  @Test
  void otherGroupsAndWindowsTheWrongWayRoundAreRefused() {
    assertThatThrownBy(
            () ->
                engines.logs.startQuery(
                    r -> r.logGroupName("none").queryString("fields a").startTime(0L).endTime(1L)))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThatThrownBy(
            () ->
                engines.logs.startQuery(
                    r ->
                        r.logGroupName(BothEngines.GROUP)
                            .queryString("fields a")
                            .startTime(2L)
                            .endTime(1L)))
        .isInstanceOf(InvalidParameterException.class);
    assertThatThrownBy(() -> engines.logs.getQueryResults(r -> r.queryId("none")))
        .isInstanceOf(ResourceNotFoundException.class);
  }
}
