package trackline.tests.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.tests.page.TagDoor.Call;

/** What the tag does on the pages of another site, whatever its door answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TagTest {

  private static final String RANDOM_ID = "\\d{1,10}(-\\d{1,10}){3}";

  private final Browser browser = new Browser();
  private TagDoor door = new TagDoor();
  private OtherSite site = new OtherSite(door.url(), "");

  /** An origin of its own for each test, so that nothing is remembered of another. */
  @BeforeEach
  void start() {
    stop();
    door = new TagDoor();
    site = new OtherSite(door.url(), OtherSite.line(door.url()));
    browser.complaints();
  }

  @AfterEach
  void thePageDidNotNotice() {
    assertThat(browser.complaints()).filteredOn(line -> !line.contains("status of ")).isEmpty();
    browser.forgetScripts();
  }

  @AfterAll
  void stop() {
    site.close();
    door.close();
  }

  @AfterAll
  void close() {
    browser.close();
  }

  private void open(String path) {
    int before = ofType("page").size();
    browser.open(site.url(path));
    browser.until("a page view", () -> ofType("page").size() > before);
  }

  private List<JsonNode> ofType(String type) {
    return door.events().stream()
        .filter(event -> event.path("event_type").asText().equals(type))
        .toList();
  }

  /** The one event of a type, waited for. */
  private JsonNode event(String type) {
    browser.until("an event " + type, () -> !ofType(type).isEmpty());
    assertThat(ofType(type)).hasSize(1);
    return ofType(type).getFirst();
  }

  private JsonNode track(String name) {
    browser.until(
        "the event " + name, () -> ofType("track").stream().anyMatch(event -> named(event, name)));
    return ofType("track").stream().filter(event -> named(event, name)).findFirst().orElseThrow();
  }

  private static boolean named(JsonNode event, String name) {
    return event.path("event_name").asText().equals(name);
  }

  @Test
  void aPageViewIsSentInOneSimpleRequest() {
    open("/prices?utm_source=mail#token=secret");

    assertThat(door.calls()).singleElement().extracting(Call::method).isEqualTo("POST");
    Call call = door.calls().getFirst();
    assertThat(call.type()).startsWith("text/plain");
    assertThat(call.body().path("writeKey").asText()).isEqualTo("local-write");
    JsonNode page = event("page");
    assertThat(page.path("page_url").asText()).isEqualTo(site.url("/prices?utm_source=mail"));
    assertThat(page.path("page_path").asText()).isEqualTo("/prices");
    assertThat(page.path("properties").path("title").asText()).isEqualTo("Shop /prices");
    assertThat(Instant.parse(call.body().path("sent_at").asText()))
        .isBetween(Instant.parse(page.path("event_at").asText()), Instant.now());
    for (String id : List.of("event_id", "anonymous_id", "session_id")) {
      assertThat(page.path(id).asText()).as(id).matches(RANDOM_ID);
    }
    assertThat(page.has("user_id")).isFalse();
  }

  @Test
  void visitorAndSessionStayTheSameFromPageToPage() {
    open("/one");
    browser.visible("#next").click();
    browser.until("the second page", () -> ofType("page").size() == 2);

    JsonNode one = ofType("page").getFirst();
    JsonNode two = ofType("page").getLast();
    for (String id : List.of("anonymous_id", "session_id")) {
      assertThat(two.path(id)).as(id).isEqualTo(one.path(id));
    }
    assertThat(two.path("referrer").asText()).isEqualTo(site.url("/one"));
  }

  @Test
  void aSessionEndsWithHalfAnHourOfSilence() {
    open("/");
    browser.script(
        "const [id, at] = JSON.parse(localStorage.trackline_session);"
            + "localStorage.trackline_session = JSON.stringify([id, at - 30 * 60 * 1000]);"
            + "trackline('Back')");

    JsonNode before = event("page");
    assertThat(track("Back").path("session_id")).isNotEqualTo(before.path("session_id"));
    assertThat(track("Back").path("anonymous_id")).isEqualTo(before.path("anonymous_id"));
  }

  @Test
  void aMarkedClickIsSentAlthoughItLeavesThePage() {
    open("/");
    browser.visible("#plain").click();
    browser.visible("#inside").click();

    JsonNode click = event("click");
    assertThat(click.path("event_name").asText()).isEqualTo("Leave");
    assertThat(click.path("properties").toString())
        .isEqualTo("{\"target\":\"Leave\",\"order_id\":\"7\"}");
    assertThat(click.path("page_path").asText()).isEqualTo("/");
  }

  @Test
  void anEventIsSentAlthoughTheTabIsClosedAtOnce() {
    browser.newTab();
    open("/");
    browser.script("addEventListener('pagehide', () => trackline('Gone'))");
    browser.script("trackline('Order placed', {amount: 12}); trackline.track('Paid')");
    browser.closeTab();

    assertThat(track("Order placed").path("properties").toString()).isEqualTo("{\"amount\":12}");
    assertThat(track("Paid").has("properties")).isFalse();
    track("Gone");
    assertThat(ofType("track")).hasSize(3);
  }

  /** A browser has six requests to a host under way at most, so the last two have not begun. */
  @Test
  void anEventIsSentAlthoughTheTabIsClosedBeforeTheRequestBegins() {
    browser.newTab();
    open("/");
    door.hold();
    for (int i = 0; i < 8; i++) {
      browser.script("trackline('Waiting', {i: arguments[0]})", i);
    }
    browser.closeTab();
    door.release();

    browser.until("all events", () -> ofType("track").size() == 8);
  }

  @Test
  void aCallBeforeTheTagIsThereIsMadeLater() {
    open("/?early");

    assertThat(track("Early").path("properties").toString()).isEqualTo("{\"n\":1}");
    browser.script("trackline.push((t) => t('Late'))");
    track("Late");
  }

  @Test
  void whoIsIdentifiedIsKnownOnEveryPageUntilAReset() {
    open("/");
    browser.script("trackline.identify('ada', {plan: 'pro'})");
    JsonNode identify = event("identify");
    assertThat(identify.path("user_id").asText()).isEqualTo("ada");
    assertThat(identify.path("anonymous_id")).isEqualTo(event("page").path("anonymous_id"));
    assertThat(identify.path("properties").toString()).isEqualTo("{\"traits\":{\"plan\":\"pro\"}}");

    open("/account");
    assertThat(ofType("page").getLast().path("user_id").asText()).isEqualTo("ada");

    browser.script("trackline.reset(); trackline('Logged out')");
    JsonNode after = track("Logged out");
    assertThat(after.has("user_id")).isFalse();
    for (String id : List.of("anonymous_id", "session_id")) {
      assertThat(after.path(id).asText())
          .matches(RANDOM_ID)
          .isNotEqualTo(identify.path(id).asText());
    }
  }

  @Test
  void aUserIdThatIsANumberStaysOne() {
    open("/");
    browser.script("trackline.identify(1815)");

    assertThat(event("identify").path("user_id").toString()).isEqualTo("1815");
  }

  @Test
  void aPathThatAScriptChangesIsAPageView() {
    open("/");
    browser.script("history.replaceState({}, '', '/?sort=price#top')");
    browser.script("history.pushState({}, '', '/cart')");
    browser.script("history.pushState({}, '', '/cart#step-2')");
    browser.script("history.go(-2)");
    browser.until("three page views", () -> ofType("page").size() == 3);
    browser.script("trackline('End')");
    track("End");

    assertThat(ofType("page"))
        .extracting(page -> page.path("page_path").asText())
        .containsExactly("/", "/cart", "/");
    assertThat(ofType("page").get(1).path("referrer").asText()).isEqualTo(site.url("/"));
    assertThat(ofType("page").get(2).path("referrer").asText()).isEqualTo(site.url("/cart"));
  }

  /** A fragment that is no route may be a secret. */
  @Test
  void aRouteBehindTheHashIsAPageViewWhereTheTagIsToldSo() {
    site.close();
    site =
        new OtherSite(
            door.url(), OtherSite.line(door.url()).replace("data-", "data-hash-routes data-"));
    open("/app?a=1#token=secret");
    browser.script("location.hash = '#/cart?coupon=x'");
    browser.until("the route's view", () -> ofType("page").size() == 2);
    browser.script("location.hash = '#/cart?coupon=y'");
    browser.script("history.pushState({}, '', '#!/orders/7')");
    browser.script("history.back()");
    browser.until("four page views", () -> ofType("page").size() == 4);
    browser.script("location.hash = '#top'");
    browser.until("the last view", () -> ofType("page").size() == 5);

    assertThat(ofType("page"))
        .extracting(page -> page.path("page_path").asText())
        .containsExactly("/app", "/cart", "/orders/7", "/cart", "/app");
    assertThat(ofType("page"))
        .extracting(page -> page.path("page_url").asText())
        .containsExactly(
            site.url("/app?a=1"),
            site.url("/app?a=1#/cart"),
            site.url("/app?a=1#!/orders/7"),
            site.url("/app?a=1#/cart"),
            site.url("/app?a=1"));
    assertThat(ofType("page").get(2).path("referrer").asText())
        .isEqualTo(site.url("/app?a=1#/cart"));
  }

  @Test
  void aCampaignIsKeptFromTheQueryAndFromTheFragment() {
    open("/?utm_source=mail&utm_campaign=Two+words%21&utm_id=7&utm_term=&next=/x?utm_content=no");
    assertThat(campaign()).isEqualTo("{\"utm_source\":\"mail\",\"utm_campaign\":\"Two words!\"}");
    open("/?utm_source=mail#utm_source=other&utm_medium=social");
    assertThat(campaign()).isEqualTo("{\"utm_source\":\"mail\",\"utm_medium\":\"social\"}");
    open("/plain#/route?utm_content=a%20b&utm_term=%E2%82%AC");
    assertThat(campaign()).isEqualTo("{\"utm_content\":\"a b\",\"utm_term\":\"€\"}");
    open("/none");
    assertThat(campaign()).isEqualTo("{}");
  }

  /** What the newest page view tells of its campaign. */
  private String campaign() {
    ObjectNode properties = (ObjectNode) ofType("page").getLast().path("properties").deepCopy();
    return properties.without("title").toString();
  }

  @Test
  void theFirstPageIsOfWhomACallBeforeItIdentifies() {
    open("/?identified");

    assertThat(event("page").path("user_id").asText()).isEqualTo("ada");
    assertThat(event("page").path("anonymous_id"))
        .isEqualTo(event("identify").path("anonymous_id"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Object.defineProperty(navigator, 'doNotTrack', {value: '1'})",
        "Object.defineProperty(navigator, 'doNotTrack', {value: 'yes'})",
        "window.doNotTrack = '1'",
        "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})",
      })
  void whoDoesNotWantToBeTrackedIsNot(String wish) {
    browser.onEveryPage(wish);
    browser.open(site.url("/?early"));
    browser.script(
        "trackline('Order placed'); trackline.identify('ada'); trackline.reset();"
            + "trackline.push((t) => t.track('Again')); history.pushState({}, '', '/cart')");
    browser.visible("#inside").click();
    browser.visible("#plain");
    browser.forgetScripts();
    String wanted = site.url("/wanted");
    browser.open(wanted);
    browser.until("a page view", () -> !ofType("page").isEmpty());

    assertThat(door.events())
        .singleElement()
        .extracting(e -> e.path("page_url").asText())
        .isEqualTo(wanted);
  }

  @Test
  void aWishNotToBeTrackedLeavesNothingInTheStorage() {
    browser.onEveryPage("Object.defineProperty(navigator, 'doNotTrack', {value: '1'})");
    browser.open(site.url("/"));
    browser.script("trackline('Order placed'); trackline.identify('ada')");

    assertThat(browser.script("return localStorage.length + document.cookie.length")).isEqualTo(0L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked'); }})",
        "Storage.prototype.setItem = () => { throw new Error('full'); };"
            + "Object.defineProperty(window, 'localStorage', {value: Object.freeze({})})",
        "Object.defineProperty(window, 'localStorage', {value: null})",
      })
  void whereTheStorageIsBlockedAVisitLastsAsLongAsThePage(String block) {
    browser.onEveryPage(block);
    open("/");
    browser.script("trackline.identify('ada'); trackline('Order placed')");

    JsonNode order = track("Order placed");
    assertThat(order.path("user_id").asText()).isEqualTo("ada");
    for (String id : List.of("anonymous_id", "session_id")) {
      assertThat(order.path(id).asText())
          .matches(RANDOM_ID)
          .isEqualTo(event("page").path(id).asText());
    }
  }

  @Test
  void aStorageThatHoldsSomethingElseIsNoTrouble() {
    browser.open(site.url("/gone"));
    browser.script(
        "for (const name of ['failed', 'session', 'anonymous', 'user'])"
            + " localStorage.setItem('trackline_' + name, '{')");
    door.answer(503);
    open("/");

    assertThat(event("page").path("anonymous_id").asText()).matches(RANDOM_ID);
  }

  @Test
  void anEventThatCannotBeTakenIsSentAgainAsTheSame() {
    door.answer(503, 503);
    open("/");

    browser.until("a third try", () -> door.calls().size() == 3);
    assertThat(door.calls()).extracting(Call::status).containsExactly(503, 503, 200);
    assertThat(door.calls())
        .extracting(call -> call.events().toString())
        .containsOnly(door.calls().getFirst().events().toString());
    browser.until("nothing left to send", () -> !failureIsStored());
  }

  @Test
  void whatFailedIsSentByTheNextPage() {
    door.answer(503);
    browser.open(site.url("/one"));
    browser.until("the failure noted", this::failureIsStored);
    browser.visible("#next").click();

    browser.until("both views", () -> ofType("page").size() == 2);
    assertThat(ofType("page"))
        .extracting(page -> page.path("page_path").asText())
        .containsExactlyInAnyOrder("/one", "/next");
  }

  private boolean failureIsStored() {
    return browser.script("return JSON.stringify(localStorage)").toString().contains("event_id");
  }

  @Test
  void whatIsRefusedIsNotSentAgain() {
    door.answer(401);
    browser.open(site.url("/one"));
    browser.until("the answer", () -> !door.calls().isEmpty());
    open("/two");

    assertThat(door.calls()).extracting(Call::status).containsExactly(401, 200);
    assertThat(ofType("page"))
        .extracting(page -> page.path("page_path").asText())
        .containsExactly("/two");
  }

  @Test
  void aDoorThatIsNotThereIsTriedAgainByTheNextPage() {
    open("/");
    browser.onEveryPage("window.fetch = () => Promise.reject(new TypeError('offline'))");
    browser.open(site.url("/offline"));
    browser.until("the failure noted", this::failureIsStored);
    browser.forgetScripts();
    open("/online");

    browser.until("all views", () -> ofType("page").size() == 3);
  }

  @Test
  void manyAndLargeEventsAreSentToo() {
    open("/");
    browser.script(
        "for (let i = 0; i < 120; i++) trackline('Many', {i});"
            + "trackline('Large', {text: 'é'.repeat(100000)})");

    browser.until("all events", () -> ofType("track").size() == 121);
    assertThat(ofType("track")).extracting(event -> event.path("event_id")).doesNotHaveDuplicates();
    assertThat(door.calls()).extracting(call -> call.events().size()).allMatch(size -> size <= 50);
  }

  @Test
  void whatCannotBeSentIsNoTroubleOfThePage() {
    open("/");
    browser.script(
        "const a = {}; a.a = a; trackline('Circle', a); trackline('Big', {n: 10n});"
            + "trackline.identify(10n); trackline(); trackline.push(); trackline.push(1);"
            + "const b = {v: 1}; trackline('Changed', b); b.v = 2;");

    assertThat(track("Changed").path("properties").toString()).isEqualTo("{\"v\":1}");
  }

  @Test
  void aSecondTagOnThePageDoesNotCountTwice() {
    open("/");
    browser.script(
        "const s = document.createElement('script'); s.src = arguments[0];"
            + "window.loaded = false; s.onload = () => { window.loaded = true; };"
            + "document.head.append(s)",
        door.url().resolve("/tag.js").toString());
    browser.until("the second tag", () -> browser.script("return window.loaded").equals(true));
    browser.script("trackline('End')");
    track("End");

    assertThat(ofType("page")).hasSize(1);
  }
}
