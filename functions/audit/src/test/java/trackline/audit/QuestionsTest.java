package trackline.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.InvalidParameterException;
import software.amazon.awssdk.services.cloudwatchlogs.model.MalformedQueryException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResultField;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import trackline.audit.BothEngines.Asked;
import trackline.engines.kit.EventTables;
import trackline.engines.kit.TrailStage;

/** All questions, on both engines, over what both must read alike. */
@SuppressWarnings("unchecked") // of the arrays that the SDK's builders take
class QuestionsTest {
  private static final String DAY = "AWSLogs/000000000000/CloudTrail/us-west-2/2021/03/03/";
  private static final String LATER = "AWSLogs/000000000000/CloudTrail/eu-central-1/2026/11/20/";
  private static final Instant END = Instant.parse("2100-01-01T00:00:00Z");
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
    // The function sorts them once more, as the engines have NULLs at different ends.
    assertThat(engines.logs(question, asked)).as(name).containsExactlyInAnyOrderElementsOf(rows);
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
        .satisfies(row -> assertThat(row.get(6)).isEqualTo("2"));
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
  void eachTableOfATransactionIsFoundWithItsVerbAndKey() throws Exception {
    for (String table : List.of("carts", "invoices")) {
      stage
          .client()
          .createTable(
              r ->
                  r.tableName(table)
                      .billingMode("PAY_PER_REQUEST")
                      .attributeDefinitions(a -> a.attributeName("id").attributeType("S"))
                      .keySchema(k -> k.attributeName("id").keyType("HASH")));
    }
    tester.transactWriteItems(
        r ->
            r.transactItems(
                i -> i.put(p -> p.tableName("carts").item(Map.of("id", s("c1"), "note", s("x")))),
                i -> i.delete(d -> d.tableName("invoices").key(Map.of("id", s("i1"))))));

    assertThat(cells("deletes", of("invoices"), "table_name", "verb", "item_key"))
        .containsExactly(List.of("invoices", "Delete", "{\"id\":\"i1\"}"));
    assertThat(both("deletes", of("carts"))).isEmpty();
    assertThat(cells("writes", of("carts"), "table_name", "verb"))
        .containsExactly(List.of("carts", "Put"));
  }

  private static AttributeValue s(String text) {
    return AttributeValue.fromS(text);
  }

  /** Every call of a table, as the function narrows a question to it. */
  private static Asked of(String table) {
    return years("(^|:table.)" + table + "($|[^A-Za-z0-9_.-])", "x", "y");
  }

  /** Some columns of an answer. */
  private List<List<@Nullable String>> cells(String name, Asked asked, String... columns)
      throws Exception {
    List<String> all = Questions.named(name).orElseThrow().columns();
    List<List<@Nullable String>> cells = new ArrayList<>();
    for (List<@Nullable String> row : both(name, asked)) {
      List<@Nullable String> some = new ArrayList<>();
      for (String column : columns) {
        some.add(row.get(all.indexOf(column)));
      }
      cells.add(some);
    }
    return cells;
  }

  /** Calls of more than one table, by ARNs too, in transactions, batches and PartiQL. */
  @Test
  void eachTableThatACallNamesIsFound() throws Exception {
    stage.drop(LATER + "a.json.gz", documented());

    assertThat(cells("deletes", of("invoices"), "verb", "table_name", "item_key"))
        .containsExactlyInAnyOrder(
            List.of("Delete", "invoices", "{\"id\":\"i1\"}"),
            List.of("delete", "invoices", "\"id\" = 'i3'"),
            Arrays.asList("ExecuteTransaction", null, "id = 'i4'"));
    assertThat(cells("deletes", of("carts"), "verb", "table_name", "item_key"))
        .containsExactlyInAnyOrder(
            List.of("Delete", "carts", "{\"id\":\"c2\"}"),
            List.of("DeleteItem", "carts", "{\"id\":\"c5\"}"),
            Arrays.asList("ExecuteTransaction", null, "id = 'i4'"),
            Arrays.asList("PeekItems", "carts", null));
    assertThat(both("deletes", of("orders"))).isEmpty();
    assertThat(both("deletes", of("invoice"))).isEmpty();
    assertThat(cells("writes", of("invoices"), "event_name", "verb"))
        .contains(List.of("BatchWriteItem", "Put"), List.of("TransactWriteItems", "Delete"));
    assertThat(cells("reads", of("orders"), "verb", "item_key"))
        .containsExactly(List.of("ConditionCheck", "{\"id\":\"o1\"}"));
    assertThat(cells("reads", of("invoices"), "event_name", "verb", "item_key"))
        .containsExactlyInAnyOrder(
            List.of("ExecuteTransaction", "ExecuteTransaction", "id = 'i4'"),
            List.of("ExecuteStatement", "SELECT", "day = ***(Redacted)"),
            List.of("BatchGetItem", "Get", "{\"id\":\"i1\"}"),
            List.of("TransactGetItems", "Get", "{\"id\":\"i1\",\"day\":\"2026-11-20\"}"));
    assertThat(cells("reads", of("carts"), "event_name"))
        .contains(List.of("SearchVectors"), List.of("PeekItems"), List.of("Scan"));
    Asked i1 = years("", "x", "\"id\"\\s*:\\s*\"i1\"|id\\s*=\\s*'i1'");
    assertThat(cells("key_history", i1, "table_name", "verb"))
        .containsExactly(
            List.of("invoices", "Get"), List.of("invoices", "Get"), List.of("invoices", "Delete"));
  }

