package trackline.tests.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import trackline.local.Local;
import trackline.local.LocalOptions;
import trackline.tests.walk.Client;

/** A visit of a page of another site, from the tag through the whole walk. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TagEventsTest {

  private final Browser browser = new Browser();
  private Local local;
  private Client client;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    local = Local.start(new LocalOptions(0, folder, 0, 7, 1));
    client = new Client(local.url());
  }

  @AfterAll
  void stop() {
    browser.close();
    local.close();
  }

  private List<JsonNode> events() {
    JsonNode events = client.get("/local/events?status=good").body().path("events");
    return StreamSupport.stream(events.spliterator(), false).toList();
  }

  private JsonNode event(String type) {
    List<JsonNode> found =
        events().stream().filter(event -> event.path("event_type").asText().equals(type)).toList();
    assertThat(found).as(type).hasSize(1);
    return found.getFirst();
  }

  @Test
  void aVisitIsInTheTableOnceAndItsVisitorIsOnePerson() throws Exception {
    try (OtherSite site = new OtherSite(local.url(), lineWithDigest(local.url()))) {
      browser.open(site.url("/prices?utm_source=mail#top"));
      browser.until("the page view", () -> events().size() == 1);
      browser.script("trackline('Order placed', {amount: 12.50, 'é\u2028': null})");
      browser.script("trackline.identify('ada', {plan: 'pro'})");
      browser.visible("#inside").click();
      browser.until("the visit", () -> events().size() == 4);
      assertThat(browser.complaints()).isEmpty();

      assertIsOfTheVisit(event("page"), site);
      assertThat(event("page").path("properties").asText())
          .isEqualTo("{\"title\":\"Shop /prices\",\"utm_source\":\"mail\"}");
      assertThat(event("track").path("event_name").asText()).isEqualTo("Order placed");
      assertThat(event("click").path("event_name").asText()).isEqualTo("Leave");
      assertThat(event("click").path("user_id").asText()).isEqualTo("ada");
      assertThat(event("identify").path("properties").asText())
          .isEqualTo("{\"traits\":{\"plan\":\"pro\"}}");
    }
    assertThat(client.get("/local/events?status=bad").body().path("events")).isEmpty();
    assertIsOnePerson();
  }

  private static void assertIsOfTheVisit(JsonNode page, OtherSite site) {
    String visitor = page.path("anonymous_id").asText();
    assertThat(page.path("user_id").asText()).isEqualTo("anon:" + visitor);
    assertThat(page.path("source").asText()).isEqualTo("tracker");
    assertThat(page.path("page_url").asText()).isEqualTo(site.url("/prices?utm_source=mail"));
    assertThat(page.path("page_path").asText()).isEqualTo("/prices");
    assertThat(page.path("ip_address").asText()).isIn("127.0.0.1", "::1");
    assertThat(page.path("user_agent").asText()).contains("Chrome");
    assertThat(page.path("session_id").asText()).isNotBlank();
    assertThat(page.has("referrer")).isFalse();
  }

  private void assertIsOnePerson() {
    client.local("flush");
    client.local("refresh");
    assertThat(total("events_per_day")).isEqualTo(4);
    assertThat(total("active_users_per_day")).isEqualTo(1);
  }

  /** The count of the days together: the visit may have begun before midnight. */
  private int total(String rollup) {
    JsonNode rows = client.get("/v1/rollups/" + rollup).body().path("rows");
    return StreamSupport.stream(rows.spliterator(), false)
        .mapToInt(row -> row.path(1).asInt())
        .sum();
  }

  /** The line with a digest (SRI), so that the browser runs that very script and no other. */
  private String lineWithDigest(URI url) throws Exception {
    byte[] script = client.send(client.to("/tag.js")).response().body();
    byte[] digest = MessageDigest.getInstance("SHA-384").digest(script);
    String attributes =
        " crossorigin integrity=\"sha384-%s\">"
            .formatted(Base64.getEncoder().encodeToString(digest));
    return OtherSite.line(url).replaceFirst(">", attributes);
  }
}
