package trackline.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The questions' SQL on Trino, over calls of the kinds that are easily counted wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditSqlTest {

  private static final Window DAY =
      new Window(Instant.parse("2026-11-20T00:00:00Z"), Instant.parse("2026-11-21T00:00:00Z"));
  private static final String ARN = "arn:aws:sts::111122223333:assumed-role/users/bob";

  private TrinoTrail trino;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    trino = new TrinoTrail(folder);
    List<String> day = new ArrayList<>();
    day.add(call("put", "PutItem", table("Music", "\"key\":{\"Artist\":\"No One\"}")));
    day.add(call("put", "PutItem", table("Music", "\"key\":{\"Artist\":\"No One\"}"))); // twice
    day.add(call("get", "GetItem", table("Music", "\"key\":{\"Artist\":\"O'N\\\"|/ e\"}")));
    day.add(call("like", "GetItem", table("Music", "\"key\":{\"Artist\":\"XNo One\"}")));
    day.add(
        call(
            "fake",
            "GetItem",
            table("Music", "\"key\":{\"A\":\"\\\"Artist\\\":\\\"No One\\\"\"}")));
    day.add(call("query", "Query", table("Music", "\"keyConditionExpression\":\"a = :a\"")));
    day.add(call("nothing", "Scan", null));
    day.add(
        call(
            "transaction",
            "TransactWriteItems",
            "{\"requestItems\":[{\"operation\":\"Put\",\"tableName\":\"Music\"},"
                + "{\"operation\":\"Delete\",\"TableName\":\"Other\",\"Key\":{\"Artist\":\"No One\"}}]}"));
    day.add(call("batch", "BatchWriteItem", items("{\"operation\":\"Put\",\"TableName\":\"B\"}")));
    day.add(
        call("select", "ExecuteStatement", statement("  select * FROM M WHERE Artist = 'No One'")));
    day.add(call("delete", "ExecuteStatement", statement("\\nDeLeTe FROM M WHERE x = 1")));
    day.add(
        call(
            "quoting",
            "ExecuteStatement",
            statement("SELECT * FROM M WHERE a = '\\\"statement\\\":\\\"delete'")));
    day.add(
        call(
            "lookalike",
            "ExecuteStatement",
            statement("SELECT * FROM M WHERE a = 'Artist = ''No One'''")));
    day.add(
        call(
            "two",
            "BatchExecuteStatement",
            items(
                "{\"statement\":\"UPDATE M SET a = ***(Redacted) WHERE \\\"Artist\\\" = 'No One'\"},"
                    + "{\"statement\":\"INSERT INTO M VALUE {'Artist' : ***(Redacted)}\"}")));
    day.add(with(call("denied", "DeleteItem", null), "errorcode", "AccessDenied"));
    day.add(with(call("s3", "GetItem", null), "eventsource", "s3.amazonaws.com"));
    day.add(with(call("early", "GetItem", null), "eventtime", "2026-11-19T23:59:59Z"));
    day.add(with(call("late", "GetItem", null), "eventtime", "2026-11-21T00:00:00Z"));
    trino.add("us-east-1", "2026/11/20", day);
    trino.add("eu-west-1", "2026/11/21", List.of(call("nextday", "GetItem", table("Music", null))));
    trino.add("eu-west-1", "2026/11/25", later());
    trino.add("eu-west-1", "2026/11/28", statements());
    trino.add("eu-west-1", "2026/11/23", List.of(call("unread", "GetItem", table("Music", null))));
  }

  private static final Window LATER =
      new Window(Instant.parse("2026-11-25T00:00:00Z"), Instant.parse("2026-11-26T00:00:00Z"));

  /** Calls of more than one table, and of callers of every kind. */
  private static List<String> later() throws Exception {
    List<String> calls = new ArrayList<>();
    calls.add(
        of(
            "transaction",
            "TransactWriteItems",
            items(
                "{\"operation\":\"Put\",\"tableName\":\"carts\",\"key\":{\"id\":\"c1\"}},"
                    + "{\"operation\":\"Delete\",\"TableName\":\"arn:aws:dynamodb:r:1:table/invoices\","
                    + "\"Key\":{\"id\":\"i1\"}}"),
            "carts",
            "invoices"));
    calls.add(
        of(
            "batch",
            "BatchExecuteStatement",
            items(
                "{\"statement\":\"DELETE FROM \\\"invoices\\\" WHERE id = 'i2'\"},"
                    + "{\"statement\":\"UPDATE carts SET a = ***(Redacted) WHERE id = 'c2'\"}"),
            "carts",
            "invoices"));
    calls.add(
        of(
            "comment",
            "ExecuteTransaction",
            items("{\"statement\":\"-- x\\nDELETE FROM invoices WHERE id = 'i3'\"}"),
            "carts",
            "invoices"));
    calls.add(
        of(
            "index",
            "ExecuteStatement",
            statement("select \\\"a from b\\\" FROM \\\"invoices\\\".\\\"by_day\\\""),
            "invoices"));
    calls.add(of("vectors", "SearchVectors", table("carts", null), "carts"));
    calls.add(
        with(of("unknown", "PeekItems", table("carts", null), "carts"), "eventcategory", "Data"));
    calls.add(by("{\"accountid\":\"1\",\"onbehalfof\":{\"userid\":\"u-1\"}}", "person"));
    calls.add(by("{\"type\":\"AWSService\",\"invokedby\":\"dynamodb.amazonaws.com\"}", "service"));
    calls.add(by("{\"principalid\":\"\",\"accountid\":\"ANONYMOUS_PRINCIPAL\"}", "nobody"));
    for (String name : List.of("GetObject", "DeleteObject", "PutObject")) {
      String parameters = "{\"bucketName\":\"trackline-lake\",\"key\":\"a/b.gz\"}";
      String object = with(of(name, name, parameters), "eventsource", "s3.amazonaws.com");
      calls.add(with(object, "readonly", Boolean.toString(name.equals("GetObject"))));
    }
    return calls;
  }

  private static final Window STATEMENTS =
      new Window(Instant.parse("2026-11-28T00:00:00Z"), Instant.parse("2026-11-29T00:00:00Z"));

  private static final List<String> NINE =
      IntStream.rangeClosed(1, 9).mapToObj(i -> "table-" + i).toList();

  /** A call that does not tell which of nine tables it is about, and WHERE within quotes. */
  private static List<String> statements() throws Exception {
    String hidden = items("{\"statement\":\"-- x\\nDELETE FROM t WHERE id = 'i1'\"}");
    List<String> calls = new ArrayList<>();
    calls.add(of("nine", "ExecuteTransaction", hidden, NINE.toArray(String[]::new)));
    calls.add(sql("literal", "UPDATE t SET a = 'no where to go' WHERE id = 'i1'"));
    calls.add(sql("doubled", "update t set a = 'it''s where b' where id = 'i''1 where 2'"));
    calls.add(sql("name", "SELECT \\\"a where b\\\" FROM t WHERE id = 'where'"));
    calls.add(sql("insert", "INSERT INTO t VALUE {'a where b' : ***(Redacted)}"));
    List<String> moved = new ArrayList<>();
    for (String call : calls) {
      moved.add(with(call, "eventtime", "2026-11-28T12:00:00Z"));
    }
    moved.add(denied("GetObject", "AccessDenied"));
    moved.add(denied("HeadObject", "NoSuchKey"));
    return moved;
  }

  private static String sql(String id, String statement) throws Exception {
    return of(id, "ExecuteStatement", statement(statement), "t");
  }

  private static String denied(String name, String error) throws Exception {
    String object = of(name, name, "{\"bucketName\":\"trackline-lake\",\"key\":\"a.gz\"}");
    String late = with(object, "eventtime", "2026-11-28T12:00:00Z");
    return with(with(late, "eventsource", "s3.amazonaws.com"), "errorcode", error);
  }

  private List<List<@Nullable String>> statements(String name, Optional<String> place) {
    Question question = Questions.named(name).orElseThrow();
    return trino.ask(new Inquiry(question, STATEMENTS, place, Optional.empty()));
  }

  @Test
  void aCallInDoubtIsFoundUnderEachOfItsTables() {
    assertThat(NINE)
        .allSatisfy(
            table ->
                assertThat(statements("deletes", Optional.of(table)))
                    .extracting(row -> row.get(7))
                    .containsExactly("id = 'i1'"));
    assertThat(statements("deletes", Optional.of("table-10"))).isEmpty();
  }

  @Test
  void aClauseIsNotWithinQuotes() {
    Question question = Questions.named("principal").orElseThrow();
    Inquiry.Subject bob = new Inquiry.Subject.Principal("bob");
    assertThat(
            trino
                .ask(new Inquiry(question, STATEMENTS, Optional.of("t"), Optional.of(bob)))
                .stream()
                .map(row -> row.getLast() + ": " + row.get(6)))
        .containsExactlyInAnyOrder(
            "literal: id = 'i1'",
            "doubled: id = 'i''1 where 2'",
            "name: id = 'where'",
            "insert: null");
  }

  @Test
  void deniedCallsToObjectsAreTold() {
    assertThat(statements("object_denied", Optional.of("trackline-lake")))
        .containsExactly(List.of(ARN, "bob", "GetObject", "trackline-lake", "AccessDenied", "1"));
    assertThat(statements("denied", Optional.empty())).isEmpty();
  }

  private static String of(String id, String name, String parameters, String... tables)
      throws Exception {
    ObjectNode call =
        (ObjectNode)
            JsonMapper.builder()
                .build()
                .readTree(with(call(id, name, parameters), "eventtime", "2026-11-25T12:00:00Z"));
    for (String table : tables) {
      call.withArray("resources").addObject().put("arn", "arn:aws:dynamodb:r:1:table/" + table);
    }
    return call.toString();
  }

  private static String by(String identity, String id) throws Exception {
    JsonMapper json = JsonMapper.builder().build();
    ObjectNode call = (ObjectNode) json.readTree(of(id, "Query", table("carts", null), "carts"));
    call.set("useridentity", json.readTree(identity));
    return call.toString();
  }

  private List<List<@Nullable String>> later(String name, String place) {
    Question question = Questions.named(name).orElseThrow();
    return trino.ask(new Inquiry(question, LATER, Optional.of(place), Optional.empty()));
  }

  @Test
  void eachTableOfACallIsFoundWithItsVerbAndKey() {
    assertThat(later("deletes", "invoices"))
        .extracting(row -> Arrays.asList(row.get(1), row.get(6), row.get(7)))
        .containsExactlyInAnyOrder(
            List.of("Delete", "invoices", "{\"id\":\"i1\"}"),
            List.of("DELETE", "invoices", "id = 'i2'"),
            Arrays.asList("ExecuteTransaction", null, "id = 'i3'"));
    assertThat(later("deletes", "carts"))
        .extracting(row -> Arrays.asList(row.get(1), row.get(6)))
        .containsExactlyInAnyOrder(
            Arrays.asList("ExecuteTransaction", null), List.of("PeekItems", "carts"));
    assertThat(later("deletes", "orders")).isEmpty();
    assertThat(later("reads", "invoices"))
        .extracting(row -> row.getLast())
        .containsExactlyInAnyOrder("comment", "index");
    assertThat(later("reads", "carts"))
        .extracting(row -> row.getLast())
        .contains("vectors", "unknown", "person");
  }

  @ParameterizedTest
  @ValueSource(strings = {"u-1", "dynamodb.amazonaws.com", "ANONYMOUS_PRINCIPAL"})
  void whatIsShownAsThePrincipalFindsItsCalls(String shown) {
    Question question = Questions.named("principal").orElseThrow();
    Inquiry.Subject subject = new Inquiry.Subject.Principal(shown);
    assertThat(trino.ask(new Inquiry(question, LATER, Optional.empty(), Optional.of(subject))))
        .singleElement()
        .satisfies(row -> assertThat(row.get(3)).isEqualTo(shown));
  }

  @Test
  void objectsAreFoundByTheirBucket() {
    assertThat(later("object_reads", "trackline-lake"))
        .singleElement()
        .satisfies(row -> assertThat(row).contains("GetObject", "a/b.gz", "bob"));
    assertThat(later("object_deletes", "trackline-lake"))
        .singleElement()
        .satisfies(row -> assertThat(row).contains("DeleteObject"));
    assertThat(later("object_writes", "trackline-lake"))
        .extracting(List::getFirst)
        .containsExactly("DeleteObject", "PutObject");
    assertThat(later("object_reads", "trackline")).isEmpty();
  }

  @AfterAll
  void stop() {
    trino.close();
  }

  @Test
  void callsAreCountedOnceAndInTheWindowOnly() {
    assertThat(ask("calls_by_region"))
        .containsExactly(
            List.of("ExecuteStatement", "us-east-1", "4"),
            List.of("GetItem", "us-east-1", "4"),
            List.of("BatchExecuteStatement", "us-east-1", "1"),
            List.of("BatchWriteItem", "us-east-1", "1"),
            List.of("DeleteItem", "us-east-1", "1"),
            List.of("PutItem", "us-east-1", "1"),
            List.of("Query", "us-east-1", "1"),
            List.of("Scan", "us-east-1", "1"),
            List.of("TransactWriteItems", "us-east-1", "1"));
  }

  @Test
  void readsAreKnownByNameAndByVerb() {
    assertThat(ids("reads"))
        .containsExactly(
            "fake", "get", "like", "lookalike", "nextday", "nothing", "query", "quoting", "select");
  }

  @Test
  void deletesAreFoundInBatchesAndStatements() {
    assertThat(ask("deletes"))
        .extracting(List::getFirst)
        .containsExactly("DeleteItem", "ExecuteStatement", "TransactWriteItems");
  }

  @Test
  void writesAreKnownByNameAndByVerb() {
    assertThat(ask("writes"))
        .extracting(List::getFirst)
        .containsOnly(
            "PutItem",
            "TransactWriteItems",
            "BatchWriteItem",
            "ExecuteStatement",
            "BatchExecuteStatement",
            "DeleteItem");
  }

  @Test
  void deniedCallsTellTheirError() {
    assertThat(ask("denied"))
        .isEqualTo(
            List.of(Arrays.asList(ARN, "bob", "DeleteItem", null, "AccessDenied", null, "1")));
  }

  @ParameterizedTest
  @ValueSource(strings = {ARN, "ID:bob", "bob", "AKIAEXAMPLE", "arn:aws:iam::1:role/admin", "1"})
  void aPrincipalIsFoundByEachOfItsNames(String name) {
    assertThat(ids("principal", new Inquiry.Subject.Principal(name))).hasSize(17);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bo", ".*", "' OR '1'='1", "|", "a)b(", "[", "\\", "AKIAEXAMPLE |"})
  void aPrincipalIsNoExpression(String name) {
    assertThat(ids("principal", new Inquiry.Subject.Principal(name))).isEmpty();
  }

  @Test
  void aKeyIsFoundInMembersAndConditionsOnly() {
    assertThat(ids("key_history", new Inquiry.Subject.Key("Artist", "No One")))
        .containsExactly("put", "select", "transaction", "two");
    assertThat(ids("key_history", new Inquiry.Subject.Key("Artist", "O'N\"|/ e")))
        .containsExactly("get");
  }

  @Test
  void aTableIsTakenByItsWholeName() {
    Question reads = Questions.named("reads").orElseThrow();
    assertThat(trino.ask(new Inquiry(reads, DAY, Optional.of("Music"), Optional.empty())))
        .extracting(row -> row.getLast())
        .containsExactly("fake", "get", "like", "nextday", "query");
    assertThat(trino.ask(new Inquiry(reads, DAY, Optional.of("Mus"), Optional.empty()))).isEmpty();
  }

  private List<List<@Nullable String>> ask(String name) {
    Question question = Questions.named(name).orElseThrow();
    return trino.ask(new Inquiry(question, DAY, Optional.empty(), Optional.empty()));
  }

  private List<@Nullable String> ids(String name) {
    return ask(name).stream().<@Nullable String>map(List::getLast).toList();
  }

  private List<@Nullable String> ids(String name, Inquiry.Subject subject) {
    Question question = Questions.named(name).orElseThrow();
    return trino.ask(new Inquiry(question, DAY, Optional.empty(), Optional.of(subject))).stream()
        .<@Nullable String>map(List::getLast)
        .toList();
  }

  private static String table(String name, @Nullable String more) {
    return "{\"tableName\":\"" + name + "\"" + (more == null ? "" : "," + more) + "}";
  }

  private static String items(String items) {
    return "{\"requestItems\":[" + items + "]}";
  }

  private static String statement(String statement) {
    return "{\"statement\":\"" + statement + "\"}";
  }

  private static String call(String id, String name, @Nullable String parameters) {
    ObjectNode call = JsonNodeFactory.instance.objectNode();
    ObjectNode identity = call.putObject("useridentity");
    identity.put("type", "AssumedRole").put("arn", ARN).put("principalid", "ID:bob");
    identity.put("username", "bob").put("accesskeyid", "AKIAEXAMPLE").put("accountid", "1");
    identity
        .putObject("sessioncontext")
        .putObject("sessionissuer")
        .put("arn", "arn:aws:iam::1:role/admin");
    call.put("eventtime", "2026-11-20T12:00:00Z").put("eventsource", "dynamodb.amazonaws.com");
    call.put("eventname", name).put("awsregion", "us-east-1").put("eventid", id);
    return call.put("requestparameters", parameters).toString();
  }

  private static String with(String call, String field, String value) throws Exception {
    return ((ObjectNode) JsonMapper.builder().build().readTree(call)).put(field, value).toString();
  }
}