  /** A call that does not tell its table is found under each of its resources, the last one too. */
  @Test
  void aCallInDoubtIsFoundUnderEachOfItsTables() throws Exception {
    List<String> tables = IntStream.rangeClosed(1, 9).mapToObj(i -> "table-" + i).toList();
    ObjectNode call = record("dynamodb.amazonaws.com", "ExecuteTransaction");
    call.withObject("requestParameters")
        .withArray("requestItems")
        .addObject()
        .put("statement", "-- x\nDELETE FROM \"table-9\" WHERE id = 'i1'");
    for (String table : tables) {
      call.withArray("resources")
          .addObject()
          .put("ARN", "arn:aws:dynamodb:eu-central-1:111122223333:table/" + table);
    }
    drop(call);

    for (String table : tables) {
      assertThat(cells("deletes", of(table), "item_key"))
          .as(table)
          .containsExactly(List.of("id = 'i1'"));
    }
    assertThat(both("deletes", of("table-10"))).isEmpty();
    assertThat(both("deletes", of("table"))).isEmpty();
  }

  /** What stands in a literal or in a quoted name is no clause. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "UPDATE t SET a = 'no where to go' WHERE id = 'i1' | id = 'i1'",
        "update t set a = 'it''s where b' where id = 'i''1 where 2' | id = 'i''1 where 2'",
        "delete from t where id = 'a WHERE b' | id = 'a WHERE b'",
        "UPDATE t SET a = '' WHERE id = 'i1' | id = 'i1'",
        "SELECT \"a where b\", \"it's where\" FROM t WHERE id = 'where' | id = 'where'",
        "INSERT INTO t VALUE {'a where b' : ***(Redacted)} | none",
        "SELECT * FROM \"where there\" | none"
      })
  void aClauseIsNotWithinQuotes(String statement, @Nullable String key) throws Exception {
    ObjectNode call = record("dynamodb.amazonaws.com", "ExecuteStatement");
    call.withObject("requestParameters").put("statement", statement);
    drop(call);

    assertThat(cells("principal", years("", "bob", "y"), "item_key"))
        .containsExactly(Collections.singletonList(key));
  }

  private static ObjectNode record(String source, String name) {
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    record.putObject("userIdentity").put("type", "IAMUser").put("userName", "bob");
    return record
        .put("eventTime", "2026-11-20T10:00:00Z")
        .put("eventSource", source)
        .put("eventName", name)
        .put("awsRegion", "eu-central-1")
        .put("eventID", name)
        .put("eventCategory", "Data");
  }

  private void drop(ObjectNode... records) throws Exception {
    ObjectNode file = JsonNodeFactory.instance.objectNode();
    file.withArray("Records").addAll(List.of(records));
    stage.drop(LATER + "dropped.json.gz", file.toString());
  }

  @Test
  void deniedCallsToObjectsAreFoundAndThoseToTablesApart() throws Exception {
    ObjectNode read = record("s3.amazonaws.com", "GetObject").put("errorCode", "AccessDenied");
    read.withObject("requestParameters").put("bucketName", "trackline-lake").put("key", "a.gz");
    ObjectNode missing = record("s3.amazonaws.com", "HeadObject").put("errorCode", "NoSuchKey");
    missing.withObject("requestParameters").put("bucketName", "trackline-lake");
    ObjectNode scan = record("dynamodb.amazonaws.com", "Scan").put("errorCode", "AccessDenied");
    drop(read, missing, scan);
    Asked any = years("", "x", "y");

    assertThat(cells("object_denied", any, "event_name", "bucket", "error_code", "calls"))
        .containsExactly(List.of("GetObject", "trackline-lake", "AccessDenied", "1"));
    assertThat(both("object_denied", years("^other$", "x", "y"))).isEmpty();
    assertThat(cells("denied", any, "event_name")).containsExactly(List.of("Scan"));
  }

  /** What stands in the column of principals finds the calls, and so does who is behind them. */
  @Test
  void principalsAreFoundByWhatIsShown() throws Exception {
    stage.drop(LATER + "a.json.gz", documented());

    Asked all = new Asked(Instant.parse("2026-11-20T00:00:00Z"), END, "", "[^ ]*", "y");
    List<List<@Nullable String>> shown =
        cells("principal", all, "principal", "behind", "event_name", "event_id");
    assertThat(shown).isNotEmpty().allSatisfy(row -> assertThat(row.getFirst()).isNotNull());
    assertThat(shown)
        .extracting(row -> Arrays.asList(row.get(0), row.get(1)))
        .contains(
            List.of(SSO + "/ada@shop.example", "ada@shop.example"),
            List.of(CENTER, CENTER),
            Arrays.asList("dynamodb.amazonaws.com", null),
            Arrays.asList("ANONYMOUS_PRINCIPAL", null));
    for (String name :
        List.of(
            SSO + "/ada@shop.example",
            "ada@shop.example",
            CENTER,
            "dynamodb.amazonaws.com",
            "ANONYMOUS_PRINCIPAL",
            "arn:aws:iam::111122223333:user/staff/bob",
            "bob",
            "AKIAEXAMPLEBOB")) {
      assertThat(cells("principal", named(name), "event_id"))
          .as(name)
          .isNotEmpty()
          .isSubsetOf(shown.stream().map(row -> row.subList(3, 4)).toList());
    }
    assertThat(cells("principal", named("ada@shop.example"), "event_name"))
        .containsOnly(
            List.of("TransactWriteItems"),
            List.of("BatchWriteItem"),
            List.of("BatchExecuteStatement"),
            List.of("ExecuteTransaction"));
    assertThat(both("principal", named("shop.example"))).isEmpty();
    assertThat(cells("principal", named("111122223333"), "event_name"))
        .contains(List.of("BatchGetItem"), List.of("SearchVectors"));
  }

