package trackline.tests.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.tests.walk.Client.Answer;

/** Pages of other origins: which may send events and read the answers. */
class OtherOriginsTest extends TrackingApi {
  /** What the browser SDKs of Segment, Rudder and Hightouch ask for, at first and again. */
  private static final String ASKED =
      "anonymousid,authorization,content-type,rsa-recovered,rsa-retry-attempt,rsa-retry-reason,"
          + "rsa-since-first-attempt,rsa-since-last-attempt,sentat,x-retry-count";

  private Answer preflight(String path, String origin) {
    return preflight(path, origin, ASKED);
  }

  private Answer preflight(String path, String origin, String headers) {
    return client.send(
        client
            .to(path)
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", headers)
            .method("OPTIONS", BodyPublishers.noBody()));
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/track, http://localhost:5173, POST",
    "/v1/t, http://127.0.0.1:9, POST",
    "/v1/b, http://localhost, POST",
    "/v1/batch, https://localhost:8443, POST",
    "/v1/m, http://[::1]:3000, POST",
    "/v1/pixel.gif, http://localhost:5173, GET",
    "/v1/events, http://localhost:5173, POST",
    "/v1/tag, http://localhost:5173, POST",
    "/beacon/v1/batch, http://localhost:5173, POST",
    "/sourceConfig/, http://localhost:5173, 'GET, HEAD'",
    "/v1/projects/local-write/settings, http://localhost:5173, 'GET, HEAD'",
  })
  void aPageOfAnAllowedOriginMaySend(String path, String origin, String methods) {
    Answer answer = preflight(path, origin);
    assertThat(answer.status()).isBetween(200, 204);
    assertThat(answer.header("access-control-allow-origin")).isEqualTo(origin);
    assertThat(answer.header("access-control-allow-methods")).isEqualTo(methods);
    assertThat(answer.header("access-control-allow-headers")).isEqualTo(ASKED);
    assertThat(answer.header("vary").toLowerCase(Locale.ROOT)).contains("origin");
    assertThat(answer.header("access-control-allow-credentials")).isEmpty();
  }

  /** What is no list of names is not given back. */
  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a,,b", "a:b", "a;b", "x\"y", "*,<script>", "ä"})
  void aPageIsGivenBackNoOtherText(String headers) {
    Answer answer = preflight("/v1/track", "http://localhost:5173", headers);
    assertThat(answer.header("access-control-allow-headers"))
        .isEqualTo("authorization, content-type, content-encoding");
  }

  /** Fetched, not only asked for: a page reads them. */
  @Test
  void aPageReadsItsSettings() {
    Answer answer =
        client.send(
            client.to("/v1/projects/local-write/settings").header("Origin", "http://localhost:1"));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("access-control-allow-origin")).isEqualTo("http://localhost:1");
    assertThat(answer.body().at("/integrations/Segment.io/apiHost").asText())
        .isEqualTo(trackline.local().url().getAuthority() + "/v1");
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
    "/v1/track, POST, Bearer local-read, application/json, {, 401",
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
}
