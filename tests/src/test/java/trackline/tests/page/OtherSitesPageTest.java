package trackline.tests.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import trackline.local.Local;
import trackline.local.LocalOptions;
import trackline.tests.walk.Client;

/**
 * What a browser lets a page of another site do on this machine. Every name under localhost is this
 * machine's to Chromium, as a name of somebody's is that was led here (DNS rebinding).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OtherSitesPageTest {
  private final Browser browser = new Browser();
  private Local local;
  private Client client;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    local = Local.start(new LocalOptions(0, folder, 0, 7, 1));
    client = new Client(local.url());
  }

  @AfterAll
  void stop() {
    browser.close();
    local.close();
  }

  private String status(String path) {
    return String.valueOf(
        browser.script("return fetch(arguments[0]).then((answer) => answer.status)", path));
  }

  @Test
  void aNameThatWasLedHereReadsNothing() {
    browser.open(local.url().resolve("/").toString());
    assertThat(status("/local/session")).isEqualTo("200");
    browser.open("http://evil.localhost:" + local.url().getPort() + "/");
    assertThat(browser.visible("body").getText()).contains("is asked by a name", "--host");
    assertThat(status("/local/session")).isEqualTo("403");
  }

  @Test
  void aPageOfAnotherSiteSendsEvents() {
    try (OtherSite site = new OtherSite(local.url(), OtherSite.line(local.url()))) {
      browser.open(site.url("/shop").replace("127.0.0.1", "shop.localhost"));
      browser.until(
          "the page view",
          () -> client.get("/local/events?status=good").body().toString().contains("/shop"));
    }
  }
}
