package trackline.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.query.QueryFunction.Answer;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class QueryRouteTest {

  private final QueryFunction function = new QueryFunction();

  @AfterAll
  void close() {
    function.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1",
        "/v1/users/u",
        "/v1/users//events",
        "/v1/users/events/",
        "/v1/rollups/",
        "/v1/rollups/no_such",
        "/v1/rollups/../logins_per_day",
        "/v1/rollups/logins_per_day' OR 1=1 --",
        "/v1/rollups/logins_per_day/x",
        "/v1/rollups/logins_per_day; DROP TABLE events",
        "/v1/rollups/logins_per_day/* x */",
        "/v1/rollups/logins_per_day--",
        "/v1/rollups/logins_per_day%3F",
        "/v1/rollups/\"logins_per_day\"",
        "/v1/rollups/LOGINS_PER_DAY",
        "/v1/rollups/logins_per_day\u0000",
        "/v1/rollups/*",
        "/local/session",
        "/index.html",
        "/assets/",
        "/assets/index.html",
        "/assets/no-such.js",
        "/assets/../dashboard/main.js",
        "/assets/..%2fmain.js",
        "/assets/./main.js",
        "/assets//main.js",
        "/assets/tag.js",
        "/tag/tag.js",
        "/tag.js/",
        "/assets/../../tracking-plan.json",
        "//",
        "",
      })
  void whatIsNotThereIs404ForAllMethodsAndKeys(String path) {
    assertThat(function.call("GET", path, null).status()).isEqualTo(404);
    assertThat(function.call("DELETE", path, QueryFunction.READ_KEY).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "null", "[]", "{\"source\":\"warmer\"}"})
  void aWarmUpPingIsNoFailure(String ping) {
    assertThat(function.invoke(ping).status()).isEqualTo(204);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/users/u/events, POST",
    "/v1/rollups, PUT",
    "/v1/rollups/devices, DELETE",
    "/, POST",
    "/assets/main.js, OPTIONS",
    "/tag.js, POST",
  })
  void theMethodCountsBeforeTheKey(String path, String method) {
    Answer answer = function.call(method, path, null);

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.headers()).containsEntry("allow", "GET, HEAD");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/users/u/events?limit=0, , 401",
    "/v1/users/u/events?limit=0, no-such-key, 401",
    "/v1/users/u/events?limit=0, write-key, 401",
    "/v1/rollups?x=1, audit-key, 401",
    "/v1/rollups/devices?from=x, , 401",
    "/v1/rollups/devices?from=x, read-key, 400",
  })
  void theKeyCountsBeforeTheParameters(String path, @Nullable String key, int status) {
    assertThat(function.call("GET", path, key).status()).isEqualTo(status);
  }

  @Test
  void headIsGetWithoutABody() {
    Answer answer = function.call("HEAD", "/v1/rollups", QueryFunction.READ_KEY);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers()).containsEntry("content-type", "application/json");
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8",
    "/assets/main.js, text/javascript; charset=utf-8",
    "/assets/chart.js, text/javascript; charset=utf-8",
    "/assets/style.css, text/css; charset=utf-8",
    "/assets/mark.svg, image/svg+xml",
    "/assets/inter.woff2, font/woff2",
  })
  void theDashboardNeedsNoKeyAndHasItsTypes(String path, String type) {
    Answer answer = function.call("GET", path, null);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers()).containsEntry("content-type", type);
    assertThat(answer.headers().get("content-security-policy"))
        .contains("default-src 'none'")
        .doesNotContain("unsafe");
    assertThat(answer.headers()).containsEntry("x-content-type-options", "nosniff");
    assertThat(answer.body()).isNotEmpty();
  }

  @Test
  void thePageIsTheSameWithGzip() throws IOException {
    Answer plain = function.call("GET", "/", null);
    Answer small = function.call("GET", "/", null, Map.of("accept-encoding", "br, gzip"));

    assertThat(small.headers()).containsEntry("content-encoding", "gzip");
    byte[] bytes = new GZIPInputStream(new ByteArrayInputStream(small.body())).readAllBytes();
    assertThat(bytes).isEqualTo(plain.body());
    assertThat(new String(bytes, UTF_8)).startsWith("<!doctype html>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip;q=0", "gzip; q=0.0, br", ""})
  void gzipIsSentOnlyToThoseWhoTakeIt(String accepted) {
    Answer answer = function.call("GET", "/", null, Map.of("accept-encoding", accepted));

    assertThat(answer.headers()).doesNotContainKey("content-encoding");
  }

  @Test
  void aCopyThatIsStillGoodIsNotSentAgain() {
    String etag = function.call("GET", "/assets/main.js", null).headers().get("etag");

    Answer answer =
        function.call("GET", "/assets/main.js", null, Map.of("if-none-match", "\"x\", " + etag));

    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers()).containsEntry("etag", etag);
  }

  @Test
  void theTagIsForThePagesOfAnyHost() {
    Answer answer = function.call("GET", "/tag.js", null);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers())
        .containsEntry("content-type", "text/javascript; charset=utf-8")
        .containsEntry("cache-control", "public, max-age=3600")
        .containsEntry("access-control-allow-origin", "*")
        .containsEntry("cross-origin-resource-policy", "cross-origin")
        .containsEntry("x-content-type-options", "nosniff")
        .containsEntry("vary", "accept-encoding")
        .doesNotContainKeys("content-security-policy", "content-encoding");
    assertThat(new String(answer.body(), UTF_8)).contains("v1/tag");
  }

  /** So that a page pays little for it; what a gateway adds comes on top. */
  @Test
  void theTagIsSmallerThanTwoKilobytes() throws IOException {
    Answer answer = function.call("GET", "/tag.js", null, Map.of("accept-encoding", "gzip"));

    assertThat(answer.headers()).containsEntry("content-encoding", "gzip");
    assertThat(answer.body()).hasSizeLessThan(2_048);
    byte[] whole = new GZIPInputStream(new ByteArrayInputStream(answer.body())).readAllBytes();
    assertThat(whole).isEqualTo(function.call("GET", "/tag.js", null).body());
  }

  @Test
  void aCopyOfTheTagThatIsStillGoodMayBeUsedByAnyHostToo() {
    Answer first = function.call("GET", "/tag.js", null);
    String etag = first.headers().get("etag");

    Answer again = function.call("GET", "/tag.js", null, Map.of("if-none-match", etag));

    assertThat(again.status()).isEqualTo(304);
    assertThat(again.headers())
        .containsEntry("access-control-allow-origin", "*")
        .containsEntry("cache-control", "public, max-age=3600");
    Answer head = function.call("HEAD", "/tag.js", null);
    assertThat(head.headers()).isEqualTo(first.headers());
    assertThat(head.body()).isEmpty();
  }

  @Test
  void theLogNamesTheKeysLabelAndNoUser() {
    function.get("/v1/users/secret-person/events");

    assertThat(function.log.getLast())
        .contains("\"key_label\":\"test\"", "\"status\":200")
        .doesNotContain("secret-person", QueryFunction.READ_KEY);
  }
}
