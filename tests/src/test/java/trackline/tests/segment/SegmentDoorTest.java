package trackline.tests.segment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.tests.walk.Client;
import trackline.tests.walk.Client.Answer;
import trackline.tests.walk.RawHttp;

/**
 * Segment's tracking API at Trackline: what it takes, what it answers, what becomes of a message.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SegmentDoorTest {
  /** Stands in every bad value: no answer may repeat it. */
  private static final String MARK = "s3cr3t";

  private static final int MAX_BODY = 1_048_576;
  private static final int MAX_MESSAGES = 4_000;
  private static final String TIME = "2026-11-20T10:00:00.000Z";
  private static final List<String> CALLS =
      List.of("track", "identify", "page", "screen", "group", "alias");

  private final AtomicInteger users = new AtomicInteger();
  private RunningTrackline trackline;
  private Client client;
  private RawHttp raw;
  private String user;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    trackline = RunningTrackline.start(folder);
    client = trackline.client();
    raw = new RawHttp(trackline.local().url());
  }

  @AfterAll
  void stop() {
    trackline.close();
  }

  @BeforeEach
  void anotherUser() {
    user = "user" + users.incrementAndGet();
  }

  // ---- what is sent

  /** A message without a type, as it goes to the path of its call. */
  private String message(String more) {
    return "{\"userId\":\"%s\",\"event\":\"E\"%s}".formatted(user, more);
  }

  private String typed(String type, String more) {
    return "{\"type\":\"%s\",\"userId\":\"%s\"%s}".formatted(type, user, more);
  }

  private String track(String more) {
    return typed("track", ",\"event\":\"E\"" + more);
  }

  private static String batch(String... messages) {
    return "{\"batch\":[" + String.join(",", messages) + "]}";
  }

  private Answer post(String path, String body) {
    return client.post(path, body);
  }

  /** Posts under the given headers and no others. */
  private Answer post(String path, Map<String, String> headers, byte[] body) {
    HttpRequest.Builder request = client.to(path).POST(BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return client.send(request);
  }

  private Answer post(String path, Map<String, String> headers, String body) {
    return post(path, headers, body.getBytes(UTF_8));
  }

  private static String basic(String pair) {
    return "Basic " + base64(pair);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  // ---- what comes of it

  private static void isSuccess(Answer answer) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    assertThat(answer.body().toString()).isEqualTo("{\"success\":true}");
    assertThat(answer.header("content-type")).startsWith("application/json");
  }

  /** A problem in our words and in those of Segment's SDKs. */
  private static void isProblem(Answer answer, int status) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    assertThat(answer.body().path("status").asInt()).isEqualTo(status);
    for (String member : List.of("title", "detail", "code", "message")) {
      assertThat(answer.body().path(member).asText()).as(member).isNotBlank();
    }
    assertThat(answer.body().toString()).doesNotContain(MARK);
  }

  private static List<String> pointers(JsonNode problem) {
    return RunningTrackline.list(problem.path("errors")).stream()
        .map(error -> error.path("pointer").asText())
        .toList();
  }

  /** The only event of the test's user, with all columns. */
  private JsonNode row() {
    return row(user);
  }

  private JsonNode row(String userId) {
    List<JsonNode> events = trackline.rows(userId);
    assertThat(events).hasSize(1);
    List<JsonNode> rows =
        trackline.rowsOfId(events.getFirst().path("event_id").asText()).stream()
            .filter(row -> row.path("user_id").asText().equals(userId))
            .toList();
    assertThat(rows).hasSize(1);
    return rows.getFirst();
  }

  private static JsonNode properties(JsonNode row) {
    return Json.read(row.path("properties").asText("{}"));
  }

  // ---- keys

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
            List.of("Bearer local-read", 403),
            List.of(basic("local-read:"), 403),
            List.of("Bearer local-audit", 403))
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
                assertThat(answer.header("www-authenticate").isEmpty()).isEqualTo(status == 403);
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
    "',\"writeKey\":\"local-read\"', 403",
    "',\"writeKey\":\"local-audit\"', 403",
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
    assertThat(raw.post("/v1/track", twice, message("").getBytes(UTF_8)))
        .startsWith("HTTP/1.1 401");
  }

  /** Each request is wrong in one way less than the one before. */
  @Test
  void theChecksComeInTheirOrder() {
    String large = " ".repeat(MAX_BODY + 1);
    String json = "application/json";
    assertThat(ordered("/v1/tracks", "PUT", "x", "text/html", large)).isEqualTo(404);
    assertThat(ordered("/v1/track", "PUT", "x", "text/html", large)).isEqualTo(405);
    assertThat(ordered("/v1/track", "POST", "x", "text/html", large)).isEqualTo(401);
    assertThat(ordered("/v1/track", "POST", "local-read", "text/html", large)).isEqualTo(403);
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

  // ---- paths, methods, types

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
        "Text/Plain"
      })
  void jsonAndPlainTextAreTakenInflatedAndNot(String type) {
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

  @ParameterizedTest
  @CsvSource({
    "application/x-www-form-urlencoded, identity",
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

  // ---- bodies

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

  /** A stranger's body is not kept, wherever its key might have been. */
  @Test
  void anUnreadableBodyWithoutAKeyInAHeaderIsNotKept() {
    assertThat(
            trackline.storesNothing(
                () ->
                    isProblem(
                        post("/v1/track", Map.of(), "{\"writeKey\":\"local-write\",\"x\":"), 400)))
        .isEmpty();
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
        new Bad("userId 1.5", "{\"type\":\"track\",\"userId\":1.5}", "/userId"),
        new Bad("userId true", "{\"type\":\"track\",\"userId\":true}", "/userId"),
        new Bad("userId a path", "{\"type\":\"track\",\"userId\":\"../s3cr3t\"}", "/userId"),
        new Bad("anonymousId a number", "{\"type\":\"track\",\"anonymousId\":1.5}", "/anonymousId"),
        new Bad("event a number", "{\"type\":\"track\",\"userId\":\"u\",\"event\":7}", "/event"),
        new Bad("name an object", "{\"type\":\"page\",\"userId\":\"u\",\"name\":{}}", "/name"),
        new Bad(
            "properties an array",
            "{\"type\":\"track\",\"userId\":\"u\",\"properties\":[]}",
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
            "sentAt as text",
            "{\"type\":\"track\",\"userId\":\"u\",\"timestamp\":\"2026-11-20T10:00:00Z\",\"sentAt\":\"s3cr3t\"}",
            "/sentAt"),
        new Bad(
            "messageId an array",
            "{\"type\":\"track\",\"userId\":\"u\",\"messageId\":[\"s3cr3t\"]}",
            "/messageId"),
        new Bad(
            "no address",
            "{\"type\":\"track\",\"userId\":\"u\",\"context\":{\"ip\":\"s3cr3t\"}}",
            "/context/ip"),
        new Bad(
            "half a surrogate pair",
            "{\"type\":\"track\",\"userId\":\"u\",\"properties\":{\"x\":\"\\ud800\"}}",
            "/properties/x"),
        new Bad(
            "1e400",
            "{\"type\":\"identify\",\"userId\":\"u\",\"traits\":{\"a b\":1e400}}",
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
            new Bad("delete nobody", "{\"type\":\"delete\",\"userId\":null}", "/userId"),
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

  // ---- what becomes of a message

  @Test
  void theContextFillsTheColumns() {
    isSuccess(
        post(
            "/v1/track",
            """
            {"userId":"%1$s","anonymousId":"a-%1$s","event":"Order Completed","messageId":"m-%1$s","timestamp":"%2$s",
             "context":{"ip":"2001:db8::7","userAgent":"Agent/1","locale":"de-DE","sessionId":"s1","library":{"name":"x","version":"1"},
               "page":{"url":"https://a.example/p?q=1","path":"/p","referrer":"https://b.example/","title":"T","search":"?q=1"},
               "location":{"country":"DE","city":"Köln"},"unknown":{"a b":[1]}},
             "properties":{"revenue":"19.99","a b":{"c.d":null}},"integrations":{"All":false},"extra":{"x":1}}
            """
                .formatted(user, TIME)));
    JsonNode row = row();
    Map.of(
            "event_id", "m-" + user,
            "anonymous_id", "a-" + user,
            "event_name", "Order Completed",
            "event_at", TIME,
            "event_key", TIME + "#m-" + user,
            "ip_address", "2001:db8::7",
            "user_agent", "Agent/1",
            "session_id", "s1",
            "country", "DE",
            "source", "segment")
        .forEach((column, value) -> assertThat(row.path(column).asText()).isEqualTo(value));
    assertThat(row.path("page_url").asText()).isEqualTo("https://a.example/p?q=1");
    assertThat(row.path("page_path").asText()).isEqualTo("/p");
    assertThat(row.path("referrer").asText()).isEqualTo("https://b.example/");
    assertThat(properties(row))
        .isEqualTo(
            Json.read(
                """
                {"revenue":"19.99","a b":{"c.d":null},"integrations":{"All":false},"extra":{"x":1},
                 "context":{"locale":"de-DE","library":{"name":"x","version":"1"},"page":{"title":"T","search":"?q=1"},
                   "location":{"city":"Köln"},"unknown":{"a b":[1]}}}
                """));
  }

  @Test
  void aBatchSaysItsContextOnceForAll() {
    String own = track(",\"messageId\":\"own-%s\",\"context\":{\"locale\":\"fr\"}".formatted(user));
    String without = track(",\"messageId\":\"without-" + user + "\"");
    isSuccess(
        post(
            "/v1/batch",
            batch(own, without)
                .replaceFirst(
                    "\\{",
                    "{\"sequence\":1,\"context\":{\"locale\":\"de\",\"library\":{\"name\":\"L\"}},")));
    JsonNode first = properties(trackline.rowsOfId("own-" + user).getFirst()).path("context");
    assertThat(first.path("locale").asText()).isEqualTo("fr");
    assertThat(first.path("library").path("name").asText()).isEqualTo("L");
    JsonNode second = properties(trackline.rowsOfId("without-" + user).getFirst()).path("context");
    assertThat(second.path("locale").asText()).isEqualTo("de");
  }

  @Test
  void traitsAndIdsOfGroupAndAliasAreKept() {
    String traits = "{\"Annual Revenue\":\"1,000\",\"a.b\":{\"c d\":[null,1]},\"name\":\"N\"}";
    isSuccess(post("/v1/identify", message(",\"traits\":" + traits)));
    assertThat(properties(row()).path("traits")).isEqualTo(Json.read(traits));
    anotherUser();
    isSuccess(post("/v1/group", message(",\"groupId\":\"g 1/2\",\"traits\":" + traits)));
    assertThat(properties(row()).path("group_id").asText()).isEqualTo("g 1/2");
    assertThat(properties(row()).path("traits")).isEqualTo(Json.read(traits));
    anotherUser();
    isSuccess(post("/v1/alias", message(",\"previousId\":\"before\"")));
    assertThat(properties(row()).path("previous_id").asText()).isEqualTo("before");
  }

  @Test
  void whatStandsTwiceInAMessageIsKept() {
    isSuccess(
        post(
            "/v1/page",
            """
            {"userId":"%s","name":"Home","category":"Docs","properties":{"name":"Home","category":"Docs","path":"/"}}
            """
                .formatted(user)));
    assertThat(row().path("event_name").asText()).isEqualTo("Home");
    assertThat(properties(row()).path("category").asText()).isEqualTo("Docs");
    assertThat(properties(row()).path("name").asText()).isEqualTo("Home");
  }

  /** Names that have a meaning at the top of a message or of our events have none in properties. */
  @Test
  void propertiesMayHaveAnyNames() {
    String own =
        """
        {"event_type":"x","user_id":"y","event_id":[1],"event_at":"z","properties":{"p":1},"sent_at":7,"traits":"t",
         "context":{"c":1},"group_id":2,"messageId":3,"type":"delete","writeKey":"w","__proto__":{"S":"s"},"source":"q"}
        """;
    isSuccess(
        post(
            "/v1/track",
            message(
                ",\"context\":{\"locale\":\"de\"},\"traits\":{\"a\":1},\"properties\":" + own)));
    JsonNode kept = properties(row());
    Json.read(own)
        .properties()
        .forEach(p -> assertThat(kept.path(p.getKey())).as(p.getKey()).isEqualTo(p.getValue()));
    assertThat(kept.toString()).contains("{\"locale\":\"de\"}", "{\"a\":1}");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"userId\":null,\"anonymousId\":\"ANON\"', anon:ANON, ANON",
    "'\"anonymousId\":\"ANON\"', anon:ANON, ANON",
    "'\"userId\":\"\",\"anonymousId\":\"ANON\"', anon:ANON, ANON",
    "'\"userId\":\"USER\",\"anonymousId\":\"ANON\"', USER, ANON",
    "'\"userId\":\"USER\",\"anonymousId\":null', USER, ''",
  })
  void anEventHasItsTwoIds(String ids, String userId, String anonymousId) {
    isSuccess(
        post("/v1/track", "{" + ids.replace("ANON", "a-" + user).replace("USER", user) + "}"));
    JsonNode row = row(userId.replace("ANON", "a-" + user).replace("USER", user));
    assertThat(row.path("anonymous_id").asText())
        .isEqualTo(anonymousId.replace("ANON", "a-" + user));
  }

  @Test
  void aNumberIsAUserToo() {
    String number = "9007199254740993" + users.get();
    isSuccess(post("/v1/track", "{\"userId\":" + number + ",\"event\":\"E\"}"));
    assertThat(row(number).path("user_id").asText()).isEqualTo(number);
  }

  @Test
  void withoutAnIdButWithATimeARetryIsTheSameEvent() {
    String once = message(",\"timestamp\":\"" + TIME + "\",\"sentAt\":\"2026-11-20T10:00:01Z\"");
    isSuccess(post("/v1/track", once));
    isSuccess(post("/v1/track", once.replace("00:01Z", "07:01Z")));
    assertThat(trackline.rows(user)).hasSize(1);
    isSuccess(post("/v1/track", once.replace("\"E\"", "\"F\"")));
    assertThat(trackline.rows(user)).hasSize(2);
  }

  @Test
  void aRetryOfABatchStoresNothing() {
    String batch =
        batch(
            track(",\"messageId\":\"a\",\"timestamp\":\"%s\"".formatted(TIME)),
            track(",\"messageId\":\"b\",\"timestamp\":\"%s\"".formatted(TIME)));
    isSuccess(post("/v1/batch", batch));
    assertThat(trackline.storesNothing(() -> isSuccess(post("/v1/batch", batch)))).isEmpty();
    assertThat(
            trackline.storesNothing(
                () ->
                    isSuccess(
                        post(
                            "/v1/batch",
                            batch.replaceFirst("\\{", "{\"sentAt\":\"" + Instant.now() + "\",")))))
        .isEmpty();
    assertThat(trackline.rows(user)).hasSize(2);
  }

  /** The browser's SDK counts its attempts in the message. */
  @Test
  void aRetryThatSaysItIsOneStoresNothing() {
    String first =
        message(
            ",\"messageId\":\"m\",\"timestamp\":\"%s\"".formatted(TIME)
                + ",\"_metadata\":{\"bundled\":[]}");
    isSuccess(post("/v1/t", first));
    String retry = first.replace("{\"bundled\":[]", "{\"bundled\":[],\"retryCount\":2");
    assertThat(trackline.storesNothing(() -> isSuccess(post("/v1/t", retry)))).isEmpty();
    assertThat(trackline.rows(user)).hasSize(1);
  }

  @Test
  void otherContentUnderTheSameIdAndTimeIsNoSuccessAlone() {
    String first = message(",\"messageId\":\"m\",\"timestamp\":\"%s\"".formatted(TIME));
    isSuccess(post("/v1/track", first));
    String other = first.replace("\"E\"", "\"F\"");
    assertThat(trackline.storesNothing(() -> isProblem(post("/v1/track", other), 409))).hasSize(1);
    String typed = other.replaceFirst("\\{", "{\"type\":\"track\",");
    List<JsonNode> kept = trackline.storesNothing(() -> isSuccess(post("/v1/batch", batch(typed))));
    assertThat(kept).hasSize(1);
    assertThat(kept.getFirst().path("reason").asText()).isEqualTo("conflict");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"with a blank\"",
        "\"ключ\"",
        "\"a/b?c=d\"",
        "\"{braces}\"",
        "\"LONG\"",
        "7",
        "0"
      })
  void anyMessageIdTellsARetry(String id) {
    String given = id.replace("LONG", "x".repeat(300));
    String once = message(",\"timestamp\":\"%s\",\"messageId\":%s".formatted(TIME, given));
    isSuccess(post("/v1/track", once));
    isSuccess(post("/v1/track", once));
    isSuccess(post("/v1/track", once.replace("10:00:00", "10:00:01").replace("\"E\"", "\"F\"")));
    List<JsonNode> events = trackline.rows(user);
    assertThat(events).hasSize(2);
    assertThat(events.get(0).path("event_id")).isEqualTo(events.get(1).path("event_id"));
    assertThat(events.get(0).path("event_id").asText()).matches("[A-Za-z0-9_.:-]{1,128}");
  }

  // ---- time

  @ParameterizedTest
  @CsvSource({"timestamp, -7200", "timestamp, 86400", "originalTimestamp, 31536000"})
  void aClientsClockIsCorrectedByWhenItSent(String member, long offset) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Instant theirs = now.plusSeconds(offset).minusSeconds(60);
    isSuccess(
        post(
            "/v1/track",
            message(
                ",\"%s\":\"%s\",\"sentAt\":\"%s\""
                    .formatted(member, theirs, now.plusSeconds(offset)))));
    assertThat(Instant.parse(row().path("event_at").asText()))
        .isCloseTo(now.minusSeconds(60), within(10, ChronoUnit.SECONDS));
    assertThat(row().path("event_key").asText()).startsWith(theirs.toString().substring(0, 19));
  }

  @Test
  void aBatchsTimeOfSendingIsThatOfItsMessages() {
    Instant now = Instant.now();
    String body =
        batch(track(",\"timestamp\":\"%s\"".formatted(now.plusSeconds(3540))))
            .replaceFirst("\\{", "{\"sentAt\":\"" + now.plusSeconds(3600) + "\",");
    isSuccess(post("/v1/batch", body));
    assertThat(Instant.parse(row().path("event_at").asText()))
        .isCloseTo(now.minusSeconds(60), within(10, ChronoUnit.SECONDS));
  }

  @Test
  void withoutATimeItIsOurs() {
    isSuccess(post("/v1/track", message("")));
    assertThat(Instant.parse(row().path("event_at").asText()))
        .isCloseTo(Instant.now(), within(10, ChronoUnit.SECONDS));
  }

  // ---- other origins

  private Answer preflight(String path, String origin) {
    return client.send(
        client
            .to(path)
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "authorization,content-type,x-retry-count")
            .method("OPTIONS", BodyPublishers.noBody()));
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/track, http://localhost:5173",
    "/v1/t, http://127.0.0.1:9",
    "/v1/b, http://localhost",
    "/v1/batch, https://localhost:8443",
    "/v1/m, http://[::1]:3000",
    "/v1/pixel.gif, http://localhost:5173",
    "/v1/events, http://localhost:5173",
    "/v1/tag, http://localhost:5173",
  })
  void aPageOfAnAllowedOriginMaySend(String path, String origin) {
    Answer answer = preflight(path, origin);
    assertThat(answer.status()).isBetween(200, 204);
    assertThat(answer.header("access-control-allow-origin")).isEqualTo(origin);
    assertThat(answer.header("access-control-allow-methods")).contains("POST");
    assertThat(
            Set.of(
                answer
                    .header("access-control-allow-headers")
                    .toLowerCase(Locale.ROOT)
                    .split(", *")))
        .contains("authorization", "content-type", "x-retry-count");
    assertThat(answer.header("vary").toLowerCase(Locale.ROOT)).contains("origin");
    assertThat(answer.header("access-control-allow-credentials")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example",
        "http://localhost.evil.example",
        "http://localhost.evil.example:80",
        "http://evil.example:8080",
        "http://127.0.0.1.evil.example",
        "http://evillocalhost:1",
        "null",
        "file://",
        "http://localhost:80@evil.example"
      })
  void aPageOfAnotherOriginMayNot(String origin) {
    Answer preflight = preflight("/v1/track", origin);
    assertThat(preflight.header("access-control-allow-origin")).isEmpty();
    assertThat(preflight.header("access-control-allow-headers")).isEmpty();
    Answer answer =
        client.send(
            client
                .writing("/v1/track")
                .header("Origin", origin)
                .POST(BodyPublishers.ofString(message(""))));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("access-control-allow-origin")).isEmpty();
    assertThat(answer.header("access-control-allow-credentials")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/track, POST, Bearer local-write, application/json, GOOD, 200",
    "/v1/events, POST, Bearer local-write, application/json, '{\"user_id\":\"cors\",\"event_type\":\"page\"}', 202",
    "/v1/track, POST, Bearer local-write, application/json, {, 400",
    "/v1/track, POST, Bearer wrong, application/json, {, 401",
    "/v1/track, POST, Bearer local-read, application/json, {, 403",
    "/v1/track, PUT, Bearer local-write, application/json, {, 405",
    "/v1/track, POST, Bearer local-write, text/html, {, 415",
    "/v1/track, POST, Bearer local-write, application/json, {}, 422",
  })
  void everyAnswerCanBeReadByTheAllowedPage(
      String path, String method, String key, String type, String body, int status) {
    Answer answer =
        client.send(
            client
                .to(path)
                .header("Origin", "http://localhost:5173")
                .header("Authorization", key)
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofString(body.equals("GOOD") ? message("") : body)));
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("access-control-allow-origin")).isEqualTo("http://localhost:5173");
    assertThat(answer.header("vary").toLowerCase(Locale.ROOT)).contains("origin");
    assertThat(answer.header("access-control-allow-credentials")).isEmpty();
  }

  @Test
  void whatABrowserSendsWhenAPageIsClosedIsTaken() {
    Map<String, String> headers =
        Map.of(
            "Content-Type", "text/plain;charset=UTF-8",
            "Origin", "http://localhost:5173",
            "Referer", "http://localhost:5173/",
            "Sec-Fetch-Mode", "no-cors",
            "Cookie", "a=b");
    isSuccess(
        post(
            "/v1/b",
            headers,
            batch(track("")).replaceFirst("\\{", "{\"writeKey\":\"local-write\",")));
    assertThat(trackline.rows(user)).hasSize(1);
  }

  // ---- pixel

  private Answer pixel(String path, String data) {
    return client.send(client.to(path + "?data=" + URLEncoder.encode(data, UTF_8)));
  }

  private static void isImage(Answer answer) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo("image/gif");
    assertThat(answer.header("cache-control")).contains("no-store");
    byte[] image = answer.response().body();
    assertThat(new String(image, 0, 6, ISO_8859_1)).isEqualTo("GIF89a");
    // One pixel by one pixel, and the trailer.
    assertThat(image[6]).isEqualTo((byte) 1);
    assertThat(image[8]).isEqualTo((byte) 1);
    assertThat(image[image.length - 1]).isEqualTo((byte) 0x3b);
  }

  /** The text has bytes that differ in the two alphabets of base64. */
  private String pixelMessage() {
    return message(",\"writeKey\":\"local-write\",\"properties\":{\"x\":\"??>>~~ÿþ😀\"}");
  }

  @Test
  void anImageIsAnEventInEitherBase64() {
    byte[] json = pixelMessage().getBytes(UTF_8);
    String standard = Base64.getEncoder().encodeToString(json);
    assertThat(standard).containsAnyOf("+", "/");
    isImage(pixel("/v1/pixel.gif", standard));
    isImage(pixel("/v1/pixel.gif", Base64.getUrlEncoder().encodeToString(json)));
    isImage(pixel("/v1/pixel.gif", Base64.getUrlEncoder().withoutPadding().encodeToString(json)));
    // As it is where nobody escaped it.
    isImage(client.send(client.to("/v1/pixel.gif?data=" + standard)));
    List<JsonNode> events = trackline.rows(user);
    assertThat(events).hasSize(4);
    assertThat(events)
        .allSatisfy(
            event -> {
              assertThat(properties(event).path("x").asText()).isEqualTo("??>>~~ÿþ😀");
              assertThat(event.path("source").asText()).isEqualTo("segment");
              assertThat(event.toString()).doesNotContain("local-write");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"track", "identify", "page", "screen", "group", "alias"})
  void thePathOfAnImageMaySayTheCall(String call) {
    isImage(pixel("/v1/pixel/" + call, base64(pixelMessage())));
    assertThat(row().path("event_type").asText()).isEqualTo(call);
  }

  @Test
  void aTypeInTheMessageOfAnImageCounts() {
    isImage(
        pixel("/v1/pixel.gif", base64(pixelMessage().replaceFirst("\\{", "{\"type\":\"page\","))));
    assertThat(row().path("event_type").asText()).isEqualTo("page");
  }

  static Stream<Arguments> badPixels() {
    String key = "\"writeKey\":\"local-write\"";
    return Stream.of(
            List.of("%%%" + MARK, 400),
            List.of("", 400),
            List.of(base64("{"), 400),
            List.of(base64("[]"), 400),
            List.of(base64("7"), 400),
            List.of(base64("{" + key + ",\"a\":1,\"a\":2}"), 400),
            List.of(base64("{\"userId\":\"u\"}"), 401),
            List.of(base64("{\"userId\":\"u\",\"writeKey\":\"" + MARK + "\"}"), 401),
            List.of(base64("{\"userId\":\"u\",\"writeKey\":\"local-read\"}"), 403),
            List.of(base64("{" + key + "}"), 422),
            List.of(base64("{" + key + ",\"userId\":[\"" + MARK + "\"]}"), 422))
        .map(pair -> Arguments.of(pair.toArray()));
  }

  @ParameterizedTest
  @MethodSource("badPixels")
  void aBadImageIsAProblem(String data, int status) {
    List<JsonNode> kept =
        trackline.storesNothing(() -> isProblem(pixel("/v1/pixel.gif", data), status));
    assertThat(kept).hasSize(status == 422 ? 1 : 0);
  }

  @Test
  void dataThatComesTwiceIs400() {
    String data = base64(pixelMessage());
    trackline.storesNothing(
        () ->
            isProblem(client.send(client.to("/v1/pixel.gif?data=" + data + "&data=" + data)), 400));
  }

  // ---- erasure

  private String ours(String userId) {
    return "{\"user_id\":\"" + userId + "\",\"event_type\":\"page\"}";
  }

  @Test
  void afterARequestForErasureNoDoorTakesTheUsersEvents() throws Exception {
    isSuccess(post("/v1/track", message("")));
    List<JsonNode> kept =
        trackline.storesNothing(
            () -> isSuccess(post("/v1/batch", batch(typed("delete", ",\"messageId\":\"d1\"")))));
    assertThat(kept).isEmpty();

    trackline.storesNothing(
        () -> {
          for (String call : CALLS) {
            isProblem(post("/v1/" + call, message(",\"previousId\":\"p\",\"groupId\":\"g\"")), 422);
          }
          assertThat(post("/v1/events", ours(user)).status()).isEqualTo(422);
          assertThat(pixel("/v1/pixel.gif", base64(pixelMessage())).status()).isEqualTo(422);
          isSuccess(post("/v1/batch", batch(track(""), track(",\"n\":2"))));
          isSuccess(Webhook.post(client, track("")));
          Answer tag = post("/v1/tag", "{\"batch\":[" + ours(user) + "]}");
          assertThat(tag.body().path("rejected").asInt()).isEqualTo(1);
        });

    String forgotten = user;
    anotherUser();
    String other = track(",\"properties\":{\"friend\":\"" + forgotten + "\"}");
    isSuccess(post("/v1/batch", batch(other.replace(user, forgotten), other)));
    assertThat(trackline.rows(user)).hasSize(1);
    assertThat(trackline.rows(forgotten)).hasSize(1);
  }

  @Test
  void theErasureOfAnAnonymousVisitorCounts() {
    String erasure = "{\"type\":\"delete\",\"anonymousId\":\"" + user + "\"}";
    isSuccess(post("/v1/batch", batch(erasure)));
    isProblem(post("/v1/track", "{\"anonymousId\":\"" + user + "\",\"event\":\"E\"}"), 422);
    isSuccess(post("/v1/track", message("")));
  }

  @Test
  void anErasureCanBeAskedForTwiceAndByTheWebhook() throws Exception {
    isSuccess(Webhook.post(client, typed("delete", "")));
    isSuccess(Webhook.post(client, "[" + typed("delete", "") + "]"));
    isProblem(post("/v1/track", message("")), 422);
  }

  @Test
  void anErasureAtThePathOfAnotherCallIsNoEvent() {
    trackline.storesNothing(
        () -> assertThat(post("/v1/track", typed("delete", "")).status()).isIn(200, 400, 422));
  }

  @Test
  void aNumberCanBeErased() {
    String number = "77000" + users.get();
    isSuccess(post("/v1/batch", batch("{\"type\":\"delete\",\"userId\":" + number + "}")));
    isProblem(post("/v1/track", "{\"userId\":\"" + number + "\"}"), 422);
    isProblem(post("/v1/track", "{\"userId\":" + number + "}"), 422);
  }
}
