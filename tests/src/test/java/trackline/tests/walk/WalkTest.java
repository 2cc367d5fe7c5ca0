package trackline.tests.walk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import trackline.local.Local;
import trackline.local.LocalOptions;

/** An event's way from an HTTP client through the table, the stream and the lake to the answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WalkTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Local local;
  private Client client;
  private Path data;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    data = folder;
    local = Local.start(new LocalOptions(0, folder, 0, 7, 1));
    client = new Client(local.url());
  }

  @AfterAll
  void stop() {
    local.close();
  }

  @BeforeEach
  void empty() {
    client.local("reset");
  }

  private static String event(String user, String type, String more) {
    return "{\"user_id\":\"" + user + "\",\"event_type\":\"" + type + "\"" + more + "}";
  }

  private static String array(List<String> events) {
    return "[" + String.join(",", events) + "]";
  }

  private static List<String> texts(JsonNode array, String member) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(element -> element.path(member).asText())
        .toList();
  }

  private JsonNode recent(String user, String query) {
    Client.Answer answer = client.get("/v1/users/" + user + "/events" + query);
    assertThat(answer.status()).isEqualTo(200);
    return answer.body();
  }

  private List<JsonNode> lakeLines() throws IOException {
    return Lake.lines(client, data);
  }

  private long loginsToday() {
    JsonNode rows = client.get("/v1/rollups/logins_per_day").body().path("rows");
    String today = LocalDate.now(ZoneOffset.UTC).toString();
    return StreamSupport.stream(rows.spliterator(), false)
        .filter(row -> row.get(0).asText().equals(today))
        .mapToLong(row -> row.get(1).asLong())
        .sum();
  }

  @Test
  void anEventIsSeenEverywhere() throws IOException {
    Client.Answer answer =
        client.post(event("ada", "login", ",\"properties\":{\"method\":\"sso\"}"));
    assertThat(answer.status()).isEqualTo(202);
    String id = answer.body().path("event_id").asText();
    assertThat(answer.body().path("status").asText()).isEqualTo("accepted");

    JsonNode seen = recent("ada", "").path("events").get(0);
    assertThat(seen.path("event_id").asText()).isEqualTo(id);
    assertThat(seen.path("ip_address").asText()).isEqualTo("127.0.0.1");
    assertThat(seen.path("properties").asText()).isEqualTo("{\"method\":\"sso\"}");

    client.local("flush");
    List<JsonNode> lines = lakeLines();
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst().path("event_id").asText()).isEqualTo(id);
    assertThat(lines.getFirst().has("content_hash")).isFalse();
    assertThat(lines.getFirst().has("is_bot")).isTrue();

    client.local("refresh");
    assertThat(loginsToday()).isEqualTo(1);
  }

  /** Such as base64 makes; `.` and `..` are taken out of a path by every client. */
  @Test
  void anIdWithSignsOfPathsIsFoundByItsEscapedPathAndByAParameter() {
    List<String> ids =
        List.of("a/b+c==", "/", "?", "a?b=c", "#", "100%", "a%2Fb", "a b", "../x", ".", "..", "日本");
    for (String id : ids) {
      ObjectNode event = JSON.createObjectNode().put("user_id", id).put("event_type", "track");
      assertThat(client.post(event.put("event_name", "tracker").toString()).status())
          .isEqualTo(202);
      ObjectNode message = JSON.createObjectNode().put("userId", id).put("event", "segment");
      assertThat(client.post("/v1/track", message.toString()).status()).isEqualTo(200);

      String escaped = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
      JsonNode found = client.get("/v1/users/events?user_id=" + escaped).body().path("events");
      assertThat(texts(found, "event_name")).as(id).contains("tracker", "segment").hasSize(2);
      if (!id.matches("\\.{1,2}")) {
        assertThat(recent(escaped, "").path("events")).as(id).isEqualTo(found);
      }
    }
  }

  @Test
  void aTimeInAnotherFormOfTheStandardIsRead() {
    String time = "20240506T233000,5+0100";
    client.post(event("tim", "page", ",\"event_at\":\"" + time + "\""));
    client.post("/v1/track", "{\"userId\":\"tim\",\"event\":\"E\",\"timestamp\":\"" + time + "\"}");
    assertThat(texts(recent("tim", "").path("events"), "event_at"))
        .containsExactly("2024-05-06T22:30:00.500Z", "2024-05-06T22:30:00.500Z");
  }

  @Test
  void aPersonsEventsAreThoseOfEachId() {
    client.post("/v1/page", "{\"anonymousId\":\"v/1\",\"messageId\":\"m1\"}");
    client.post(
        "/v1/identify", "{\"userId\":\"kim\",\"anonymousId\":\"v/1\",\"messageId\":\"m2\"}");
    client.post("/v1/page", "{\"userId\":\"kim\",\"messageId\":\"m3\"}");
    client.post(
        "/v1/alias", "{\"userId\":\"kim@new\",\"previousId\":\"kim\",\"messageId\":\"m4\"}");

    JsonNode answer = recent("kim@new", "?person=true");
    assertThat(texts(answer.path("events"), "event_id")).containsExactly("m4", "m3", "m2", "m1");
    assertThat(texts(answer.path("events"), "id"))
        .containsExactly("kim@new", "kim", "kim", "anon:v/1");
  }

  /** They travel in the address of the next page. */
  @Test
  void aPersonOfManyLongIdsHasASecondPage() {
    IntStream.range(1, 20)
        .forEach(
            i ->
                client.post(
                    "/v1/identify",
                    "{\"userId\":\"lou\",\"anonymousId\":\"%0128d\",\"messageId\":\"m%d\"}"
                        .formatted(i, i)));

    JsonNode first = recent("lou", "?person=true&limit=1");
    assertThat(first.path("ids")).hasSize(20);
    assertThat(first.path("ids_complete").booleanValue()).isTrue();
    JsonNode second = recent("lou", "?person=true&before=" + first.path("next").asText());
    assertThat(second.path("ids")).isEqualTo(first.path("ids"));
    assertThat(second.path("events")).hasSize(18);
  }

  @Test
  void aRetryStoresNothingAndSaysSo() throws IOException {
    String event =
        event("bob", "login", ",\"event_id\":\"e1\",\"event_at\":\"2024-05-06T10:00:00Z\"");
    assertThat(client.post(event).status()).isEqualTo(202);
    Client.Answer retry = client.post(event);
    assertThat(retry.status()).isEqualTo(200);
    assertThat(retry.body().path("status").asText()).isEqualTo("duplicate");
    assertThat(retry.body().path("event_id").asText()).isEqualTo("e1");
    Client.Answer other = client.post(event.replace("login", "logout"));
    assertThat(other.status()).isEqualTo(409);
    assertThat(recent("bob", "").path("events")).hasSize(1);
    client.local("flush");
    assertThat(lakeLines()).hasSize(1);
  }

  @Test
  void aRetryWithATimeAndNoIdIsTheSameEvent() {
    String event = event("cyd", "page", ",\"event_at\":\"2024-05-06T10:00:00.5Z\",\"n\":1");
    String id = client.post(event).body().path("event_id").asText();
    assertThat(client.post(event).body().path("event_id").asText()).isEqualTo(id);
    assertThat(client.post(event.replace("1}", "2}")).status()).isEqualTo(202);
    assertThat(recent("cyd", "").path("events")).hasSize(2);
  }

  @Test
  void twoEventsOfOneMillisecondBothSurvive() throws IOException {
    String at = ",\"event_at\":\"2024-05-06T10:00:00.000Z\",\"event_id\":";
    client.post(
        array(List.of(event("dan", "click", at + "\"a\""), event("dan", "click", at + "\"b\""))));
    assertThat(texts(recent("dan", "").path("events"), "event_id")).containsExactly("b", "a");
    client.local("flush");
    assertThat(lakeLines()).hasSize(2);
  }

  @Test
  void aBatchIsJudgedEventByEvent() {
    String good =
        event("eve", "login", ",\"event_id\":\"x\",\"event_at\":\"2024-05-06T10:00:00Z\"");
    String other = good.replace("login", "logout");
    Client.Answer answer =
        client.post(
            "{\"batch\":[" + good + ",7,{\"event_type\":\"nope\"}," + good + "," + other + "]}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(texts(answer.body().path("results"), "status"))
        .containsExactly("accepted", "rejected", "rejected", "duplicate", "rejected");
    assertThat(answer.body().path("size").asInt()).isEqualTo(5);
    assertThat(answer.body().path("accepted").asInt()).isEqualTo(1);
    assertThat(answer.body().path("duplicates").asInt()).isEqualTo(1);
    assertThat(answer.body().path("rejected").asInt()).isEqualTo(3);
    assertThat(texts(answer.body().path("results").get(2).path("errors"), "pointer"))
        .containsExactlyInAnyOrder("/user_id", "/event_type");

    JsonNode bad = client.get("/local/events?status=bad").body().path("events");
    assertThat(texts(bad, "reason")).containsExactly("invalid", "invalid", "conflict");
    assertThat(texts(bad, "raw")).containsExactly("7", "{\"event_type\":\"nope\"}", other);
    assertThat(client.get("/local/events?status=bad&event_id=x").body().path("events")).hasSize(1);
  }

  @Test
  void aDryRunStoresNothing() {
    Client.Answer dry = client.post("/v1/events?dry_run=true", event("fay", "login", ""));
    assertThat(dry.status()).isEqualTo(200);
    assertThat(dry.body().path("status").asText()).isEqualTo("accepted");
    assertThat(dry.body().path("row").path("user_id").asText()).isEqualTo("fay");
    assertThat(dry.body().path("errors")).isEmpty();
    Client.Answer bad = client.post("/v1/events?dry_run=true", event("fay", "nope", ""));
    assertThat(bad.status()).isEqualTo(200);
    assertThat(bad.body().path("status").asText()).isEqualTo("rejected");
    assertThat(bad.body().path("row").isNull()).isTrue();
    assertThat(client.post("/v1/events?dry_run=true", "{").status()).isEqualTo(400);
    Client.Answer batch =
        client.post("/v1/events?dry_run=true", array(List.of(event("fay", "login", ""), "{}")));
    assertThat(texts(batch.body().path("results"), "status"))
        .containsExactly("accepted", "rejected");
    assertThat(recent("fay", "").path("events")).isEmpty();
    assertThat(client.get("/local/events?status=bad").body().path("events")).isEmpty();
  }

  @Test
  void theNewestLoginsAreFoundBehindThreeThousandOtherEvents() {
    Instant start = Instant.parse("2024-05-06T00:00:00Z");
    List<String> logins =
        IntStream.range(0, 12)
            .mapToObj(
                i ->
                    event(
                        "gus", "login", at(start.plusSeconds(i)) + ",\"event_id\":\"l" + i + "\""))
            .toList();
    client.post(array(logins));
    for (int batch = 0; batch < 6; batch++) {
      int from = batch * 500;
      List<String> pages =
          IntStream.range(from, from + 500)
              .mapToObj(i -> event("gus", "page", at(start.plusSeconds(60 + i))))
              .toList();
      assertThat(client.post(array(pages)).body().path("accepted").asInt()).isEqualTo(500);
    }
    JsonNode history = recent("gus", "?event_type=login&limit=10");
    assertThat(texts(history.path("events"), "event_id"))
        .containsExactly("l11", "l10", "l9", "l8", "l7", "l6", "l5", "l4", "l3", "l2");
  }

  private static String at(Instant time) {
    return ",\"event_at\":\"" + time + "\"";
  }

  @Test
  void hostileTextComesThroughUnchanged() throws IOException {
    String text = "line\\nbreak \\u2028 \\u0085 \\u0000 }\\n{\\\"a\\\":1} ${jndi:x} 😀";
    String properties = "{\"text\":\"" + text + "\",\"S\":{\"NULL\":true},\"__proto__\":1}";
    client.post(event("hal", "track", ",\"properties\":" + properties));
    client.local("flush");
    List<JsonNode> lines = lakeLines();
    assertThat(lines).hasSize(1);
    assertThat(JSON.readTree(lines.getFirst().path("properties").asText()))
        .isEqualTo(JSON.readTree(properties))
        .isEqualTo(
            JSON.readTree(recent("hal", "").path("events").get(0).path("properties").asText()));
  }

  @Test
  void theLakeHoldsEachEventOnce() throws IOException {
    Map<String, Integer> sent = new HashMap<>();
    for (int batch = 0; batch < 4; batch++) {
      int b = batch;
      List<String> events =
          IntStream.range(0, 300)
              .mapToObj(i -> event("u" + i % 7, "click", ",\"event_id\":\"" + b + "-" + i + "\""))
              .toList();
      texts(client.post(array(events)).body().path("results"), "event_id")
          .forEach(id -> sent.put(id, 1));
    }
    client.local("flush");
    Map<String, Integer> found =
        lakeLines().stream()
            .collect(
                Collectors.toMap(line -> line.path("event_id").asText(), line -> 1, Integer::sum));
    assertThat(found).isEqualTo(sent).hasSize(1200);
  }

  @Test
  void anItemWrittenByHandComesToTheLake() throws IOException {
    JsonNode endpoints = client.get("/local/endpoints").body();
    try (DynamoDbClient dynamoDb =
        DynamoDbClient.builder()
            .endpointOverride(URI.create(endpoints.path("dynamodb").asText()))
            .region(Region.EU_WEST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build()) {
      Map<String, AttributeValue> item =
          Map.of(
              "user_id", AttributeValue.fromS("jan"),
              "event_key", AttributeValue.fromS("2024-05-06T00:00:00.000Z#x"),
              "event_type", AttributeValue.fromN("7"),
              "empty", AttributeValue.fromM(Map.of()),
              "deep", AttributeValue.fromL(List.of(AttributeValue.fromM(Map.of()))),
              "exact", AttributeValue.fromN("12345678901234567890123456789012345678"),
              "names", AttributeValue.fromSs(List.of("a", "b")));
      dynamoDb.putItem(
          put -> put.tableName(endpoints.path("tables").path("events").asText()).item(item));
    }
    client.local("flush");
    JsonNode line = lakeLines().getFirst();
    assertThat(line.path("event_id").asText()).startsWith("trackline-events:");
    assertThat(line.path("source").asText()).isEqualTo("table:trackline-events");
    assertThat(line.path("event_type").asText()).isEqualTo("7");
    assertThat(line.path("exact").asText()).isEqualTo("12345678901234567890123456789012345678");
    assertThat(line.path("deep").toString()).isEqualTo("[{}]");
    assertThat(recent("jan", "").path("events").get(0).path("event_type").asText()).isEqualTo("7");
  }

  @Test
  void resetsAtOnceAreOneAfterTheOther() {
    try (ExecutorService callers = Executors.newFixedThreadPool(4)) {
      List<CompletableFuture<JsonNode>> resets =
          Stream.generate(() -> CompletableFuture.supplyAsync(() -> client.local("reset"), callers))
              .limit(4)
              .toList();
      assertThat(resets)
          .allSatisfy(reset -> assertThat(reset.join().path("done")).hasToString("true"));
    }
  }

  @Test
  void theFirstFlushAfterAQuietStartDelivers(@TempDir Path folder) throws Exception {
    try (Local fresh = Local.start(new LocalOptions(0, folder, 0, 7, 1))) {
      Client other = new Client(fresh.url());
      assertThat(other.post(event("kim", "login", "")).status()).isEqualTo(202);
      assertThat(other.local("flush").path("objects").asInt()).isEqualTo(1);
    }
  }

  @Test
  void aRestartOnTheSameFolderKeepsEverything(@TempDir Path folder) throws Exception {
    try (Local first = Local.start(new LocalOptions(0, folder, 0, 7, 1))) {
      assertThat(new Client(first.url()).post(event("ida", "login", "")).status()).isEqualTo(202);
    }
    try (Local second = Local.start(new LocalOptions(0, folder, 0, 7, 1))) {
      Client again = new Client(second.url());
      assertThat(again.get("/v1/users/ida/events").body().path("events")).hasSize(1);
      again.local("flush");
      again.local("refresh");
      assertThat(again.get("/v1/rollups/logins_per_day").body().path("rows").get(6).get(1).asInt())
          .isEqualTo(1);
    }
  }
}
