package trackline.tests.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;

/** What the page says of events that were refused. */
final class RefusedEventsPageTest {

  /** Without a word of the place it would be the stack's quarantine, with somebody's account. */
  @Test
  void theAdviceToReplayNamesThisTrackline() {
    try (Site site = Site.start();
        Browser browser = new Browser()) {
      site.post(JsonNodeFactory.instance.arrayNode().add("no event"));
      site.refresh();

      browser.open(site.url("/"));

      String origin = site.url("/").replaceFirst("/$", "");
      assertThat(browser.visible("[data-panel=quarantine_per_day] code").getText())
          .startsWith("./trackline replay --local --url " + origin + " --from 20")
          .endsWith(" --dry-run");
    }
  }
}
