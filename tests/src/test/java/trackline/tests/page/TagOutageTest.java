package trackline.tests.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What becomes of the tag's events while its door is shut, for seconds or for hours: the pages have
 * a clock that the test moves.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TagOutageTest {

  /** Timers that wait for the test, and a count of the requests whose answers are not read yet. */
  private static final String CLOCK =
      """
      window.clock = { now: 0, timers: [], made: 0, waits: [] };
      clock.next = () => Math.min(...clock.timers.map((timer) => timer.at));
      clock.advance = (time) => {
        clock.now += time;
        const due = clock.timers.filter((timer) => timer.at <= clock.now);
        clock.timers = clock.timers.filter((timer) => timer.at > clock.now);
        due.forEach((timer) => timer.call());
      };
      window.setTimeout = (call, wait) => {
        clock.waits.push(wait);
        clock.timers.push({ id: ++clock.made, at: clock.now + wait, call });
        return clock.made;
      };
      window.clearTimeout = (id) => {
        clock.timers = clock.timers.filter((timer) => timer.id !== id);
      };
      window.requests = { underWay: 0, most: 0, broken: 0 };
      const send = window.fetch;
      window.fetch = async (...args) => {
        requests.most = Math.max(requests.most, ++requests.underWay);
        try {
          const answer = await send(...args);
          const read = answer.text.bind(answer);
          answer.text = () => read().finally(() => requests.underWay--);
          return answer;
        } catch (e) {
          requests.underWay--;
          requests.broken++;
          throw e;
        }
      };
      """;

  private static final String OFFLINE =
      "window.fetch = () => Promise.reject(new TypeError('offline'))";

  /** Nobody ever answers, and nothing reaches the door. */
  private static final String SILENCE =
      "window.asked = 0; window.fetch = () => { asked++; return new Promise(() => {}); }";

  /** One request for each event, from the first number to before the last. */
  private static final String TRACK_EACH =
      """
      const [first, end, text] = arguments;
      return (async () => {
        for (let i = first; i < end; i++) {
          trackline("Outage", { i, text });
          await null;
          await null;
          // Batches of one millisecond are in no order.
          for (const now = Date.now(); Date.now() == now; );
        }
      })();
      """;

  private final Browser browser = new Browser();
  private TagDoor door = new TagDoor();
  private OtherSite site = new OtherSite(door.url(), "");

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
    browser.open(site.url(path));
    browser.until("the tag", () -> isTrue("return !!window.trackline"));
  }

  private boolean isTrue(String script) {
    return browser.script(script).equals(true);
  }

  private long number(String script) {
    return ((Number) browser.script(script)).longValue();
  }

  private void answered() {
    browser.until("the answers", () -> isTrue("return requests.underWay === 0"));
  }

  private void advance(long time) {
    browser.script("clock.advance(arguments[0])", time);
    answered();
  }

  /** To the moment when the tag tries again, however long that is. */
  private void advanceToTheNextTry() {
    advance(number("return clock.next() - clock.now"));
  }

  private void track(int first, int end, String text) {
    browser.script(TRACK_EACH, first, end, text);
  }

  private long stored() {
    return number(
        "return Object.values(localStorage).join().split('\"event_name\":\"Outage\"').length - 1");
  }

  /** The numbers of the events that were taken, in their order, each once. */
  private List<Integer> taken() {
    return door.events().stream()
        .filter(event -> event.path("event_name").asText().equals("Outage"))
        .map(event -> event.path("properties").path("i").asInt())
        .distinct()
        .sorted()
        .toList();
  }

  private static List<Integer> numbers(int first, int end) {
    return IntStream.range(first, end).boxed().toList();
  }

  private void nothingIsStored() {
    assertThat(browser.script("return JSON.stringify(localStorage)").toString())
        .doesNotContain("event_id");
  }

  @Test
  void tenEventsInAnOutageOfHalfAMinuteAllArrive() {
    browser.onEveryPage(CLOCK);
    door.usually(503);
    open("/");
    List<Long> timers = new ArrayList<>();
    for (int second = 0; second < 30; second++) {
      if (second % 3 == 0) {
        track(second / 3, second / 3 + 1, "");
      }
      advance(1000);
      timers.add(number("return clock.timers.length"));
    }
    assertThat(timers).as("one timer").containsOnly(1L);
    assertThat(door.calls()).as("eleven first tries, four later").hasSize(15);

    door.usually(200);
    advanceToTheNextTry();
    browser.until("all events", () -> taken().equals(numbers(0, 10)));
    answered();

    nothingIsStored();
    assertThat(door.events()).hasSize(11).extracting(this::id).doesNotHaveDuplicates();
    assertThat(number("return clock.timers.length")).isZero();
  }

  private String id(JsonNode event) {
    return event.path("event_id").asText();
  }

  @Test
  void theWaitsOfAnOutageGrowToAMinuteAndASuccessEndsThem() {
    browser.onEveryPage(CLOCK);
    door.usually(503);
    open("/");
    answered();
    track(0, 3, "");
    answered();
    for (int i = 0; i < 8; i++) {
      advanceToTheNextTry();
    }
    assertThat(browser.script("return clock.waits.join()"))
        .isEqualTo("1000,2000,4000,8000,16000,32000,60000,60000,60000");

    door.usually(200);
    track(3, 4, "");
    browser.until("all events", () -> taken().equals(numbers(0, 4)));
    answered();
    nothingIsStored();

    door.answer(503);
    track(4, 5, "");
    answered();
    assertThat(browser.script("return clock.waits.slice(9).join()")).isEqualTo("1000");
    advanceToTheNextTry();
    assertThat(taken()).isEqualTo(numbers(0, 5));
  }

  @Test
  void whatALongOutageLeavesIsSentByTheNextPage() {
    browser.onEveryPage(CLOCK);
    door.usually(503);
    open("/");
    answered();
    track(0, 10, "");
    answered();
    for (int i = 0; i < 60; i++) {
      advanceToTheNextTry();
    }
    assertThat(number("return clock.now")).isGreaterThan(3_000_000);
    door.usually(200);
    open("/later");

    browser.until("all events", () -> taken().equals(numbers(0, 10)));
    answered();
    nothingIsStored();
  }

  /** As a page may close before a slow refusal comes, what it records then is stored first. */
  @Test
  void anOutageThatIsKnownLosesNothingToASlowAnswer() {
    browser.onEveryPage(CLOCK);
    door.usually(503);
    open("/");
    answered();
    browser.script(SILENCE);
    track(0, 1, "");

    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void aBatchThatAlwaysFailsDoesNotStopTheOthers() {
    browser.onEveryPage(CLOCK);
    door.usually(503);
    open("/");
    answered();
    track(0, 3, "");
    answered();
    door.usually(200);
    door.refuse("page");
    for (int i = 0; i < 4; i++) {
      advanceToTheNextTry();
    }

    assertThat(taken()).isEqualTo(numbers(0, 3));
    assertThat(stored()).isZero();
  }

  @Test
  void theOldestGiveWayToTheNewestAtHalfAMegabyte() {
    browser.onEveryPage(CLOCK + OFFLINE);
    open("/");
    track(0, 30, "x".repeat(30_000));
    browser.until("the failures noted", () -> stored() > 10);
    assertThat(number("return JSON.stringify(localStorage).length")).isLessThan(600_000);
    browser.forgetScripts();
    open("/online");

    browser.until("the newest", () -> taken().contains(29));
    assertThat(taken()).isEqualTo(numbers(30 - taken().size(), 30)).hasSizeGreaterThan(10);
  }

  /** Browsers refuse `keepalive` to more than 64 KB that are under way together. */
  @Test
  void storedBatchesOfMoreThanTheBrowserKeepsAliveAllArrive() {
    browser.onEveryPage(CLOCK + OFFLINE);
    open("/");
    track(0, 15, "x".repeat(12_000));
    browser.until("the failures noted", () -> stored() == 15);
    browser.forgetScripts();
    browser.onEveryPage(CLOCK);
    open("/online");

    browser.until("all events", () -> taken().equals(numbers(0, 15)));
    answered();
    nothingIsStored();
    assertThat(number("return requests.broken")).isZero();
    assertThat(number("return requests.most")).as("one stored, one new").isLessThanOrEqualTo(2);
  }

  @Test
  void newEventsOfMoreThanTheBrowserKeepsAliveAllArrive() {
    browser.onEveryPage(CLOCK);
    open("/");
    answered();
    door.hold();
    track(0, 12, "é".repeat(6_000));
    door.release();
    browser.until("all events", () -> taken().equals(numbers(0, 12)));
    answered();
    track(12, 13, "é".repeat(6_000));
    answered();

    nothingIsStored();
    assertThat(door.calls()).hasSize(14);
  }

  @Test
  void aTabThatClosesWhileItSendsLeavesTheBatchesToTheOthers() {
    browser.onEveryPage(CLOCK + OFFLINE);
    open("/");
    track(0, 3, "");
    browser.until("the failures noted", () -> stored() == 3);
    browser.forgetScripts();
    browser.newTab();
    browser.onEveryPage(CLOCK + SILENCE);
    open("/first");
    browser.until("the first tab sends", () -> number("return asked") >= 2);
    browser.forgetScripts();
    browser.closeTab();
    open("/second");

    browser.until("all events", () -> taken().equals(numbers(0, 3)));
  }

  @Test
  void twoTabsThatSendTheSameAtOnceLoseNothing() {
    browser.onEveryPage(CLOCK + OFFLINE);
    open("/");
    track(0, 3, "");
    browser.until("the failures noted", () -> stored() == 3);
    browser.forgetScripts();
    door.hold();
    browser.newTab();
    open("/first");
    track(3, 4, "");
    browser.newTab();
    open("/second");
    track(4, 5, "");
    door.answer(503, 503, 503, 503);
    door.release();

    browser.until("all events", () -> taken().equals(numbers(0, 5)));
    browser.until("nothing is left", () -> stored() == 0);
    browser.closeTab();
    browser.closeTab();
  }
}