  private static final String SSO =
      "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Support_0123456789abcdef";
  private static final String CENTER = "544894e8-80c1-707f-60e3-3ba6510dfac1";

  private static Asked named(String principal) {
    return new Asked(
        Instant.parse("2026-11-20T00:00:00Z"), END, "", principal.replace('/', '.'), "y");
  }

  @Test
  void objectsAreFoundByTheirBuckets() throws Exception {
    stage.drop(LATER + "a.json.gz", documented());

    assertThat(cells("object_reads", years("", "x", "y"), "behind", "bucket", "object_key"))
        .containsExactly(
            List.of("ada@shop.example", "trackline-lake", "events/dt=2026-11-20/part.gz"));
    assertThat(cells("object_deletes", years("", "x", "y"), "event_name", "bucket", "object_key"))
        .containsExactly(
            Arrays.asList("DeleteObjects", "trackline-lake", null),
            List.of("DeleteObject", "trackline-quarantine", "events/it's \"one\".json"));
    assertThat(cells("object_deletes", years("^trackline-quarantine$", "x", "y"), "event_name"))
        .containsExactly(List.of("DeleteObject"));
    assertThat(cells("object_writes", years("^trackline-lake$", "x", "y"), "event_name", "behind"))
        .containsExactlyInAnyOrder(
            List.of("PutObject", "release-42"), Arrays.asList("DeleteObjects", null));
    assertThat(cells("calls_by_region", of("carts"), "event_name"))
        .doesNotContain(List.of("GetObject"));
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
        new Asked(
            Instant.parse("2019-01-01T00:00:00Z"),
            Instant.parse("2022-01-01T00:00:00Z"),
            "",
            ".*admin-role",
            "\"SongTitle\"\\s*:\\s*\"Call Me Today\"|SongTitle\\s*=\\s*'Call Me Today'");

    allAgree(asked);
    assertThat(cells("reads", asked, "event_name", "verb"))
        .containsExactlyInAnyOrder(
            List.of("ExecuteStatement", "SELECT"),
            List.of("TransactWriteItems", "ConditionCheck"),
            List.of("TransactWriteItems", "ConditionCheck"));
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
        .satisfies(row -> assertThat(row.get(9)).isEqualTo("2"));
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
