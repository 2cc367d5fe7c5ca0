package trackline.tests.segment;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import trackline.tests.walk.Client.Answer;

/** What the door of the tag answers to bad bodies, and what it keeps of them. */
class TagRouteTest extends TrackingApi {
  private static final String TAG = "/v1/tag";
  private static final int MAX_BODY = 1_048_576;

  private static final Map<String, String> KEY_IN_HEADER =
      Map.of("Authorization", "Bearer local-write", "Content-Type", "text/plain");
  private static final Map<String, String> NO_KEY = Map.of("Content-Type", "text/plain");

  private String page(String more) {
    return "{\"user_id\":\"" + user + "\",\"event_type\":\"page\"" + more + "}";
  }

  private static String keyed(String... events) {
    return batch(events).replaceFirst("\\{", "{\"writeKey\":\"local-write\",");
  }

  private static void isRefused(Answer answer, int status) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    assertThat(answer.body().path("status").asInt()).isEqualTo(status);
    assertThat(answer.body().path("detail").asText()).isNotEmpty();
    assertThat(answer.body().toString()).doesNotContain(MARK, "local-write");
  }

  /** A body with its name in the table of cases. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Body(String name, byte[] bytes) {
    Body(String name, String bytes) {
      this(name, bytes.getBytes(ISO_8859_1));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Body> unreadable() {
    return Stream.of(
        new Body("white space", " "),
        new Body("null", "null"),
        new Body("number", "7"),
        new Body("empty array", "[]"),
        new Body("no batch", "{}"),
        new Body("array", "[{\"user_id\":\"u\",\"event_type\":\"page\"}]"),
        new Body("event alone", "{\"user_id\":\"u\",\"event_type\":\"page\"}"),
        new Body("empty batch", "{\"batch\":[]}"),
        new Body("batch an object", "{\"batch\":{}}"),
        new Body("batch a text", "{\"batch\":\"" + MARK + "\"}"),
        new Body("unknown member beside the batch", "{\"batch\":[{}],\"" + MARK + "\":1}"),
        new Body("truncated", "{\"batch\":[{\"user_id\":\"" + MARK),
        new Body("trailing garbage", "{\"batch\":[{}]}" + MARK),
        new Body("two documents", "{\"batch\":[{}]}{\"batch\":[{}]}"),
        new Body("duplicate batch", "{\"batch\":[{}],\"batch\":[{\"" + MARK + "\":1}]}"),
        new Body("NaN beside the batch", "{\"batch\":[{}],\"sent_at\":NaN}"),
        new Body("no UTF-8 beside the batch", "{\"batch\":[{}],\"sent_at\":\"\u00ff\"}"));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void bodiesThatAreNoBatchOfOursAre400AndKept(Body body) {
    List<JsonNode> kept =
        trackline.storesNothing(() -> isRefused(post(TAG, KEY_IN_HEADER, body.bytes()), 400));
    assertThat(kept).hasSize(1);
    JsonNode entry = kept.getFirst();
    assertThat(entry.path("door").asText()).isEqualTo("tag");
    assertThat(entry.path("reason").asText()).isEqualTo("unreadable");
    assertThat(entry.path("request_id").asText()).isNotEmpty();
    String raw = entry.path("raw").asText();
    assertThat(entry.has("raw_encoding") ? Base64.getDecoder().decode(raw) : raw.getBytes(UTF_8))
        .isEqualTo(body.bytes());
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void ofAStrangerNothingIsKept(Body body) {
    assertThat(trackline.storesNothing(() -> isRefused(post(TAG, NO_KEY, body.bytes()), 400)))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', 401",
    "',\"writeKey\":\"s3cr3t\"', 401",
    "',\"writeKey\":\"\"', 401",
    "',\"writeKey\":null', 401",
    "',\"writeKey\":[\"local-write\"]', 401",
    "',\"writeKey\":\"local-read\"', 401",
    "',\"writeKey\":\"local-audit\"', 401",
  })
  void aBadKeyInTheBodyComesBeforeTheRules(String key, int status) {
    String body = "{\"batch\":[7," + page("") + "]" + key + "}";
    assertThat(trackline.storesNothing(() -> isRefused(post(TAG, NO_KEY, body), status))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "text/html, identity",
    "text/plain; charset=iso-8859-1, identity",
    "application/json; charset=utf-16, identity",
    "text/plain, br",
    "text/plain, 'gzip, gzip'",
  })
  void otherTypesAndEncodingsAre415(String type, String encoding) {
    Map<String, String> headers = Map.of("Content-Type", type, "Content-Encoding", encoding);
    String body = keyed(page(""));
    assertThat(trackline.storesNothing(() -> isRefused(post(TAG, headers, body), 415))).isEmpty();
  }

  @Test
  void whatIsTooLargeIs413() {
    String most = keyed(page("")) + " ".repeat(MAX_BODY - keyed(page("")).length());
    trackline.storesNothing(() -> isRefused(post(TAG, NO_KEY, most + " "), 413));
    Map<String, String> gzip = Map.of("Content-Type", "text/plain", "Content-Encoding", "gzip");
    trackline.storesNothing(() -> isRefused(post(TAG, gzip, gzip(most + " ")), 413));
    String[] many = Stream.generate(() -> "7").limit(501).toArray(String[]::new);
    trackline.storesNothing(() -> isRefused(post(TAG, NO_KEY, keyed(many)), 413));
    assertThat(post(TAG, NO_KEY, most).status()).isEqualTo(200);
  }

  /** An event against the rules, and where. */
  record Bad(String event, String pointer) {}

  static Stream<Bad> badEvents() {
    return Stream.of(
        new Bad("7", ""),
        new Bad("null", ""),
        new Bad("[\"s3cr3t\"]", ""),
        new Bad("{\"event_type\":\"page\"}", "/user_id"),
        new Bad("{\"user_id\":\"a\\ns3cr3t\",\"event_type\":\"page\"}", "/user_id"),
        new Bad("{\"anonymous_id\":\"a\\u0000\",\"event_type\":\"page\"}", "/anonymous_id"),
        new Bad("{\"user_id\":\"u\",\"event_type\":\"s3cr3t\"}", "/event_type"),
        new Bad("{\"user_id\":\"u\",\"event_type\":\"page\",\"x\":1e4000}", "/x"),
        new Bad("{\"user_id\":\"\\ud800\",\"event_type\":\"page\",\"x\":\"\\ud800\"}", "/user_id"),
        new Bad("{\"x\":NaN}", "/x"),
        new Bad("{\"x\":\"a\nb\"}", "/x"),
        new Bad("{\"x\":1,\"x\":\"s3cr3t\"}", "/x"),
        new Bad("{\"x\":" + "[".repeat(32) + "]".repeat(32) + "}", ""),
        new Bad(
            "{\"user_id\":\"u\",\"event_type\":\"page\",\"event_at\":\"2026-02-30T00:00:00Z\"}",
            "/event_at"));
  }

  @ParameterizedTest
  @MethodSource("badEvents")
  void aBadEventIsRejectedByPointerAndKeptAndTheGoodOnesAreStored(Bad bad) {
    List<JsonNode> kept =
        trackline.quarantinedBy(
            () -> {
              Answer answer =
                  post(TAG, NO_KEY, keyed(page(",\"n\":1"), bad.event(), page(",\"n\":2")));
              assertThat(answer.status()).isEqualTo(200);
              assertThat(answer.body().path("accepted").asInt()).isEqualTo(2);
              JsonNode result = answer.body().path("results").get(1);
              assertThat(result.path("status").asText()).isEqualTo("rejected");
              assertThat(pointers(result)).containsExactly(bad.pointer());
              assertThat(answer.body().toString()).doesNotContain(MARK);
            });
    assertThat(kept).hasSize(1);
    assertThat(kept.getFirst().path("door").asText()).isEqualTo("tag");
    assertThat(kept.getFirst().path("raw").asText()).isEqualTo(bad.event());
    assertThat(kept.getFirst().toString()).doesNotContain("local-write");
    assertThat(trackline.rows(user)).hasSize(2);
  }
}
