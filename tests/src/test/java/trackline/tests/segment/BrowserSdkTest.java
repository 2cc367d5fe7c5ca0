package trackline.tests.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static trackline.tests.segment.FaultyFront.Trouble.ANSWER_LOST;
import static trackline.tests.segment.FaultyFront.Trouble.REFUSED;
import static trackline.tests.segment.FaultyFront.Trouble.THROTTLED;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.tests.page.Browser;

/** The SDKs of Segment and of Rudder for browsers, in a real one, on pages of another origin. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserSdkTest {
  private static final Path PAGES = ScriptSdk.SCRIPTS.resolve("browser");
  private static final Path SDK =
      ScriptSdk.nodeModules().resolve("@segment/analytics-next/dist/umd/index.js");
  private static final Path RUDDER =
      ScriptSdk.nodeModules()
          .resolve("@rudderstack/analytics-js/dist/npm/modern/bundled/umd/index.js");
  private static final List<String> TYPES =
      List.of("page", "identify", "track", "group", "screen", "alias");

  private static final List<String> RUDDERS_TYPES =
      List.of("page", "identify", "track", "group", "alias");

  private final AtomicInteger visits = new AtomicInteger();
  private RunningTrackline trackline;
  private HttpServer site;
  private Browser browser;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    trackline = RunningTrackline.start(folder);
    site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    serve("/", PAGES.resolve("page.html"), "text/html; charset=utf-8");
    serve("/sdk.js", SDK, "text/javascript");
    serve("/rudder", PAGES.resolve("rudder.html"), "text/html; charset=utf-8");
    serve("/rudder.js", RUDDER, "text/javascript");
    site.start();
    browser = new Browser();
  }

  @AfterAll
  void stop() {
    browser.close();
    site.stop(0);
    trackline.close();
  }

  private void serve(String path, Path file, String type) {
    site.createContext(path, exchange -> serve(exchange, file, type));
  }

  private static void serve(HttpExchange exchange, Path file, String type) throws IOException {
    byte[] body = Files.readAllBytes(file);
    exchange.getResponseHeaders().set("content-type", type);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** Opens the page as a new user, and answers what its SDK sent. */
  private List<JsonNode> visit(FaultyFront front, String strategy) {
    browser.open(
        "http://localhost:%d/?host=%s/v1&strategy=%s&user=u%d"
            .formatted(
                site.getAddress().getPort(),
                front.url().getAuthority(),
                strategy,
                visits.incrementAndGet()));
    browser.until("the SDK's calls", () -> !browser.script("return window.sent").equals(""));
    List<JsonNode> sent =
        RunningTrackline.list(Json.read(browser.script("return window.sent").toString()));
    assertThat(sent)
        .extracting(message -> message.path("type").asText())
        .containsExactlyInAnyOrderElementsOf(TYPES);
    return sent;
  }

  private static List<FaultyFront.Passed> posts(FaultyFront front) {
    return front.passed().stream().filter(FaultyFront.Passed::isPost).toList();
  }

  private void areStoredOnce(List<JsonNode> sent) {
    for (JsonNode message : sent) {
      String id = message.path("messageId").asText();
      browser.until(id, () -> !trackline.rowsOfId(id).isEmpty());
      List<JsonNode> rows = trackline.rowsOfId(id);
      assertThat(rows).hasSize(1);
      isTheSame(rows.getFirst(), message);
    }
  }

  private static void isTheSame(JsonNode row, JsonNode message) {
    assertThat(row.path("event_type")).isEqualTo(message.path("type"));
    assertThat(row.path("source").asText()).isEqualTo("segment");
    assertThat(row.path("anonymous_id").asText()).isNotEmpty();
    assertThat(row.path("page_path").asText()).isEqualTo("/");
    assertThat(row.path("page_url").asText()).startsWith("http://localhost:");
    assertThat(row.path("user_agent").asText()).contains("Chrome");
    JsonNode kept = Json.read(row.path("properties").asText());
    assertThat(kept.path("context").path("library").path("name").asText())
        .isEqualTo("analytics.js");
    message
        .path("properties")
        .properties()
        .forEach(
            property ->
                assertThat(Json.areEqual(kept.path(property.getKey()), property.getValue()))
                    .as("%s of %s", property, kept)
                    .isTrue());
    if (!message.path("traits").isEmpty()) {
      assertThat(kept.path("traits")).isEqualTo(message.path("traits"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "standard, '/v1/p,/v1/i,/v1/t,/v1/g,/v1/s,/v1/a'",
    "settings, '/v1/p,/v1/i,/v1/t,/v1/g,/v1/s,/v1/a'",
    "batching, /v1/b"
  })
  void whatAPageSendsIsStoredOnce(String strategy, String paths) throws IOException {
    try (FaultyFront front = new FaultyFront(trackline.local().url())) {
      areStoredOnce(visit(front, strategy));
      assertThat(posts(front))
          .extracting(FaultyFront.Passed::path)
          .containsExactlyInAnyOrder(paths.split(","));
      assertThat(posts(front))
          .allSatisfy(
              request -> {
                assertThat(request.status()).isEqualTo(200);
                assertThat(request.contentType()).startsWith("text/plain");
                assertThat(request.authorization()).startsWith("Basic ");
              });
      assertThat(front.passed()).extracting(FaultyFront.Passed::method).contains("OPTIONS");
    }
    assertThat(browser.complaints()).isEmpty();
  }

  /** A page does not learn of a status that it may not read: it tries again either way. */
  @ParameterizedTest
  @CsvSource({"standard, 8", "batching, 3"})
  void whatIsSentAgainAfterTroubleIsStoredOnce(String strategy, int posts) throws IOException {
    List<JsonNode> kept;
    try (FaultyFront front = new FaultyFront(trackline.local().url(), ANSWER_LOST, REFUSED)) {
      kept =
          trackline.quarantinedBy(
              () -> {
                List<JsonNode> sent = visit(front, strategy);
                browser.until("all attempts", () -> posts(front).size() == posts);
                areStoredOnce(sent);
              });
      assertThat(posts(front)).extracting(FaultyFront.Passed::status).containsOnly(0, 200);
    }
    assertThat(kept).isEmpty();
    assertThat(browser.complaints()).isNotEmpty();
  }

  @Test
  void whatABatchHoldsBackIsSentWhenThePageIsClosed() throws IOException {
    try (FaultyFront front = new FaultyFront(trackline.local().url())) {
      List<JsonNode> sent = visit(front, "batching");
      browser.open("about:blank");
      areStoredOnce(sent);
    }
  }

  /**
   * Rudder's asks for settings too, has headers of its own, and more of them when it tries again.
   */
  @ParameterizedTest
  @ValueSource(strings = {"", "&beacon=1"})
  void whatRuddersSdkSendsIsStoredOnce(String how) throws IOException {
    try (FaultyFront front = new FaultyFront(trackline.local().url(), troubles(how))) {
      browser.open(
          "http://localhost:%d/rudder?host=%s&user=r%d%s"
              .formatted(site.getAddress().getPort(), front.url(), visits.incrementAndGet(), how));
      browser.until("all messages", () -> front.messages().size() == RUDDERS_TYPES.size());
      for (JsonNode message : front.messages()) {
        String id = message.path("messageId").asText();
        browser.until(id, () -> !trackline.rowsOfId(id).isEmpty());
      }
      browser.until("all troubles", front::isOver);
      assertThat(front.messages())
          .extracting(message -> message.path("type").asText())
          .containsExactlyInAnyOrderElementsOf(RUDDERS_TYPES);
      for (JsonNode message : front.messages()) {
        List<JsonNode> rows = trackline.rowsOfId(message.path("messageId").asText());
        assertThat(rows).hasSize(1);
        isWhatRudderSent(rows.getFirst(), message);
      }
      assertThat(front.passed())
          .extracting(FaultyFront.Passed::path)
          .contains("/sourceConfig/", how.isEmpty() ? "/v1/track" : "/beacon/v1/batch");
    }
  }

  /** A beacon is sent once, and nobody reads its answer. */
  private static FaultyFront.Trouble[] troubles(String how) {
    return how.isEmpty()
        ? new FaultyFront.Trouble[] {ANSWER_LOST, THROTTLED}
        : new FaultyFront.Trouble[0];
  }

  private static void isWhatRudderSent(JsonNode row, JsonNode message) {
    assertThat(row.path("event_type")).isEqualTo(message.path("type"));
    assertThat(row.path("anonymous_id")).isEqualTo(message.path("anonymousId"));
    assertThat(row.path("page_url")).isEqualTo(message.at("/context/page/url"));
    JsonNode kept = Json.read(row.path("properties").asText());
    message
        .path("properties")
        .properties()
        .forEach(
            property ->
                assertThat(Json.areEqual(kept.path(property.getKey()), property.getValue()))
                    .as("%s of %s", property, kept)
                    .isTrue());
    assertThat(Json.areEqual(kept.at("/context/traits"), message.at("/context/traits"))).isTrue();
  }
}
