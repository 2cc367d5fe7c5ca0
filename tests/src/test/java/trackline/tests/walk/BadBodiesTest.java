package trackline.tests.walk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import trackline.aws.QuarantineReader;
import trackline.local.Local;
import trackline.local.LocalOptions;

/** What the events door answers to bad bodies and envelopes, and what it keeps of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadBodiesTest {
  /** Stands in every bad value: no answer may repeat it. */
  private static final String MARK = "s3cr3t";

  private static final int MAX_BODY = 1_048_576;
  private static final int MAX_ITEM = 409_600;

  /** What Lambda takes of a function's answer. */
  private static final int MAX_ANSWER = 6 * 1_048_576;

  private Local local;
  private Client client;
  private RawHttp raw;
  private IngestDoor door;
  private DynamoDbClient dynamoDb;
  private S3Client s3;
  private String table;
  private String quarantine;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    local = Local.start(new LocalOptions(0, folder, 0, 7, 1));
    client = new Client(local.url());
    raw = new RawHttp(local.url());
    dynamoDb = IngestDoor.dynamoDb(client);
    s3 = IngestDoor.s3(client);
    JsonNode endpoints = client.get("/local/endpoints").body();
    table = endpoints.path("tables").path("events").asText();
    quarantine = endpoints.path("buckets").path("quarantine").asText();
    door = new IngestDoor(dynamoDb, s3, IngestDoor.secrets(), folder.resolve("more-logs"));
  }

  @AfterAll
  void stop() {
    dynamoDb.close();
    s3.close();
    local.close();
  }

  /** A body with its name in the table of cases. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Case(String name, byte[] body, String... pointers) {
    Case(String name, String body, String... pointers) {
      this(name, body.getBytes(UTF_8), pointers);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static String event(String more) {
    return "{\"user_id\":\"u\",\"event_type\":\"track\"" + more + "}";
  }

  private static String with(String value) {
    return event(",\"x\":" + value);
  }

  private int stored() {
    return dynamoDb
        .scan(r -> r.tableName(table).consistentRead(true).projectionExpression("user_id"))
        .count();
  }

  private Set<String> quarantined() {
    return s3.listObjectsV2(r -> r.bucket(quarantine)).contents().stream()
        .map(S3Object::key)
        .collect(Collectors.toSet());
  }

  private List<JsonNode> entries(String key) {
    byte[] object = s3.getObjectAsBytes(r -> r.bucket(quarantine).key(key)).asByteArray();
    return List.copyOf(QuarantineReader.all(object));
  }

  private static void isProblem(Client.Answer answer, int status) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    assertThat(answer.body().path("status").asInt()).isEqualTo(status);
    assertThat(answer.body().path("title").asText()).isNotEmpty();
    assertThat(answer.body().path("detail").asText()).isNotEmpty();
    assertThat(answer.body().toString()).doesNotContain(MARK);
  }

  private static List<String> pointers(JsonNode problem) {
    return StreamSupport.stream(problem.path("errors").spliterator(), false)
        .map(error -> error.path("pointer").asText())
        .toList();
  }

  /** Nothing is stored by what the caller does, and as much is kept in quarantine as it says. */
  private JsonNode keeps(int entries, Runnable caller) {
    int good = stored();
    Set<String> before = quarantined();
    caller.run();
    assertThat(stored()).isEqualTo(good);
    List<JsonNode> kept =
        quarantined().stream()
            .filter(key -> !before.contains(key))
            .flatMap(key -> entries(key).stream())
            .toList();
    assertThat(kept).hasSize(entries);
    return entries == 0 ? IngestDoor.JSON.nullNode() : kept.getFirst();
  }

  private static byte[] keptBytes(JsonNode entry) {
    return !entry.has("raw_encoding")
        ? entry.path("raw").asText().getBytes(UTF_8)
        : Base64.getDecoder().decode(entry.path("raw").asText());
  }

  static Stream<Case> unreadable() {
    return Stream.of(
        new Case("white space", " \r\n\t "),
        new Case("null", "null"),
        new Case("empty array", "[]"),
        new Case("empty batch", "{\"batch\":[]}"),
        new Case("string", "\"" + MARK + "\""),
        new Case("number", "7"),
        new Case("true", "true"),
        new Case("truncated", "{\"user_id\":\"" + MARK),
        new Case("trailing garbage", event("") + MARK),
        new Case("two documents", event("") + event("")),
        new Case("two arrays", "[" + event("") + "]\n[" + event("") + "]"),
        new Case("NaN", with("NaN")),
        new Case("Infinity", with("-Infinity")),
        new Case("raw control character", with("\"a\nb\"")),
        new Case("raw NUL", with("\"a\0b\"")),
        new Case("not UTF-8", with("\"\u00ff\"").getBytes(ISO_8859_1)),
        new Case("overlong UTF-8", with("\"\u00c0\u00af\"").getBytes(ISO_8859_1)),
        new Case("surrogate in UTF-8", with("\"\u00ed\u00a0\u0080\"").getBytes(ISO_8859_1)),
        new Case("cut UTF-8", with("\"\u00c3\"").getBytes(ISO_8859_1)),
        new Case("UTF-16", event("").getBytes(UTF_16)),
        new Case("byte order mark", "\ufeff" + event("")),
        new Case("duplicate key", event(",\"" + MARK + "\":1,\"" + MARK + "\":2")),
        new Case("duplicate key, escaped", event(",\"a\":1,\"\\u0061\":2")),
        new Case("duplicate user", event(",\"user_id\":\"" + MARK + "\"")),
        new Case("33 levels", with("[".repeat(32) + "]".repeat(32))),
        new Case("100,000 levels", "[".repeat(100_000)),
        new Case("a million digits", with("9".repeat(1_000_000))),
        new Case("exponent that overflows", with("1e99999999999")),
        new Case("single quotes", event(",'a':1")),
        new Case("comment", event("/* " + MARK + " */")),
        new Case("leading zero", with("012")),
        new Case("unknown member beside a batch", "{\"batch\":[1],\"" + MARK + "\":1}"));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void bodiesThatAreNoJsonOfOursAre400AndKept(Case bad) {
    JsonNode entry = keeps(1, () -> isProblem(client.post(bad.body()), 400));
    assertThat(entry.path("door").asText()).isEqualTo("ingest");
    assertThat(entry.path("reason").asText()).isEqualTo("unreadable");
    assertThat(entry.path("request_id").asText()).isNotEmpty();
    assertThat(keptBytes(entry)).isEqualTo(bad.body());
  }

  @Test
  void anEmptyBodyIs400AndLeavesNothingToKeep() {
    keeps(0, () -> isProblem(client.post(""), 400));
  }

  static Stream<Case> unprocessable() {
    String future = Instant.now().plusSeconds(400).toString();
    return Stream.of(
        new Case(
            "lone surrogate in an id",
            "{\"user_id\":\"" + MARK + "\\ud800\",\"event_type\":\"page\"}",
            "/user_id"),
        new Case("1e4000", with("1e4000"), "/x"),
        new Case("1e-4000", with("[1e-4000]"), "/x/0"),
        new Case("arithmetic that overflows", with("100e2147483640"), "/x"),
        new Case(
            "user of 39 digits",
            "{\"user_id\":1" + "0".repeat(37) + "1,\"event_type\":\"page\"}",
            "/user_id"),
        new Case("no event", "{}", "/user_id", "/event_type"),
        new Case("user of blanks", "{\"user_id\":\" \",\"event_type\":\"page\"}", "/user_id"),
        new Case("user true", "{\"user_id\":true,\"event_type\":\"page\"}", "/user_id"),
        new Case("user 1.5", "{\"user_id\":1.5,\"event_type\":\"page\"}", "/user_id"),
        new Case(
            "user of 129",
            "{\"user_id\":\"%s\",\"event_type\":\"page\"}".formatted("u".repeat(129)),
            "/user_id"),
        new Case(
            "user with a control character",
            "{\"user_id\":\"a\\u0007\",\"event_type\":\"page\"}",
            "/user_id"),
        new Case(
            "unknown type", "{\"user_id\":\"u\",\"event_type\":\"" + MARK + "\"}", "/event_type"),
        new Case(
            "type of another case", "{\"user_id\":\"u\",\"event_type\":\"Login\"}", "/event_type"),
        new Case("event id with a blank", event(",\"event_id\":\"" + MARK + " x\""), "/event_id"),
        new Case("event id with a path", event(",\"event_id\":\"../" + MARK + "\""), "/event_id"),
        new Case(
            "event id with a control character",
            event(",\"event_id\":\"" + MARK + "\\u0000\""),
            "/event_id"),
        new Case(
            "event id that ends a line", event(",\"event_id\":\"a\\n" + MARK + "\""), "/event_id"),
        new Case(
            "event id of 129", event(",\"event_id\":\"" + "e".repeat(129) + "\""), "/event_id"),
        new Case(
            "anonymous id with a control character",
            "{\"anonymous_id\":\"" + MARK + "\\u0000\",\"event_type\":\"page\"}",
            "/anonymous_id"),
        new Case(
            "name of 257", event(",\"event_name\":\"" + "n".repeat(257) + "\""), "/event_name"),
        new Case("event id, number", event(",\"event_id\":7"), "/event_id"),
        new Case("properties, array", event(",\"properties\":[7]"), "/properties"),
        new Case("30 February", event(",\"event_at\":\"2026-02-30T00:00:00Z\""), "/event_at"),
        new Case("second 60", event(",\"event_at\":\"2026-11-20T10:00:60Z\""), "/event_at"),
        new Case("24:00", event(",\"event_at\":\"2026-11-20T24:00:00Z\""), "/event_at"),
        new Case("no zone", event(",\"event_at\":\"2026-11-20T10:00:00\""), "/event_at"),
        new Case("epoch number", event(",\"event_at\":1763632800"), "/event_at"),
        new Case("future", event(",\"event_at\":\"" + future + "\""), "/event_at"),
        new Case("plan's rule", event(",\"load_ms\":-1").replace("track", "page"), "/load_ms"),
        new Case(
            "all faults at once",
            "{\"event_type\":\""
                + MARK
                + "\",\"event_at\":\""
                + MARK
                + "\",\"session_id\":[],\"x\":1e4000}",
            "/event_type",
            "/event_at",
            "/session_id",
            "/x",
            "/user_id"));
  }

  @ParameterizedTest
  @MethodSource("unprocessable")
  void eventsAgainstTheRulesAre422ByPointerAndKept(Case bad) {
    JsonNode entry =
        keeps(
            1,
            () -> {
              Client.Answer answer = client.post(bad.body());
              isProblem(answer, 422);
              assertThat(pointers(answer.body())).containsExactlyInAnyOrder(bad.pointers());
            });
    assertThat(entry.path("reason").asText()).isEqualTo("invalid");
    assertThat(keptBytes(entry)).isEqualTo(bad.body());
    assertThat(bad.pointers()).contains(entry.path("pointer").asText());
  }

  @ParameterizedTest
  @MethodSource("unprocessable")
  void inABatchTheyAreRejectedEachByItself(Case bad) {
    String text = new String(bad.body(), UTF_8);
    JsonNode entry =
        keeps(
            1,
            () -> {
              Client.Answer answer = client.post("[" + text + "]");
              assertThat(answer.status()).isEqualTo(200);
              JsonNode result = answer.body().path("results").get(0);
              assertThat(result.path("status").asText()).isEqualTo("rejected");
              assertThat(pointers(result)).containsExactlyInAnyOrder(bad.pointers());
              assertThat(answer.body().toString()).doesNotContain(MARK);
            });
    assertThat(entry.path("raw").asText()).isEqualTo(text);
  }

  static Stream<Case> plainData() {
    return Stream.of(
        new Case("1e300", with("1e300"), "{\"x\":1E+300}"),
        new Case("1e400", with("[1e400,-1e-400]"), "{\"x\":[1E+400,-1E-400]}"),
        new Case(
            "40 digits",
            with("1" + "0".repeat(38) + "1.50"),
            "{\"x\":1" + "0".repeat(38) + "1.50}"),
        new Case("lone surrogate", with("\"nice \\ud83d\""), "{\"x\":\"nice \ufffd\"}"),
        new Case("lone surrogate in a name", event(",\"a\\ud83d\":1"), "{\"a\ufffd\":1}"),
        new Case(
            "two names with half a surrogate",
            event(",\"\\ud83d\":1,\"\\ud83e\":2"),
            "{\"\ufffd\":1,\"\ufffd2\":2}"),
        new Case("empty name", with("{\"\":1}"), "{\"x\":{\"\":1}}"),
        new Case("PHP's empty object", event(",\"x\":1,\"properties\":[]"), "{\"x\":1}"));
  }

  /** Properties are text, which holds what no number and no name of the table could. */
  @ParameterizedTest
  @MethodSource("plainData")
  void plainDataIsTakenAndAnsweredAsItIs(Case plain) {
    String alone = new String(plain.body(), UTF_8);
    String user = "plain" + Integer.toHexString(alone.hashCode());
    String mine = alone.replace("\"u\"", "\"" + user + "\"");
    assertThat(client.post(mine).status()).isEqualTo(202);
    assertThat(client.post("[" + mine + "]").body().path("accepted").asInt()).isEqualTo(1);
    JsonNode events = client.get("/v1/users/" + user + "/events").body().path("events");
    assertThat(events.findValuesAsText("properties"))
        .containsExactly(plain.pointers()[0], plain.pointers()[0]);
  }

  /** What is broken in one event of a batch is that event's, and told by its index. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"s3cr3t\":NaN}",
        "{\"a\":1,\"a\":\"s3cr3t\"}",
        "{\"a\":[\"s3cr3t\",]}",
        "",
        "{\"a\":\"s3cr3t"
      })
  void whatCannotBeReadOfABatchIsRejectedByItself(String broken) {
    int before = stored();
    Set<String> kept = quarantined();
    Client.Answer answer = client.post("[" + event("") + "," + broken + "," + event("") + "]");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("accepted").asInt()).isEqualTo(2);
    JsonNode result = answer.body().path("results").get(1);
    assertThat(result.path("status").asText()).isEqualTo("rejected");
    assertThat(result.path("errors").get(0).path("detail").asText())
        .startsWith("cannot be read: it ")
        .doesNotContain(MARK);
    assertThat(stored()).isEqualTo(before + 2);
    assertThat(
            quarantined().stream()
                .filter(key -> !kept.contains(key))
                .flatMap(key -> entries(key).stream())
                .map(entry -> entry.path("raw").asText()))
        .containsExactly(broken);
  }

  @Test
  void anAnswerToAHostileEventStaysSmall() {
    String hostile = "[1e4000" + ",1e4000".repeat(80_000) + "]";
    Client.Answer answer = client.post(event(",\"" + "n".repeat(40_000) + "\":" + hostile));
    isProblem(answer, 422);
    assertThat(answer.response().body()).hasSizeLessThan(10_000);
  }

  /** As its bytes are counted by Lambda: the answer's body is text within JSON. */
  private static int sizeOnItsWay(JsonNode body) {
    return IngestDoor.JSON
        .getNodeFactory()
        .textNode(body.toString())
        .toString()
        .getBytes(UTF_8)
        .length;
  }

  @ParameterizedTest
  @ValueSource(strings = {"語", "\\\"", "\\u0001"})
  void theAnswerToABatchOfHostileEventsIsOneThatLambdaTakes(String letter) {
    String hostile = event(",\"" + letter.repeat(250) + "\":[1e4000" + ",1e4000".repeat(20) + "]");
    String batch = "[" + String.join(",", Collections.nCopies(500, hostile)) + "]";
    keeps(
        500,
        () -> {
          IngestDoor.Answer answer = door.post(batch);
          assertThat(answer.status()).isEqualTo(200);
          assertThat(sizeOnItsWay(answer.body())).isLessThan(MAX_ANSWER);
          assertThat(answer.body().path("rejected").asInt()).isEqualTo(500);
          JsonNode results = answer.body().path("results");
          assertThat(results).allMatch(result -> result.path("status").asText().equals("rejected"));
          assertThat(results).noneMatch(result -> result.path("errors").isEmpty());
          assertThat(results.get(0).path("errors")).hasSize(21);
          assertThat(results.get(499).path("errors").get(0).path("detail").asText())
              .contains("smaller batch");
        });
  }

  @Test
  void aDryRunWhoseRowsNoAnswerCanHoldIs413() {
    String large = event(",\"x\":\"" + "\\\\".repeat(950) + "\"");
    ObjectNode payload =
        IngestDoor.version2(
            "/v1/events", "[" + String.join(",", Collections.nCopies(500, large)) + "]");
    payload.put("rawQueryString", "dry_run=true");
    payload.withObject("/headers").put("user-agent", "\u0001".repeat(512));
    keeps(0, () -> assertThat(door.invoke(payload.toString()).status()).isEqualTo(413));
  }

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  private Client.Answer encoded(byte[] body, String encoding) {
    return client.send(
        client
            .writing("/v1/events")
            .header("Content-Encoding", encoding)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZIP", "identity"})
  void gzipIsTaken(String encoding) {
    assertThat(encoded(gzip(event("").getBytes(UTF_8)), encoding).status()).isEqualTo(202);
    // A front may have inflated it, and have left the header.
    assertThat(encoded(event("").getBytes(UTF_8), encoding).status()).isEqualTo(202);
  }

  @Test
  void brokenGzipIs400AndKept() {
    byte[] whole = gzip(event("").getBytes(UTF_8));
    byte[] badSum = whole.clone();
    badSum[whole.length - 8] ^= 1;
    byte[] more = Arrays.copyOf(whole, whole.length + 3);
    for (byte[] bad : List.of(Arrays.copyOf(whole, whole.length - 9), badSum, more)) {
      JsonNode entry = keeps(1, () -> isProblem(encoded(bad, "gzip"), 400));
      assertThat(keptBytes(entry)).isEqualTo(bad);
    }
    keeps(0, () -> isProblem(encoded(new byte[0], "gzip"), 400));
  }

  private static byte[] padded(int length) {
    byte[] body = new byte[length];
    Arrays.fill(body, (byte) ' ');
    byte[] event = event("").getBytes(UTF_8);
    System.arraycopy(event, 0, body, 0, event.length);
    return body;
  }

  @Test
  void aBodyMayHaveOneMebibyteInflatedAndNotAByteMore() {
    assertThat(client.post(padded(MAX_BODY)).status()).isEqualTo(202);
    assertThat(encoded(gzip(padded(MAX_BODY)), "gzip").status()).isEqualTo(202);
    keeps(0, () -> isProblem(client.post(padded(MAX_BODY + 1)), 413));
    keeps(0, () -> isProblem(encoded(gzip(padded(MAX_BODY + 1)), "gzip"), 413));
    keeps(0, () -> isProblem(encoded(gzip(new byte[200_000_000]), "gzip"), 413));
  }

  @Test
  void theGatewayItselfRefusesTenMegabytes() {
    assertThat(client.post(new byte[10 * MAX_BODY + 1]).status()).isEqualTo(413);
  }

  @Test
  void aBatchMayHold500EventsAndNotOneMore() {
    IntFunction<String> batch =
        size -> "[" + String.join(",", Collections.nCopies(size, event(""))) + "]";
    Client.Answer full = client.post("/v1/events?dry_run=true", batch.apply(500));
    assertThat(full.status()).isEqualTo(200);
    assertThat(full.body().path("size").asInt()).isEqualTo(500);
    keeps(1, () -> isProblem(client.post(batch.apply(501)), 413));
  }

  @ParameterizedTest
  @ValueSource(strings = {"track", "login"})
  void anItemMayHave400KibibytesAndNotAByteMore(String type) {
    IntFunction<String> event =
        size ->
            "{\"user_id\":\"big\",\"event_type\":\"%s\",\"event_id\":\"%s%d\",\"ip_address\":\"1.2.3.4\",\"user_agent\":\"x\",\"event_at\":\"2026-11-20T10:00:00Z\",\"é\":\"%s\"}"
                .formatted(type, type, 100_000 + size % 100_000, "x".repeat(size));
    JsonNode row = client.post("/v1/events?dry_run=true", event.apply(0)).body().path("row");
    int overhead = "content_hash".length() + 64;
    for (Map.Entry<String, JsonNode> column : row.properties()) {
      overhead += column.getKey().length() + column.getValue().asText().getBytes(UTF_8).length;
    }
    if (type.equals("login")) {
      overhead +=
          "history_key".length() + "login#".length() + row.path("event_key").asText().length();
    }
    int most = MAX_ITEM - overhead;
    assertThat(client.post(event.apply(most)).status()).isEqualTo(202);
    JsonNode entry = keeps(1, () -> isProblem(client.post(event.apply(most + 1)), 413));
    assertThat(entry.path("reason").asText()).isEqualTo("too_large");
    JsonNode result = client.post("[" + event.apply(most + 1) + "]").body().path("results").get(0);
    assertThat(result.path("status").asText()).isEqualTo("rejected");
  }

  private HttpRequest.Builder typed(String... types) {
    HttpRequest.Builder request =
        client.to("/v1/events").header("authorization", "Bearer local-write");
    Arrays.stream(types).forEach(type -> request.header("content-type", type));
    return request.POST(BodyPublishers.ofString(event("")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "application/json; charset=utf-16",
        "application/json; charset=iso-8859-1",
        "multipart/form-data; boundary=x",
        ";"
      })
  void otherContentTypesAre415(String type) {
    keeps(0, () -> isProblem(client.send(typed(type)), 415));
  }

  @Test
  void twoContentTypesAre415() {
    keeps(0, () -> isProblem(client.send(typed("application/json", "application/json")), 415));
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json; charset=UTF-8", "Application/JSON;charset=\"utf-8\""})
  void jsonInUtf8IsTaken(String type) {
    assertThat(client.send(typed(type)).status()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "deflate", "zstd", "gzip, gzip", "utf-16"})
  void otherEncodingsAre415(String encoding) {
    keeps(0, () -> isProblem(encoded(event("").getBytes(UTF_8), encoding), 415));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "PATCH", "DELETE", "OPTIONS", "post"})
  void otherMethodsAre405AndSayWhichIsAllowed(String method) {
    Client.Answer answer =
        client.send(client.to("/v1/events").method(method, BodyPublishers.ofString(MARK)));
    isProblem(answer, 405);
    assertThat(answer.header("allow")).isEqualTo("POST");
  }

  @Test
  void theHeadOfADoorThatTakesNoHeadHasNoBody() {
    Client.Answer answer =
        client.send(client.to("/v1/events").method("HEAD", BodyPublishers.noBody()));
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("allow")).isEqualTo("POST");
    assertThat(answer.response().body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 401",
    "Bearer s3cr3t, 401",
    "Bearer, 401",
    "s3cr3t, 401",
    "Digest local-write, 401",
    "Basic s3cr3t, 401",
    "'Bearer local-write,Bearer local-write', 401",
    "Bearer LOCAL-WRITE, 401",
    "Bearer local-read, 401",
    "Bearer local-audit, 401",
  })
  void withoutTheRightKeyNothingElseIsLookedAt(String authorization, int status) {
    HttpRequest.Builder request =
        client
            .to("/v1/events")
            .header("content-type", "text/" + MARK)
            .POST(BodyPublishers.ofString("{"));
    if (!authorization.isEmpty()) {
      request.header("authorization", authorization);
    }
    keeps(
        0,
        () -> {
          Client.Answer answer = client.send(request);
          isProblem(answer, status);
          assertThat(answer.header("www-authenticate").isEmpty()).isFalse();
        });
  }

  @Test
  void theKeyMayBeTheUserNameOfBasic() {
    for (String pair : List.of("local-write:", "local-write", "local-write:anything")) {
      String basic = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
      HttpRequest.Builder request =
          client
              .to("/v1/events")
              .header("authorization", basic)
              .POST(BodyPublishers.ofString(event("")));
      assertThat(client.send(request).status()).isEqualTo(202);
    }
    String asPassword = Base64.getEncoder().encodeToString(":local-write".getBytes(UTF_8));
    isProblem(
        client.send(
            client
                .to("/v1/events")
                .header("authorization", "Basic " + asPassword)
                .POST(BodyPublishers.ofString(event("")))),
        401);
  }

  /** Each request is wrong in one way less than the one before. */
  @Test
  void theChecksComeInTheirOrder() {
    String large = " ".repeat(MAX_BODY + 1);
    String taken = event(",\"event_id\":\"order\",\"event_at\":\"2026-11-20T10:00:00Z\"");
    assertThat(client.post(taken).status()).isEqualTo(202);
    assertThat(ordered("/v1/event", "PUT", "x", "text/plain", large)).isEqualTo(404);
    assertThat(ordered("/v1/events/", "PUT", "x", "text/plain", large)).isEqualTo(404);
    assertThat(ordered("/v1/events", "PUT", "x", "text/plain", large)).isEqualTo(405);
    assertThat(ordered("/v1/events", "POST", "x", "text/plain", large)).isEqualTo(401);
    assertThat(ordered("/v1/events", "POST", "local-read", "text/plain", large)).isEqualTo(401);
    assertThat(ordered("/v1/events", "POST", "local-write", "text/plain", large)).isEqualTo(415);
    assertThat(ordered("/v1/events", "POST", "local-write", "application/json", large))
        .isEqualTo(413);
    assertThat(ordered("/v1/events", "POST", "local-write", "application/json", "{"))
        .isEqualTo(400);
    assertThat(
            ordered(
                "/v1/events",
                "POST",
                "local-write",
                "application/json",
                taken.replace("track", "nope")))
        .isEqualTo(422);
    assertThat(
            ordered(
                "/v1/events",
                "POST",
                "local-write",
                "application/json",
                taken.replace("track", "page")))
        .isEqualTo(409);
  }

  private int ordered(String path, String method, String key, String type, String body) {
    Client.Answer answer =
        client.send(
            client
                .to(path)
                .header("authorization", "Bearer " + key)
                .header("content-type", type)
                .method(method, BodyPublishers.ofString(body)));
    isProblem(answer, answer.status());
    return answer.status();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dry_run=maybe", "dry_run=", "dry_run", "dry_run=true&dry_run=true"})
  void aBadParameterIs400(String query) {
    keeps(
        0,
        () -> {
          Client.Answer answer = client.post("/v1/events?" + query, event(""));
          isProblem(answer, 400);
          assertThat(pointers(answer.body())).containsExactly("dry_run");
        });
  }

  @Test
  void aConflictIs409AndKept() {
    String first = event(",\"event_id\":\"c1\",\"event_at\":\"2026-11-20T10:00:00Z\"");
    String second = first.replace("track", "page");
    assertThat(client.post(first).status()).isEqualTo(202);
    JsonNode entry =
        keeps(
            1,
            () -> {
              Client.Answer answer = client.post(second);
              isProblem(answer, 409);
              assertThat(pointers(answer.body())).containsExactly("/event_id");
            });
    assertThat(entry.path("reason").asText()).isEqualTo("conflict");
    assertThat(entry.path("event_id").asText()).isEqualTo("c1");
    assertThat(entry.path("raw").asText()).isEqualTo(second);
  }

  @Test
  void forwardingHeadersAreNotBelieved() throws IOException {
    String answer =
        raw.post(
            "/v1/events",
            """
            aUTHORIZATION: Bearer local-write\r
            CONTENT-type: application/json\r
            uSER-aGENT: raw/1\r
            X-Forwarded-For: 6.6.6.6\r
            X-Real-IP: 6.6.6.6\r
            Forwarded: for=6.6.6.6\r
            True-Client-IP: 6.6.6.6\r
            CF-Connecting-IP: 6.6.6.6\r
            X-Forwarded-Host: evil.example\r
            X-HTTP-Method-Override: DELETE\r
            """,
            "{\"user_id\":\"forwarded\",\"event_type\":\"login\"}".getBytes(UTF_8));
    assertThat(answer).startsWith("HTTP/1.1 202");
    JsonNode event = client.get("/v1/users/forwarded/events").body().path("events").get(0);
    assertThat(event.path("ip_address").asText()).isEqualTo("127.0.0.1");
    assertThat(event.path("user_agent").asText()).isEqualTo("raw/1");
  }

  @Test
  void aKeyThatComesTwiceIsNoKey() throws IOException {
    String twice = "Authorization: Bearer local-write\r\nauthorization: Bearer local-write\r\n";
    assertThat(raw.post("/v1/events", twice, event("").getBytes(UTF_8))).startsWith("HTTP/1.1 401");
  }

  @Test
  void aBodyInChunksIsTakenAndOneThatBreaksOffIsNot() throws IOException {
    String head =
        "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer local-write\r\n";
    byte[] body = event("").getBytes(UTF_8);
    String chunks = "%x\r\n%s\r\n0\r\n\r\n".formatted(body.length, event(""));
    assertThat(raw.send(head + "Transfer-Encoding: chunked\r\n\r\n", chunks.getBytes(UTF_8)))
        .startsWith("HTTP/1.1 202");
    int stored = stored();
    raw.send(head + "Content-Length: " + (body.length + 1) + "\r\n\r\n", body);
    raw.send(
        head + "Transfer-Encoding: chunked\r\n\r\n",
        "%x\r\n%s".formatted(body.length, event("")).getBytes(UTF_8));
    assertThat(stored()).isEqualTo(stored);
    assertThat(client.post(event("")).status()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "null", "[]", "{\"source\":\"warmer\"}"})
  void aWarmUpPingIsNoFailure(String ping) {
    keeps(0, () -> assertThat(door.invoke(ping).status()).isEqualTo(204));
  }

  static Stream<ObjectNode> payloads() {
    return Stream.of(
        IngestDoor.version2("/v1/events", event(",\"v\":2")),
        IngestDoor.version1("/v1/events", event(",\"v\":1")));
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void bothPayloadsAreUnderstood(ObjectNode payload) {
    assertThat(door.invoke(payload.toString()).status()).isEqualTo(202);
    ObjectNode encoded = payload.deepCopy();
    String base64 = Base64.getEncoder().encodeToString(event("").getBytes(UTF_8));
    encoded.put("body", base64).put("isBase64Encoded", true);
    assertThat(door.invoke(encoded.toString()).status()).isEqualTo(202);
    ObjectNode broken = encoded.deepCopy().put("body", "%%" + MARK);
    JsonNode entry =
        keeps(
            1,
            () -> {
              IngestDoor.Answer answer = door.invoke(broken.toString());
              assertThat(answer.status()).isEqualTo(400);
              assertThat(answer.body().toString()).doesNotContain(MARK);
            });
    assertThat(entry.path("raw").asText()).isEqualTo("%%" + MARK);
    ObjectNode empty = payload.deepCopy();
    empty.putNull("body");
    keeps(0, () -> assertThat(door.invoke(empty.toString()).status()).isEqualTo(400));
    ObjectNode nobody = payload.deepCopy();
    nobody.remove(List.of("headers", "multiValueHeaders"));
    keeps(0, () -> assertThat(door.invoke(nobody.toString()).status()).isEqualTo(401));
  }

  /** A REST API tells of a header's values apart, of the names as the caller wrote them. */
  @ParameterizedTest
  @CsvSource({
    "AUTHORIZATION, AUTHORIZATION, Bearer local-write, 401",
    "AUTHORIZATION, authorization, Bearer local-write, 401",
    "content-TYPE, content-TYPE, application/json, 415",
    "content-TYPE, Content-Type, application/json, 415",
    "Content-Encoding, Content-Encoding, identity, 415",
    "Content-Encoding, content-encoding, gzip, 415",
  })
  void noneOfTheValuesOfAHeaderThatComesTwiceCounts(
      String name, String again, String value, int status) {
    ObjectNode payload = IngestDoor.version1("/v1/events", event(""));
    ObjectNode headers = payload.withObject("/multiValueHeaders");
    headers.putArray(name).add(value);
    headers.withArray(again).add(value);
    keeps(0, () -> assertThat(door.invoke(payload.toString()).status()).isEqualTo(status));
  }

  @ParameterizedTest
  @MethodSource("payloads")
  void theAddressIsTheGatewaysInBothPayloads(ObjectNode payload) {
    String user = "behind" + payload.path("version").asInt(1);
    ObjectNode sent = payload.deepCopy();
    sent.put("body", "{\"user_id\":\"" + user + "\",\"event_type\":\"login\"}");
    for (String name : List.of("X-Forwarded-For", "x-real-ip", "Forwarded", "CloudFront-Viewer")) {
      if (sent.has("headers")) {
        sent.withObject("/headers").put(name, "6.6.6.6");
      } else {
        sent.withObject("/multiValueHeaders").putArray(name).add("6.6.6.6").add("6.6.6.7");
      }
    }
    assertThat(door.invoke(sent.toString()).status()).isEqualTo(202);
    JsonNode event = client.get("/v1/users/" + user + "/events").body().path("events").get(0);
    assertThat(event.path("ip_address").asText()).isEqualTo("203.0.113.7");
    assertThat(event.toString()).doesNotContain("6.6.6.");
  }

  private List<Client.Answer> atOnce(List<String> bodies) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return bodies.stream()
          .map(body -> CompletableFuture.supplyAsync(() -> client.post(body), threads))
          .toList()
          .stream()
          .map(CompletableFuture::join)
          .toList();
    }
  }

  @Test
  void fiftyPostersOfOneEventStoreItOnce() {
    String event =
        "{\"user_id\":\"fifty\",\"event_type\":\"click\",\"event_id\":\"e\",\"event_at\":\"2026-11-20T10:00:00Z\"}";
    List<Client.Answer> answers = atOnce(Collections.nCopies(50, event));
    assertThat(answers)
        .extracting(Client.Answer::status)
        .containsOnly(200, 202)
        .containsOnlyOnce(202);
    assertThat(client.get("/v1/users/fifty/events").body().path("events")).hasSize(1);
  }

  @Test
  void ofTwoContentsOfOneKeyOneIsStoredAndOneRefused() {
    for (int round = 0; round < 10; round++) {
      String event =
          "{\"user_id\":\"two\",\"event_type\":\"click\",\"event_id\":\"e%d\",\"event_at\":\"2026-11-20T10:00:00Z\",\"v\":%%d}"
              .formatted(round);
      List<String> both = IntStream.range(0, 2).mapToObj(event::formatted).toList();
      List<Client.Answer> answers = atOnce(both);
      assertThat(answers).extracting(Client.Answer::status).containsExactlyInAnyOrder(202, 409);
      int winner = answers.get(0).status() == 202 ? 0 : 1;
      JsonNode stored = client.get("/v1/users/two/events?limit=1").body().path("events").get(0);
      assertThat(stored.path("properties").asText()).isEqualTo("{\"v\":" + winner + "}");
    }
  }

  @Test
  void fourBatchesOfTheSameEventsStoreEachOnce() {
    List<String> events =
        IntStream.range(0, 200)
            .mapToObj(
                i ->
                    "{\"user_id\":\"four\",\"event_type\":\"click\",\"event_id\":\"e%d\",\"event_at\":\"2026-11-20T10:00:00Z\"}"
                        .formatted(i))
            .toList();
    List<Client.Answer> answers =
        atOnce(Collections.nCopies(4, "[" + String.join(",", events) + "]"));
    assertThat(answers).extracting(Client.Answer::status).containsOnly(200);
    assertThat(answers.stream().mapToInt(a -> a.body().path("accepted").asInt()).sum())
        .isEqualTo(200);
    assertThat(answers.stream().mapToInt(a -> a.body().path("duplicates").asInt()).sum())
        .isEqualTo(600);
  }
}
