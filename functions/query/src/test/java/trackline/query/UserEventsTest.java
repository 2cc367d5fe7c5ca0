package trackline.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import trackline.query.QueryFunction.Answer;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UserEventsTest {

  private static final EventQuery EVERYTHING = new EventQuery("busy", Optional.empty());

  private final QueryFunction function = new QueryFunction();

  @BeforeAll
  void storeEvents() {
    function.store(
        IntStream.range(0, 12)
            .mapToObj(i -> QueryFunction.event("busy", at(i), "login-" + i, "login"))
            .toList());
    function.store(
        IntStream.range(0, 3_000)
            .mapToObj(i -> QueryFunction.event("busy", at(1_000 + i), "page-" + i, "page"))
            .toList());
    function.store(
        List.of(
            QueryFunction.event("twin", at(5), "b", "click"),
            QueryFunction.event("twin", at(5), "a", "click"),
            QueryFunction.event("a/b c%", at(6), "slash", "page")));
  }

  @BeforeEach
  void forgetReads() {
    function.reads.clear();
    function.storeFails = false;
    function.readTakes = Duration.ZERO;
    function.clock.goesOnBy = Duration.ZERO;
  }

  @AfterAll
  void close() {
    function.close();
  }

  private static String at(int second) {
    return String.format(
        Locale.ROOT,
        "2026-11-19T%02d:%02d:%02d.000Z",
        second / 3_600,
        second / 60 % 60,
        second % 60);
  }

  private static List<String> ids(Answer answer) {
    return answer.json().path("events").findValuesAsText("event_id");
  }

  @Test
  void tenNewestLoginsAreFoundBehindThreeThousandOtherEvents() {
    Answer answer = function.get("/v1/users/busy/events?event_type=login&limit=10");

    assertThat(ids(answer))
        .containsExactlyElementsOf(
            IntStream.iterate(11, i -> i > 1, i -> i - 1).mapToObj(i -> "login-" + i).toList());
    assertThat(function.reads).hasSize(1);
    assertThat(function.reads.getFirst().indexName()).isEqualTo("history");

    String next = answer.json().path("next").textValue();
    Answer rest = function.get("/v1/users/busy/events?event_type=login&limit=10&before=" + next);
    assertThat(ids(rest)).containsExactly("login-1", "login-0");
    assertThat(rest.json().get("next").isNull()).isTrue();
  }

  /** No event may have such an id any more; the rows of earlier versions are still somebody's. */
  @Test
  void anIdWithAFormatCharacterIsReadAsItIs() {
    function.store(List.of(QueryFunction.event("zoe\u200b", at(1), "hidden", "login")));

    assertThat(ids(function.get("/v1/users/events?user_id=zoe%E2%80%8B")))
        .containsExactly("hidden");
    assertThat(ids(function.get("/v1/users/zoe\u200b/events"))).containsExactly("hidden");
    assertThat(ids(function.get("/v1/users/events?user_id=zoe"))).isEmpty();
  }

  @Test
  void anotherTypeIsFilteredWithinTheReadBudget() {
    List<Map<String, AttributeValue>> events = new ArrayList<>();
    events.add(QueryFunction.event("deep", at(0), "bought", "purchase"));
    IntStream.range(1, EventReader.READ_BUDGET + 500)
        .forEach(i -> events.add(QueryFunction.event("deep", at(i), "p" + i, "page")));
    function.store(events);

    Answer first = function.get("/v1/users/deep/events?event_type=purchase");
    assertThat(ids(first)).isEmpty();
    String next = first.json().path("next").textValue();
    assertThat(next).isNotNull();

    Answer second = function.get("/v1/users/deep/events?event_type=purchase&before=" + next);
    assertThat(ids(second)).containsExactly("bought");
    assertThat(second.json().get("next").isNull()).isTrue();
  }

  @Test
  void aSlowFilteredReadEndsInTimeAndGoesOn() {
    function.readTakes = EventReader.TIME_BUDGET.dividedBy(2);
    String path = "/v1/users/busy/events?event_type=search";
    JsonNode first = function.get(path).json();
    assertThat(function.reads).hasSize(2);
    assertThat(first.path("events")).isEmpty();
    JsonNode second = function.get(path + "&before=" + first.path("next").asText()).json();
    assertThat(second.path("events")).isEmpty();
    assertThat(second.path("next").isNull()).isTrue();
  }

  /** A thousand user agents that are slow to read, say. */
  @Test
  void aPageOfSlowEventsEndsInTimeAndGoesOn() {
    String path = "/v1/users/busy/events?limit=1000";
    List<String> all = ids(function.get(path));
    function.clock.goesOnBy = EventReader.PAGE_BUDGET.dividedBy(all.size() / 3);
    List<String> paged = new ArrayList<>();
    String before = "";
    while (paged.size() < all.size()) {
      Answer page = function.get(path + before);
      assertThat(ids(page)).isNotEmpty().hasSizeLessThan(all.size() / 2);
      paged.addAll(ids(page));
      before = "&before=" + page.json().path("next").asText();
    }
    assertThat(paged).startsWith(all.toArray(String[]::new)).doesNotHaveDuplicates();
  }

  /** However slow: a page with nothing in it would lead to itself. */
  @Test
  void thePageOfTheSlowestEventsHasOne() {
    function.clock.goesOnBy = EventReader.PAGE_BUDGET;
    Answer page = function.get("/v1/users/busy/events");
    assertThat(ids(page)).hasSize(1);
    assertThat(page.json().path("next").textValue()).isNotEmpty();
  }

  @Test
  void withoutTypeTheReadIsConsistent() {
    Answer answer = function.get("/v1/users/busy/events");

    assertThat(answer.json().path("events")).hasSize(50);
    assertThat(ids(answer).getFirst()).isEqualTo("page-2999");
    assertThat(function.reads.getFirst().consistentRead()).isTrue();
  }

  @Test
  void eventsOfOneMillisecondAreBothThere() {
    assertThat(ids(function.get("/v1/users/twin/events"))).containsExactly("b", "a");

    Answer first = function.get("/v1/users/twin/events?limit=1");
    String next = first.json().path("next").textValue();
    assertThat(ids(function.get("/v1/users/twin/events?limit=1&before=" + next)))
        .containsExactly("a");
  }

  @Test
  void userIdsMayHoldSlashesAndBlanks() {
    assertThat(ids(function.get("/v1/users/a/b c%/events"))).containsExactly("slash");
  }

  static Stream<String> oddIds() {
    return Stream.of(
        "a/b+c==",
        "/",
        "//",
        "a/events",
        "events",
        "?",
        "a?b=c",
        "#",
        "100%",
        "a%2Fb",
        "a b",
        ".",
        "..",
        "../x",
        "anon:a/b",
        "日本",
        "a\\b",
        "a&b=c;d");
  }

  /** As its gateways hand them over: decoded, as they were sent, or in a parameter. */
  @ParameterizedTest
  @MethodSource("oddIds")
  void anIdIsFoundByItsEscapedPathAndByAParameter(String id) {
    String event = "of " + id;
    function.store(List.of(QueryFunction.event(id, at(7), event, "page")));
    String escaped = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    String sent = "/v1/users/" + escaped + "/events";

    assertThat(ids(function.get("/v1/users/" + id + "/events"))).containsExactly(event);
    assertThat(ids(function.get("/v1/users/events?user_id=" + escaped))).containsExactly(event);
    assertThat(ids(function.ofRestApi(sent))).containsExactly(event);
    assertThat(ids(function.ofFunctionUrl(sent))).containsExactly(event);
    assertThat(ids(function.ofHttpApi1("/v1/users/" + id + "/events"))).containsExactly(event);
  }

  @Test
  void aStrangerHasNoEvents() {
    Answer answer = function.get("/v1/users/stranger/events");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json()).hasToString("{\"events\":[],\"next\":null}");
  }

  @Test
  void anItemThatSomethingElseWroteHasATypeToo() {
    Map<String, AttributeValue> item = QueryFunction.event("untyped", at(1), "e", "page");
    item.remove("event_type");
    function.store(List.of(item));

    JsonNode event = function.get("/v1/users/untyped/events").json().path("events").path(0);
    assertThat(event.path("event_type").asText()).isEqualTo("row_inserted");
  }

  @Test
  void anEventShowsTheTellingColumnsAndItsDevice() {
    Map<String, AttributeValue> item = QueryFunction.event("one", at(1), "e", "page");
    item.put("event_name", AttributeValue.fromS("Home"));
    item.put("ip_address", AttributeValue.fromS("192.0.2.7"));
    item.put(
        "user_agent",
        AttributeValue.fromS(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
                + " Chrome/140.0.0.0 Safari/537.36"));
    function.store(List.of(item));

    JsonNode event = function.get("/v1/users/one/events").json().path("events").path(0);

    assertThat(((ObjectNode) event).properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder(
            "event_id",
            "event_type",
            "event_name",
            "event_at",
            "ip_address",
            "user_agent",
            "source",
            "properties",
            "device_class",
            "os_name",
            "os_version",
            "browser_name",
            "browser_version",
            "is_bot",
            "bot_name",
            "bot_operator",
            "bot_purpose");
    assertThat(event.path("properties").textValue()).isEqualTo("{\"n\":1.10}");
    assertThat(event.path("browser_name").textValue()).isEqualTo("Chrome");
    assertThat(event.path("is_bot").isBoolean()).isTrue();
  }

  @Test
  void anAnswerTooLargeForTheGatewayIsCutAndGoesOn() {
    String large = "{\"text\":\"" + "\\\"".repeat(100_000) + "\"}";
    List<Map<String, AttributeValue>> events = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Map<String, AttributeValue> item = QueryFunction.event("large", at(i), "e" + i, "page");
      item.put("properties", AttributeValue.fromS(large));
      events.add(item);
    }
    events.forEach(item -> function.store(List.of(item)));

    Answer first = function.get("/v1/users/large/events");
    assertThat(ids(first)).isNotEmpty().hasSizeLessThan(12);
    String next = first.json().path("next").textValue();
    Answer second = function.get("/v1/users/large/events?before=" + next);
    assertThat(ids(second).getFirst()).isEqualTo("e" + (11 - ids(first).size()));
  }

  @ParameterizedTest
  @CsvSource({
    "limit=0, limit",
    "limit=-1, limit",
    "limit=1001, limit",
    "limit=1000000000, limit",
    "limit=, limit",
    "limit=ten, limit",
    "limit=1&limit=2, limit",
    "limit=1.5, limit",
    "event_type=, event_type",
    "event_type=no_such_type, event_type",
    "event_type=login&event_type=page, event_type",
    "before=, before",
    "before=AAAA, before",
    "before=not%20a%20cursor, before",
    "event-type=login, event-type",
    "<script>=1, ''",
  })
  void aBadParameterIsNamed(String query, String name) {
    Answer answer = function.get("/v1/users/busy/events?" + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.headers().get("content-type")).isEqualTo("application/problem+json");
    assertThat(answer.faultNames()).containsExactly(name);
    assertThat(function.reads).isEmpty();
  }

  @Test
  void allBadParametersAreNamedAtOnce() {
    Answer answer = function.get("/v1/users/busy/events?limit=0&event_type=x&before=y&z=1");

    assertThat(answer.faultNames()).containsExactlyInAnyOrder("limit", "event_type", "before", "z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/users/twin/events", "/v1/users/busy/events?event_type=login"})
  void aCursorOfAnotherUserOrFilterIsRefused(String path) {
    String next = function.get("/v1/users/busy/events?limit=1").json().path("next").textValue();
    String joint = path.contains("?") ? "&" : "?";

    Answer answer = function.get(path + joint + "before=" + next);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.faultNames()).containsExactly("before");
  }

  /** A cursor of ours, changed. */
  private static Stream<String> forgedCursors() {
    String cursor = Cursor.write(EVERYTHING, at(1_000) + "#page-0");
    byte[] bytes = Base64.getUrlDecoder().decode(cursor);
    Stream<byte[]> bent =
        IntStream.range(0, bytes.length)
            .mapToObj(
                place -> {
                  byte[] changed = bytes.clone();
                  changed[place] ^= 1;
                  return changed;
                });
    Stream<byte[]> cut =
        IntStream.range(1, bytes.length).mapToObj(length -> Arrays.copyOf(bytes, length));
    return Stream.concat(
        Stream.concat(bent, cut).map(Base64.getUrlEncoder().withoutPadding()::encodeToString),
        Stream.of(
            cursor + cursor,
            cursor + "A",
            "A".repeat(2_000),
            at(1_000) + "%23page-0",
            "%7B%22user_id%22:%22twin%22%7D",
            "..%2F..%2Ftwin",
            "%00",
            "null",
            "'%20OR%20''='"));
  }

  @Test
  void aForgedCursorIsRefusedAndNothingIsRead() {
    assertThat(forgedCursors())
        .hasSizeGreaterThan(80)
        .allSatisfy(
            forged -> {
              Answer answer = function.get("/v1/users/busy/events?before=" + forged);
              assertThat(answer.status()).as(forged).isEqualTo(400);
              assertThat(answer.faultNames()).containsExactly("before");
            });
    assertThat(function.reads).isEmpty();
  }

  /** Whoever knows how a cursor is made can make one: it leads to the same user's events only. */
  @ParameterizedTest
  @ValueSource(strings = {"~", "\u0000", " ", "2026", "#", "login#2026", "busy", "LONG"})
  void aWellMadeCursorOfAPlaceThatNeverWasIsAPlaceToo(String place) {
    String key = place.equals("LONG") ? "2026-11-19T00:00:05.000Z#".repeat(30) : place;
    for (String type : List.of("", "login", "click")) {
      EventQuery query = new EventQuery("twin", Optional.of(type).filter(name -> !name.isEmpty()));
      Answer answer =
          function.get(
              "/v1/users/twin/events?before="
                  + Cursor.write(query, key)
                  + (type.isEmpty() ? "" : "&event_type=" + type));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(ids(answer)).isSubsetOf("a", "b");
    }
  }

  @Test
  void aUserIdLongerThanAnyIsRefused() {
    String path = "/v1/users/" + "u".repeat(134) + "/events";

    assertThat(function.get(path).faultNames()).containsExactly("user_id");
    assertThat(function.get(path.replaceFirst("u{134}", "u".repeat(128))).status()).isEqualTo(200);
  }

  @Test
  void troubleWithTheTableIsOurs() {
    function.storeFails = true;

    Answer answer = function.get("/v1/users/busy/events");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.headers()).containsKey("retry-after");
  }

  @Test
  void aPageIsPickedUpWhereTheLastOneEnded() {
    List<String> seen = new ArrayList<>();
    String before = "";
    do {
      Answer answer = function.get("/v1/users/busy/events?limit=1000" + before);
      seen.addAll(ids(answer));
      JsonNode next = answer.json().get("next");
      before =
          next.isNull()
              ? ""
              : "&before=" + URLEncoder.encode(next.textValue(), StandardCharsets.UTF_8);
    } while (!before.isEmpty());

    assertThat(seen).hasSize(3_012).doesNotHaveDuplicates();
  }
}
