package trackline.tests.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What a visitor sees of a Trackline with a week of events. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DashboardPageTest {

  private static final String HOSTILE = "<img src=x onerror=\"document.title='broken'\">";

  private final Site site = Site.start();
  private final Browser browser = new Browser();
  private String user = "";

  @BeforeEach
  void desktop() {
    user = "visitor " + UUID.randomUUID();
    browser.view(1440, false);
    browser.complaints();
  }

  @AfterEach
  void nothingWentWrongUnseen() {
    assertThat(browser.complaints()).filteredOn(line -> !line.contains("status of 40")).isEmpty();
  }

  @AfterAll
  void close() {
    browser.close();
    site.close();
  }

  private void openDashboard() {
    browser.open(site.url("/"));
    browser.visible("[data-panel=logins_per_day] canvas");
    browser.until("all panels", () -> browser.all(".panel-content").size() == 6);
  }

  private void show(String user) {
    WebElement field = browser.visible("#user-id");
    field.clear();
    field.sendKeys(user, Keys.ENTER);
    browser.until("an answer", () -> !browser.all(".activity-result:not([aria-busy])").isEmpty());
  }

  /** The counts of a rollup's days, as the page writes them. */
  private List<String> counts(String rollup) {
    List<String> counts = new ArrayList<>();
    site.rollup(rollup).path("rows").forEach(row -> counts.add(grouped(row.path(1).asLong())));
    return counts;
  }

  private long sum(String rollup) {
    long sum = 0;
    for (JsonNode row : site.rollup(rollup).path("rows")) {
      sum += row.path(1).asLong();
    }
    return sum;
  }

  private static String grouped(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private List<String> shownEvents() {
    return browser.texts(".events tbody tr:not(.detail) td.event");
  }

  private ObjectNode event(String type) {
    ObjectNode event = JsonNodeFactory.instance.objectNode().put("event_type", type);
    event.put("event_id", UUID.randomUUID().toString()).put("user_id", user);
    event.put("ip_address", "192.0.2.44");
    event.put(
        "user_agent",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            + " Version/18.1 Safari/605.1.15");
    return event.put("event_at", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"logins_per_day", "events_per_day", "active_users_per_day"})
  void aPanelShowsTheDaysOfItsRollup(String name) {
    openDashboard();
    browser.visible("[data-panel=" + name + "] summary").click();

    browser.until(
        "the rollup's days",
        () -> browser.texts("[data-panel=" + name + "] tbody td").equals(counts(name)));
    List<String> wanted = counts(name);
    assertThat(wanted).hasSize(7);
    WebElement chart = browser.visible("[data-panel=" + name + "] canvas");
    assertThat(chart.getDomAttribute("aria-label")).contains("7 days").contains(wanted.getLast());
  }

  @Test
  void theWeeksLoginsAndTheAgeStandOut() {
    openDashboard();

    browser.until(
        "the week's sum",
        () ->
            browser
                .visible("[data-panel=logins_per_day] .figure strong")
                .getText()
                .equals(grouped(sum("logins_per_day"))));
    assertThat(browser.visible("#freshness").getText()).startsWith("Computed ");
  }

  @Test
  void devicesAreCountedByClassSystemAndBrowser() {
    openDashboard();
    assertThat(browser.texts("[data-panel=devices] tbody th")).contains("desktop");

    browser.visible("[data-panel=devices] label:nth-of-type(3)").click();

    browser.until(
        "browsers", () -> browser.texts("[data-panel=devices] tbody th").contains("Chrome"));
  }

  @Test
  void anEventJustAcceptedIsShownAsTextWhateverItHolds() {
    ObjectNode event = event("page").put("event_name", HOSTILE);
    event.putObject("properties").put("note", HOSTILE).put("title", "Prices");
    site.post(event);
    openDashboard();

    show(user);
    browser.until("the event", () -> shownEvents().size() == 1);
    assertThat(shownEvents().getFirst()).contains(HOSTILE);
    browser.visible(".events .toggle").click();

    assertThat(browser.visible(".facts").getText()).contains(HOSTILE.replace("\"", "\\\""));
    assertThat(browser.visible(".facts").getText()).contains("Safari");
    assertThat(browser.all("main img")).isEmpty();
    assertThat(browser.script("return document.title")).isEqualTo("Trackline");
  }

  @Test
  void moreIsLoadedOnDemandAndLoginsApart() {
    for (int i = 0; i < 29; i++) {
      site.post(event("click"));
    }
    site.post(event("login"));
    openDashboard();
    show(user);
    browser.until("the first page", () -> shownEvents().size() == 25);

    browser.visible(".more button").sendKeys(Keys.ENTER);

    browser.until("all events", () -> shownEvents().size() >= 30);
    assertThat(browser.visible(".more").getText()).endsWith("no older ones");
    assertThat(browser.focused().getText()).isEqualTo("Details");

    browser.visible(".activity-form label:nth-of-type(2)").click();
    browser.until("the login alone", () -> shownEvents().equals(List.of("login")));
  }

  @Test
  void whatAPersonDidUnderOtherIdsIsShownToo() {
    ObjectNode first = event("page").put("anonymous_id", user + "/a");
    site.post(first.without("user_id"));
    site.post(event("identify").put("anonymous_id", user + "/a"));
    openDashboard();
    show(user);

    browser.until("both events", () -> shownEvents().equals(List.of("identify", "page")));
    assertThat(browser.visible("#other-ids").getText())
        .isEqualTo("With what came under anon:" + user + "/a.");
  }

  @Test
  void aStrangerHasNoEventsAndThePageSaysSo() {
    openDashboard();

    show("nobody-" + UUID.randomUUID());

    assertThat(browser.visible(".activity-result .empty").getText()).startsWith("No events of");
  }

  @Test
  void theKeyboardIsEnough() {
    site.post(event("login"));
    openDashboard();
    browser.visible("body").sendKeys(Keys.TAB);
    assertThat(browser.focused().getText()).isEqualTo("Skip to the content");

    show(user);
    WebElement toggle = browser.visible(".events .toggle");
    toggle.sendKeys(Keys.ENTER);

    assertThat(toggle.getDomAttribute("aria-expanded")).isEqualTo("true");
    assertThat(browser.visible(".events .facts").isDisplayed()).isTrue();
  }

  @Test
  void aKeyOfAnotherKindIsSentBackWithAReason() {
    browser.open(site.url("/#read_key=" + Site.WRITE_KEY));

    assertThat(browser.visible("#sign-in-error").getText()).contains("another kind");
    assertThat(browser.script("return location.hash")).isEqualTo("");
    browser.visible("#read-key").sendKeys("no such key", Keys.ENTER);
    browser.until(
        "the refusal", () -> browser.visible("#sign-in-error").getText().contains("not known"));

    browser.visible("#read-key").sendKeys(Site.READ_KEY, Keys.ENTER);

    assertThat(browser.visible("[data-panel=logins_per_day] canvas").isDisplayed()).isTrue();
    assertThat(browser.all("#sign-in")).isEmpty();
  }

  @Test
  void signingOutForgetsTheKey() {
    openDashboard();

    browser.visible("#sign-out").click();

    browser.visible("#read-key");
    assertThat(browser.script("return sessionStorage.length")).isEqualTo(0L);
    assertThat(browser.visible("#read-key-place").getText())
        .endsWith("on this machine, is " + Site.READ_KEY + ".")
        .doesNotContain("Secrets Manager");
  }

  @Test
  void nothingComesFromAnotherHost() {
    openDashboard();

    Object hosts =
        browser.script(
            "return [...new Set(performance.getEntriesByType('resource')"
                + ".map((entry) => new URL(entry.name).origin))]");

    assertThat((List<?>) hosts).hasSize(1);
    assertThat(site.url("/")).startsWith(((List<?>) hosts).getFirst().toString());
  }

  @ParameterizedTest
  @CsvSource({"360, false", "360, true", "768, false", "1440, true"})
  void thePageFitsAndIsUsableByAll(int width, boolean dark) {
    site.post(event("login"));
    browser.view(width, dark);
    openDashboard();
    show(user);
    browser.until("the event", () -> !shownEvents().isEmpty());

    assertThat(browser.script("return document.documentElement.scrollWidth <= innerWidth"))
        .isEqualTo(true);
    browser.all(".page section .panel-body > *").stream()
        .filter(part -> !part.findElements(By.cssSelector("table")).isEmpty())
        .forEach(part -> assertThat(part.getRect().getWidth()).isLessThanOrEqualTo(width));
    assertThat(browser.accessibilityFaults()).isEmpty();
  }

  /** The README's picture; it goes to docs only when that is asked for. */
  @Test
  void aPictureOfThePageIsSaved() {
    user = "ada-" + UUID.randomUUID().toString().substring(0, 4);
    site.post(event("signup"));
    site.post(event("login"));
    site.post(event("page").put("event_name", "Pricing"));
    ObjectNode purchase = event("purchase").put("event_name", "Team plan");
    purchase.putObject("properties").put("currency", "EUR").put("revenue", 290);
    site.post(purchase);
    openDashboard();
    show(user);
    browser.until("the events", () -> shownEvents().size() >= 4);
    String root = System.getProperty("trackline.root", ".");
    boolean asked = Boolean.getBoolean("trackline.screenshot");
    Path file = Path.of(asked ? root + "/docs/dashboard.png" : "target/dashboard.png");

    browser.save(file);

    assertThat(file).isNotEmptyFile();
  }
}
