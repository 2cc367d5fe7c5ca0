package trackline.tests.segment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.tests.walk.Client.Answer;
import trackline.tests.walk.RawHttp;

/** Segment's tracking API: whom and what it lets in, and what it answers to the rest. */
class SegmentDoorTest extends TrackingApi {
  private static final int MAX_BODY = 1_048_576;
  private static final int MAX_MESSAGES = 4_000;

  static Stream<String> goodKeys() {
    return Stream.of(
        basic("local-write:"), basic("local-write"), "Bearer local-write", "bearer local-write");
  }

  @ParameterizedTest
  @MethodSource("goodKeys")
  void theKeyMayStandInAHeader(String authorization) {
    isSuccess(
        post(
            "/v1/track",
            Map.of("Authorization", authorization, "Content-Type", "application/json"),
            message("")));
    assertThat(row().path("source").asText()).isEqualTo("segment");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "text/plain", "text/plain;charset=UTF-8"})
  void theKeyMayStandInTheBodyAndIsNotStored(String type) {
    Map<String, String> headers = Map.of("Content-Type", type);
    isSuccess(post("/v1/track", headers, message(",\"writeKey\":\"local-write\"")));
    assertThat(row().toString()).doesNotContain("local-write");
    String batch = batch(track(",\"n\":1")).replaceFirst("\\{", "{\"writeKey\":\"local-write\",");
    isSuccess(post("/v1/batch", headers, batch));
    assertThat(trackline.rows(user)).hasSize(2);
    assertThat(trackline.rows(user).toString()).doesNotContain("local-write");
  }

  static Stream<Arguments> badKeys() {
    return Stream.of(
            List.of("Bearer " + MARK, 401),
            List.of("Bearer", 401),
            List.of("Bearer LOCAL-WRITE", 401),
            List.of("Digest local-write", 401),
            List.of("Basic " + MARK, 401),
            List.of("Basic", 401),
            List.of(basic(MARK + ":"), 401),
            List.of(basic(":local-write"), 401),
            List.of(basic(""), 401),
            List.of("Bearer local-segment", 401),
            List.of("Bearer local-read", 401),
            List.of(basic("local-read:"), 401),
            List.of("Bearer local-audit", 401))
        .map(pair -> Arguments.of(pair.toArray()));
  }

  /** The body would be good, its key too: a bad header is not made good by it. */
  @ParameterizedTest
  @MethodSource("badKeys")
  void aBadKeyInTheHeaderComesBeforeTypeSizeAndBody(String authorization, int status) {
    Map<String, String> headers =
        Map.of("Authorization", authorization, "Content-Type", "text/" + MARK);
    for (String body : List.of("{", message(",\"writeKey\":\"local-write\""))) {
      List<JsonNode> kept =
          trackline.storesNothing(
              () -> {
                Answer answer = post("/v1/track", headers, body);
                isProblem(answer, status);
                assertThat(answer.header("www-authenticate").isEmpty()).isFalse();
              });
      assertThat(kept).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 401",
    "',\"writeKey\":\"s3cr3t\"', 401",
    "',\"writeKey\":\"\"', 401",
    "',\"writeKey\":null', 401",
    "',\"writeKey\":7', 401",
    "',\"writeKey\":[\"local-write\"]', 401",
    "',\"properties\":{\"writeKey\":\"local-write\"}', 401",
    "',\"writeKey\":\"local-read\"', 401",
    "',\"writeKey\":\"local-audit\"', 401",
  })
  void aBadKeyInTheBodyComesAfterTheBodyAndBeforeTheRules(String key, int status) {
    Map<String, String> headers = Map.of("Content-Type", "application/json");
    String bad = "{\"userId\":[]" + key + "}";
    List<JsonNode> kept =
        trackline.storesNothing(() -> isProblem(post("/v1/track", headers, bad), status));
    assertThat(kept).isEmpty();
    String batch = "{\"batch\":[" + message(",\"writeKey\":\"local-write\"") + "]" + key + "}";
    trackline.storesNothing(() -> isProblem(post("/v1/batch", headers, batch), status));
  }

  @Test
  void aKeyThatComesTwiceIsNoKey() throws IOException {
    String twice = "Authorization: Bearer local-write\r\nauthorization: Bearer local-write\r\n";
    RawHttp raw = new RawHttp(trackline.local().url());
    assertThat(raw.post("/v1/track", twice, message("").getBytes(UTF_8)))
        .startsWith("HTTP/1.1 401");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/events", "/v1/track", "/v1/batch", "/v1/tag", "/v1/pixel.gif"})
  void noDoorBelievesAForwardingHeader(String path) {
    HttpRequest.Builder request =
        path.endsWith(".gif")
            ? client.to(path + "?userId=" + user + "&writeKey=local-write").GET()
            : client.writing(path).POST(BodyPublishers.ofString(bodyFor(path)));
    for (String header :
        List.of("X-Forwarded-For", "X-Real-IP", "True-Client-IP", "CF-Connecting-IP")) {
      request.header(header, "6.6.6.6");
    }
    request.header("Forwarded", "for=6.6.6.6").header("X-Forwarded-User-Agent", "evil/1");
    request.header("X-HTTP-Method-Override", "DELETE").header("X-Forwarded-Host", "evil.example");
    assertThat(client.send(request).status()).isIn(200, 202);
    JsonNode row = row();
    assertThat(row.path("ip_address").asText()).isEqualTo("127.0.0.1");
    assertThat(row.toString()).doesNotContain("6.6.6.6", "evil");
  }

  private String bodyFor(String path) {
    String ours = "{\"user_id\":\"" + user + "\",\"event_type\":\"page\"}";
    return switch (path) {
      case "/v1/events" -> ours;
      case "/v1/tag" -> batch(ours);
      case "/v1/batch" -> batch(track(""));
      default -> message("");
    };
  }

  /** Each request is wrong in one way less than the one before. */
  @Test
  void theChecksComeInTheirOrder() {
    String large = " ".repeat(MAX_BODY + 1);
    String json = "application/json";
    assertThat(ordered("/v1/tracks", "PUT", "x", "text/html", large)).isEqualTo(404);
    assertThat(ordered("/v1/track", "PUT", "x", "text/html", large)).isEqualTo(405);
    assertThat(ordered("/v1/track", "POST", "x", "text/html", large)).isEqualTo(401);
    assertThat(ordered("/v1/track", "POST", "local-read", "text/html", large)).isEqualTo(401);
    assertThat(ordered("/v1/track", "POST", "local-write", "text/html", large)).isEqualTo(415);
    assertThat(ordered("/v1/track", "POST", "local-write", json, large)).isEqualTo(413);
    assertThat(ordered("/v1/track", "POST", "local-write", json, "{")).isEqualTo(400);
    assertThat(ordered("/v1/track", "POST", "local-write", json, "{}")).isEqualTo(422);
    assertThat(ordered("/v1/track", "POST", "", "text/html", large)).isEqualTo(415);
    assertThat(ordered("/v1/track", "POST", "", json, large)).isEqualTo(413);
    assertThat(ordered("/v1/track", "POST", "", json, "{")).isEqualTo(400);
    assertThat(ordered("/v1/track", "POST", "", json, "{}")).isEqualTo(401);
    assertThat(ordered("/v1/track", "POST", "", json, "{\"writeKey\":\"local-write\"}"))
        .isEqualTo(422);
  }

  private int ordered(String path, String method, String key, String type, String body) {
    HttpRequest.Builder request =
        client.to(path).header("content-type", type).method(method, BodyPublishers.ofString(body));
    if (!key.isEmpty()) {
      request.header("authorization", "Bearer " + key);
    }
    Answer answer = client.send(request);
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    assertThat(answer.body().path("status").asInt()).isEqualTo(answer.status());
    return answer.status();
  }

  @ParameterizedTest
  @CsvSource({
    "track, track",
    "identify, identify",
    "page, page",
    "screen, screen",
    "group, group",
    "alias, alias",
    "t, track",
    "i, identify",
    "p, page",
    "s, screen",
    "g, group",
    "a, alias"
  })
  void eachCallHasALongAndAShortName(String call, String type) {
    isSuccess(
        post("/v1/" + call, message(",\"groupId\":\"g\",\"previousId\":\"p\",\"name\":\"N\"")));
    assertThat(row().path("event_type").asText()).isEqualTo(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "b", "import", "import/"})
  void aBatchHasSeveralNames(String call) {
    isSuccess(post("/v1/" + call, batch(track(""), typed("page", ""))));
    assertThat(trackline.rows(user)).hasSize(2);
  }

  @Test
  void metricsOfTheBrowserSdkAreTakenWithoutAKeyAndNotStored() {
    List<JsonNode> kept =
        trackline.storesNothing(
            () ->
                isSuccess(
                    post("/v1/m", Map.of("Content-Type", "text/plain"), "{\"series\":[{}]}")));
    assertThat(kept).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/tracks",
        "/v1/Track",
        "/v1/track/1",
        "/v1/x",
        "/v1/",
        "/v1/pixel.png",
        "/v1/pixel/",
        "/v1/pixel/nothing",
        "/v1/pixel/batch",
        "/webhooks/segment",
        "/webhooks/segment/",
        "/webhooks/segment/local-segment/more"
      })
  void otherPathsAre404(String path) {
    Answer answer = post(path, message(""));
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/track, GET, POST",
    "/v1/track, PUT, POST",
    "/v1/track, DELETE, POST",
    "/v1/track, OPTIONS, POST",
    "/v1/t, GET, POST",
    "/v1/batch, PATCH, POST",
    "/v1/m, GET, POST",
    "/v1/pixel.gif, POST, GET",
    "/v1/pixel/page, DELETE, GET",
    "/webhooks/segment/local-segment, GET, POST",
  })
  void otherMethodsAre405AndSayWhichIsAllowed(String path, String method, String allowed) {
    Answer answer = client.send(client.to(path).method(method, BodyPublishers.ofString(MARK)));
    isProblem(answer, 405);
    assertThat(answer.header("allow")).contains(allowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "text/plain",
        "text/plain;charset=UTF-8",
        "Text/Plain",
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=utf-8",
        "application/octet-stream"
      })
  void whatClientsSendIsTakenInflatedAndNot(String type) {
    Map<String, String> headers =
        Map.of("Authorization", basic("local-write:"), "Content-Type", type);
    isSuccess(post("/v1/track", headers, message(",\"messageId\":\"plain\"")));
    Map<String, String> encoded =
        Map.of(
            "Authorization",
            basic("local-write:"),
            "Content-Type",
            type,
            "Content-Encoding",
            "gzip");
    isSuccess(post("/v1/batch", encoded, gzip(batch(track(",\"messageId\":\"gzip\"")))));
    assertThat(trackline.rows(user))
        .extracting(event -> event.path("event_id").asText())
        .containsExactlyInAnyOrder("plain", "gzip");
  }

  /** A front door may inflate a body and keep the header that says it is gzip, or the reverse. */
  @Test
  void gzipIsKnownByItsBytesWhateverTheHeaderSays() {
    String key = basic("local-write:");
    Map<String, String> marked = Map.of("Authorization", key, "Content-Encoding", "gzip");
    isSuccess(post("/v1/batch", marked, batch(track(",\"messageId\":\"inflated\""))));
    Map<String, String> unmarked = Map.of("Authorization", key);
    isSuccess(post("/v1/batch", unmarked, gzip(batch(track(",\"messageId\":\"unmarked\"")))));
    assertThat(trackline.rows(user))
        .extracting(event -> event.path("event_id").asText())
        .containsExactlyInAnyOrder("inflated", "unmarked");
  }

  /** Where no header can carry the key: Rudder's beacon has it in the query. */
  @Test
  void theKeyMayStandInTheQuery() {
    String path = "/beacon/v1/batch?writeKey=local-write";
    Map<String, String> plain = Map.of("Content-Type", "text/plain");
    isSuccess(post(path, plain, batch(track(",\"messageId\":\"beacon\""))));
    assertThat(trackline.rows(user)).hasSize(1);
    assertThat(row().toString()).doesNotContain("local-write");
    isProblem(post("/v1/batch?writeKey=nobody", plain, batch(track(""))), 401);
    isProblem(post("/v1/batch?writeKey=local-read", plain, batch(track(""))), 401);
  }

  @ParameterizedTest
  @CsvSource({
    "text/html, identity",
    "multipart/form-data; boundary=x, identity",
    "text/plain; charset=iso-8859-1, identity",
    "application/json; charset=utf-16, identity",
    "application/json, br",
    "text/plain, deflate",
    "application/json, 'gzip, gzip'",
  })
  void otherTypesAndEncodingsAre415(String type, String encoding) {
    Map<String, String> headers =
        Map.of(
            "Authorization",
            basic("local-write:"),
            "Content-Type",
            type,
            "Content-Encoding",
            encoding);
    assertThat(
            trackline.storesNothing(() -> isProblem(post("/v1/track", headers, message("")), 415)))
        .isEmpty();
  }

  static Stream<byte[]> unreadable() {
    return Stream.of(
            " ",
            "null",
            "7",
            "\"" + MARK + "\"",
            "{\"userId\":\"" + MARK,
            "{\"userId\":\"u\"}" + MARK,
            "{\"userId\":\"u\"}{}",
            "{\"userId\":\"u\",\"userId\":\"" + MARK + "\"}",
            "{\"userId\":\"u\",\"x\":NaN}",
            "{\"userId\":\"u\",\"x\":\"a\nb\"}",
            "{\"userId\":\"u\",\"x\":" + "[".repeat(32) + "]".repeat(32) + "}",
            "{\"userId\":\"u\",\"x\":\"\u00ff\"}")
        .map(body -> body.getBytes(ISO_8859_1));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void bodiesThatAreNoJsonOfOursAre400AndKept(byte[] body) {
    Map<String, String> headers = Map.of("Authorization", basic("local-write:"));
    for (String path : List.of("/v1/track", "/v1/batch")) {
      List<JsonNode> kept =
          trackline.storesNothing(() -> isProblem(post(path, headers, body), 400));
      assertThat(kept).hasSize(1);
      assertThat(kept.getFirst().path("door").asText()).isEqualTo("segment");
      assertThat(kept.getFirst().path("reason").asText()).isEqualTo("unreadable");
      String text = kept.getFirst().path("raw").asText();
      assertThat(
              kept.getFirst().has("raw_encoding")
                  ? Base64.getDecoder().decode(text)
                  : text.getBytes(UTF_8))
          .isEqualTo(body);
    }
  }

  /** A stranger's body is not kept; one in which a valid key can be found is. */
  @Test
  void anUnreadableBodyIsKeptWhereItsKeyCanBeFoundInIt() {
    assertThat(storesNothing("{\"writeKey\":\"local-write\",\"x\":", 400)).hasSize(1);
    assertThat(storesNothing("{\"writeKey\":\"nobody\",\"x\":", 401)).isEmpty();
    assertThat(storesNothing("{", 400)).isEmpty();
  }

  private List<JsonNode> storesNothing(String body, int status) {
    return trackline.storesNothing(() -> isProblem(post("/v1/track", Map.of(), body), status));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{}",
        "{\"batch\":[]}",
        "{\"batch\":{}}",
        "{\"batch\":null}",
        "{\"batch\":\"s3cr3t\"}",
        "[{\"type\":\"track\",\"userId\":\"u\"}]"
      })
  void aBatchWithoutMessagesIs400(String body) {
    trackline.storesNothing(() -> isProblem(post("/v1/batch", body), 400));
  }

  @Test
  void whatIsTooLargeIs413() {
    String large = message(" ".repeat(MAX_BODY));
    trackline.storesNothing(() -> isProblem(post("/v1/track", large), 413));
    trackline.storesNothing(() -> isProblem(post("/v1/batch", batch(large)), 413));
    Map<String, String> gzip =
        Map.of("Authorization", basic("local-write:"), "Content-Encoding", "gzip");
    trackline.storesNothing(() -> isProblem(post("/v1/batch", gzip, gzip(batch(large))), 413));
    String[] many = Collections.nCopies(MAX_MESSAGES + 1, "{}").toArray(String[]::new);
    trackline.storesNothing(() -> isProblem(post("/v1/batch", batch(many)), 413));
  }

  @Test
  void aMessageTooLargeForTheTableIs413AloneAndInQuarantineFromABatch() {
    String large =
        track(",\"messageId\":\"large\",\"properties\":{\"x\":\"" + "x".repeat(410_000) + "\"}");
    List<JsonNode> alone = trackline.storesNothing(() -> isProblem(post("/v1/track", large), 413));
    List<JsonNode> batched =
        trackline.quarantinedBy(() -> isSuccess(post("/v1/batch", batch(large, track("")))));
    for (List<JsonNode> kept : List.of(alone, batched)) {
      assertThat(kept).hasSize(1);
      assertThat(kept.getFirst().path("reason").asText()).isEqualTo("too_large");
      assertThat(kept.getFirst().path("raw").asText()).isEqualTo(large);
    }
    assertThat(trackline.rows(user)).hasSize(1);
  }

  /** A message against the rules, and where. */
  record Bad(String name, String message, String pointer) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Bad> badMessages() {
    String future = Instant.now().plusSeconds(900).toString();
    return Stream.of(
        new Bad("no ids", "{\"type\":\"track\",\"event\":\"E\"}", "/userId"),
        new Bad(
            "both ids null",
            "{\"type\":\"track\",\"userId\":null,\"anonymousId\":null}",
            "/userId"),
        new Bad(
            "both ids empty",
            "{\"type\":\"page\",\"userId\":\"\",\"anonymousId\":\"\"}",
            "/userId"),
        new Bad("userId an object", "{\"type\":\"track\",\"userId\":{\"s3cr3t\":1}}", "/userId"),
        new Bad("userId true", "{\"type\":\"track\",\"userId\":true}", "/userId"),
        new Bad(
            "userId with a line's end",
            "{\"type\":\"track\",\"userId\":\"a\\ns3cr3t\"}",
            "/userId"),
        new Bad("anonymousId a list", "{\"type\":\"track\",\"anonymousId\":[1.5]}", "/anonymousId"),
        new Bad("event true", "{\"type\":\"track\",\"userId\":\"u\",\"event\":true}", "/event"),
        new Bad("name an object", "{\"type\":\"page\",\"userId\":\"u\",\"name\":{}}", "/name"),
        new Bad(
            "properties an array",
            "{\"type\":\"track\",\"userId\":\"u\",\"properties\":[1]}",
            "/properties"),
        new Bad(
            "properties a text",
            "{\"type\":\"track\",\"userId\":\"u\",\"properties\":\"s3cr3t\"}",
            "/properties"),
        new Bad(
            "a time without a zone",
            "{\"type\":\"track\",\"userId\":\"u\",\"timestamp\":\"2026-11-20T10:00:00\"}",
            "/timestamp"),
        new Bad(
            "30 February",
            "{\"type\":\"track\",\"userId\":\"u\",\"timestamp\":\"2026-02-30T10:00:00Z\"}",
            "/timestamp"),
        new Bad(
            "a time as text",
            "{\"type\":\"track\",\"userId\":\"u\",\"timestamp\":\"s3cr3t\"}",
            "/timestamp"),
        new Bad(
            "a time in the future",
            "{\"type\":\"track\",\"userId\":\"u\",\"timestamp\":\"" + future + "\"}",
            "/timestamp"),
        new Bad(
            "messageId an array",
            "{\"type\":\"track\",\"userId\":\"u\",\"messageId\":[\"s3cr3t\"]}",
            "/messageId"),
        new Bad(
            "a path longer than a column",
            "{\"type\":\"track\",\"userId\":\"u\",\"context\":{\"page\":{\"path\":\"s3cr3t"
                + "/".repeat(8_200)
                + "\"}}}",
            "/context/page/path"),
        new Bad(
            "half a surrogate pair in an id",
            "{\"type\":\"track\",\"userId\":\"u\\ud800\",\"properties\":{\"x\":\"\\ud800\"}}",
            "/userId"),
        new Bad(
            "1e4000",
            "{\"type\":\"identify\",\"userId\":\"u\",\"traits\":{\"a b\":1e4000}}",
            "/traits/a b"));
  }

  @ParameterizedTest
  @MethodSource("badMessages")
  void aBadMessageIs422ByPointerAndKept(Bad bad) {
    String call = Json.read(bad.message()).path("type").asText();
    List<JsonNode> kept =
        trackline.storesNothing(
            () -> {
              Answer answer = post("/v1/" + call, bad.message());
              isProblem(answer, 422);
              assertThat(pointers(answer.body())).containsExactly(bad.pointer());
            });
    isKept(kept, bad.message(), bad.pointer());
  }

  private static void isKept(List<JsonNode> kept, String raw, String pointer) {
    assertThat(kept).hasSize(1);
    JsonNode entry = kept.getFirst();
    assertThat(entry.path("door").asText()).isEqualTo("segment");
    assertThat(entry.path("reason").asText()).isEqualTo("invalid");
    assertThat(entry.path("detail").asText()).isNotEmpty();
    assertThat(entry.path("request_id").asText()).isNotEmpty();
    assertThat(entry.path("pointer").asText()).isEqualTo(pointer);
    assertThat(entry.path("raw").asText()).isEqualTo(raw);
  }

  static Stream<Bad> badElements() {
    return Stream.concat(
        badMessages(),
        Stream.of(
            new Bad("unknown type", "{\"type\":\"s3cr3t\",\"userId\":\"u\"}", "/type"),
            new Bad("no type", "{\"userId\":\"u\"}", "/type"),
            new Bad("type in upper case", "{\"type\":\"Track\",\"userId\":\"u\"}", "/type"),
            new Bad("type of our own", "{\"type\":\"login\",\"userId\":\"u\"}", "/type"),
            new Bad("type a number", "{\"type\":7,\"userId\":\"u\"}", "/type"),
            new Bad("delete without ids", "{\"type\":\"delete\"}", "/userId"),
            new Bad("delete nobody", "{\"type\":\"delete\",\"userId\":null}", "/userId"),
            new Bad("NaN", "{\"type\":\"track\",\"properties\":{\"x\":NaN}}", "/properties/x"),
            new Bad("a member twice", "{\"userId\":1,\"userId\":2}", "/userId"),
            new Bad("a comma too many", "{\"traits\":[1,]}", "/traits/1"),
            new Bad("no object", "7", ""),
            new Bad("null", "null", ""),
            new Bad("an array", "[{\"type\":\"track\"}]", ""),
            new Bad("a text", "\"s3cr3t\"", "")));
  }

  @ParameterizedTest
  @MethodSource("badElements")
  void inABatchABadMessageIsInQuarantineAndTheGoodOnesAreStored(Bad bad) {
    String spaced = bad.message().replace("{", "{ ").replace(",", " ,\t");
    List<JsonNode> kept =
        trackline.quarantinedBy(
            () -> {
              Answer answer =
                  post("/v1/batch", batch(track(",\"n\":1"), spaced, track(",\"n\":2")));
              isSuccess(answer);
            });
    isKept(kept, spaced, bad.pointer());
    assertThat(trackline.rows(user)).hasSize(2);
  }

  @Test
  void aBatchOfBadMessagesOnlyIsASuccessToTheSender() {
    List<JsonNode> kept =
        trackline.storesNothing(() -> isSuccess(post("/v1/batch", batch("{}", "7", "{}"))));
    assertThat(kept)
        .extracting(entry -> entry.path("raw").asText())
        .containsExactly("{}", "7", "{}");
  }
}
