package trackline.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import trackline.query.QueryFunction.Answer;

/** The events of all ids of a person. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PersonEventsTest {
  private static final String DAY = "2026-11-19T";

  private final QueryFunction function = new QueryFunction();

  @AfterAll
  void close() {
    function.close();
  }

  @BeforeEach
  void start() {
    function.reads.clear();
  }

  private static Map<String, AttributeValue> event(String user, int minute, String type) {
    String at = DAY + "10:%02d:00.000Z".formatted(minute);
    return QueryFunction.event(user, at, type + minute, type);
  }

  private static Map<String, AttributeValue> identify(String user, int minute, String anonymous) {
    Map<String, AttributeValue> item = event(user, minute, "identify");
    item.put("anonymous_id", AttributeValue.fromS(anonymous));
    return item;
  }

  private static Map<String, AttributeValue> alias(String user, int minute, String previous) {
    Map<String, AttributeValue> item = event(user, minute, "alias");
    item.put("properties", AttributeValue.fromS("{\"previous_id\":" + previous + "}"));
    return item;
  }

  /** What is said of a user: two anonymous visitors, and an earlier id. */
  static List<Map<String, AttributeValue>> sayings(String user) {
    return List.of(
        identify(user, 1, user + "/a"),
        identify(user, 2, user + "/b"),
        alias(user, 3, "\"old-" + user + "\""));
  }

  private JsonNode person(String user, String more) {
    Answer answer =
        function.get(
            "/v1/users/events?person=true&user_id="
                + URLEncoder.encode(user, StandardCharsets.UTF_8)
                + more);
    assertThat(answer.status()).isEqualTo(200);
    return answer.json();
  }

  /** The events of an answer, each as its id in the table and the user that it came under. */
  private static List<String> events(JsonNode answer) {
    return StreamSupport.stream(answer.path("events").spliterator(), false)
        .map(event -> event.path("event_id").asText() + " " + event.path("id").asText())
        .toList();
  }

  private static List<String> ids(JsonNode answer) {
    return StreamSupport.stream(answer.path("ids").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  @Test
  void theFirstPageOfAVisitorIsAmongTheUsersEvents() {
    function.store(
        List.of(
            event("anon:visitor", 1, "page"),
            identify("ida", 2, "visitor"),
            event("ida", 3, "page")));

    JsonNode answer = person("ida", "");
    assertThat(events(answer)).containsExactly("page3 ida", "identify2 ida", "page1 anon:visitor");
    assertThat(ids(answer)).containsExactly("ida", "anon:visitor");
    assertThat(answer.path("ids_complete").booleanValue()).isTrue();
    assertThat(answer.path("next").isNull()).isTrue();
    assertThat(function.get("/v1/users/ida/events").json().path("events")).hasSize(2);
  }

  @Test
  void anAliasNamesAVisitorOrAnEarlierUser() {
    function.store(
        List.of(
            event("anon:b1", 1, "page"),
            identify("bea-old", 2, "b1"),
            event("bea-old", 3, "login"),
            alias("bea", 4, "\"bea-old\""),
            alias("bea", 5, "77"),
            event("77", 6, "page"),
            event("bea", 7, "login")));

    JsonNode answer = person("bea", "");
    assertThat(events(answer))
        .containsExactly(
            "login7 bea",
            "page6 77",
            "alias5 bea",
            "alias4 bea",
            "login3 bea-old",
            "identify2 bea-old",
            "page1 anon:b1");
    assertThat(events(person("bea", "&event_type=login")))
        .containsExactly("login7 bea", "login3 bea-old");
  }

  /** Many a server sends one anonymous id for all its users. */
  @Test
  void onlyIdentifyAndAliasSayWhoSomebodyIs() {
    Map<String, AttributeValue> page = event("cleo", 2, "page");
    page.put("anonymous_id", AttributeValue.fromS("server"));
    Map<String, AttributeValue> odd = event("cleo", 3, "alias");
    odd.put("properties", AttributeValue.fromS("no JSON"));
    function.store(List.of(event("anon:server", 1, "page"), page, odd));
    function.store(
        List.of(alias("cleo", 4, "null"), alias("cleo", 5, "{}"), alias("cleo", 6, "\"\"")));

    assertThat(ids(person("cleo", ""))).containsExactly("cleo");
  }

  @Test
  void nobodyIsAPersonWithoutEvents() {
    assertThat(person("nobody/../?", ""))
        .hasToString(
            "{\"events\":[],\"next\":null,\"ids\":[\"nobody/../?\"],\"ids_complete\":true}");
  }

  @Test
  void circlesEnd() {
    function.store(List.of(alias("d1", 1, "\"d2\""), alias("d2", 2, "\"d1\"")));

    assertThat(ids(person("d1", ""))).containsExactly("d1", "anon:d2", "d2", "anon:d1");
  }

  @Test
  void whoIsForgottenDoesNotComeBack() {
    function.store(
        List.of(
            event("anon:e-phone", 1, "page"),
            event("anon:e-laptop", 2, "page"),
            identify("eve", 3, "e-phone"),
            identify("eve", 4, "e-laptop"),
            alias("eva", 5, "\"eve\"")));
    function.forget("anon:e-phone");
    assertThat(ids(person("eve", ""))).containsExactly("eve", "anon:e-laptop");

    function.forget("eve");
    assertThat(ids(person("eva", ""))).containsExactly("eva", "anon:eve");
    assertThat(events(person("eva", ""))).containsExactly("alias5 eva");
    assertThat(events(person("eve", ""))).isEmpty();
    assertThat(ids(person("eve", ""))).isEmpty();
  }

  @Test
  void theNewestIdsOfManyAreLookedUnder() {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    IntStream.range(0, 30).forEach(i -> items.add(identify("fay", i, "f" + i)));
    IntStream.range(0, 30).forEach(i -> items.add(event("anon:f" + i, i + 1, "page")));
    function.store(items);

    JsonNode answer = person("fay", "&limit=1000");
    assertThat(ids(answer))
        .hasSize(Persons.MOST_IDS)
        .contains("anon:f29")
        .doesNotContain("anon:f3");
    assertThat(answer.path("ids_complete").booleanValue()).isFalse();
    assertThat(answer.path("events")).hasSize(30 + Persons.MOST_IDS - 1);
  }

  /** As a user whose identification lies behind a year of events. */
  private static List<Map<String, AttributeValue>> identifiedLongAgo(String user, int events) {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    items.add(
        QueryFunction.event("anon:" + user + "/v", "2026-11-18T00:00:00.000Z", "first", "page"));
    items.add(identify(user, 0, user + "/v"));
    IntStream.rangeClosed(1, events)
        .forEach(i -> items.add(QueryFunction.event(user, DAY + "11:00:00.000Z", "e" + i, "page")));
    return items;
  }

  /** As it was stored before the plan marked its type. */
  private static Map<String, AttributeValue> unmarked(Map<String, AttributeValue> item) {
    item.remove("history_key");
    return item;
  }

  @Test
  void anIdentificationIsFoundBehindAnyNumberOfEvents() {
    function.store(identifiedLongAgo("gus", EventReader.READ_BUDGET + 1));

    JsonNode first = person("gus", "&limit=1000");
    assertThat(ids(first)).containsExactly("gus", "anon:gus/v");
    assertThat(first.path("ids_complete").booleanValue()).isTrue();

    List<String> seen = new ArrayList<>(events(first));
    JsonNode page = first;
    while (page.path("next").isTextual()) {
      page = person("gus", "&limit=1000&before=" + page.path("next").asText());
      assertThat(ids(page)).isEqualTo(ids(first));
      assertThat(page.path("ids_complete").booleanValue()).isTrue();
      seen.addAll(events(page));
    }
    assertThat(seen)
        .hasSize(EventReader.READ_BUDGET + 3)
        .doesNotHaveDuplicates()
        .endsWith("identify0 gus", "first anon:gus/v");
  }

  /** What the guide says that a page costs. */
  @Test
  void onlyTheFirstPageLooksForTheIds() {
    function.store(identifiedLongAgo("gil", 2_000));

    JsonNode first = person("gil", "&limit=2");
    assertThat(function.reads).filteredOn(read -> read.indexName() != null).hasSize(4);
    assertThat(function.reads).hasSize(8);

    function.reads.clear();
    person("gil", "&limit=2&before=" + first.path("next").asText());
    assertThat(function.reads).hasSize(2).allMatch(read -> read.indexName() == null);
  }

  /** Its types are in the index from then on, and not before. */
  @Test
  void whatWasSaidBeforeThePlanMarkedItIsFoundAmongTheNewestEvents() {
    List<Map<String, AttributeValue>> few = identifiedLongAgo("ged", 1_200);
    few.forEach(PersonEventsTest::unmarked);
    function.store(few);
    List<Map<String, AttributeValue>> many = identifiedLongAgo("gro", EventReader.READ_BUDGET);
    many.forEach(PersonEventsTest::unmarked);
    function.store(many);

    assertThat(ids(person("ged", "&limit=1"))).containsExactly("ged", "anon:ged/v");
    assertThat(person("ged", "&limit=1").path("ids_complete").booleanValue()).isTrue();
    assertThat(ids(person("gro", "&limit=1"))).containsExactly("gro");
    assertThat(person("gro", "&limit=1").path("ids_complete").booleanValue()).isFalse();
  }

  /** The index lags behind the table. */
  @Test
  void whatWasSaidAMomentAgoCounts() {
    function.store(List.of(identify("gwen", 1, "gwen/a"), unmarked(identify("gwen", 2, "gwen/b"))));

    assertThat(ids(person("gwen", ""))).containsExactly("gwen", "anon:gwen/b", "anon:gwen/a");
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"identify\":{},\"alias\":{}}'",
    "'{\"identify\":{\"history\":true},\"page\":{}}'",
    "'{\"page\":{}}'",
  })
  void aPlanThatMarksThemNotHasThemFoundAmongTheNewestEvents(String types, @TempDir Path folder)
      throws IOException {
    Path plan = Files.writeString(folder.resolve("plan.json"), "{\"event_types\":" + types + "}");
    try (QueryFunction other = new QueryFunction(plan.toString())) {
      List<Map<String, AttributeValue>> near = identifiedLongAgo("near", 1_200);
      near.add(alias("near", 1, "\"nearer\""));
      near.forEach(PersonEventsTest::unmarked);
      other.store(near);
      List<Map<String, AttributeValue>> far = identifiedLongAgo("far", EventReader.READ_BUDGET);
      far.forEach(PersonEventsTest::unmarked);
      other.store(far);

      JsonNode all = other.get("/v1/users/near/events?person=true&limit=1").json();
      assertThat(ids(all)).containsExactly("near", "anon:nearer", "nearer", "anon:near/v");
      assertThat(all.path("ids_complete").booleanValue()).isTrue();
      JsonNode some = other.get("/v1/users/far/events?person=true&limit=1").json();
      assertThat(ids(some)).containsExactly("far");
      assertThat(some.path("ids_complete").booleanValue()).isFalse();
    }
  }

  /** The newest id takes the place of the oldest, but not within one question. */
  @Test
  void whatIsSaidBetweenTwoPagesLosesNothingAndDoublesNothing() {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    IntStream.range(1, Persons.MOST_IDS).forEach(i -> items.add(identify("jo", i, "j" + i)));
    IntStream.range(1, Persons.MOST_IDS).forEach(i -> items.add(event("anon:j" + i, i, "page")));
    function.store(items);
    JsonNode first = person("jo", "&limit=10");
    assertThat(first.path("ids_complete").booleanValue()).isTrue();

    function.store(List.of(identify("jo", 40, "j40"), event("anon:j40", 0, "page")));
    JsonNode second = person("jo", "&limit=100&before=" + first.path("next").asText());
    assertThat(ids(second)).isEqualTo(ids(first));
    assertThat(second.path("ids_complete").booleanValue()).isTrue();
    assertThat(Stream.concat(events(first).stream(), events(second).stream()))
        .hasSize(items.size())
        .doesNotHaveDuplicates()
        .contains("page1 anon:j1")
        .doesNotContain("page0 anon:j40");

    JsonNode anew = person("jo", "&limit=100");
    assertThat(ids(anew)).contains("anon:j40").doesNotContain("anon:j1");
    assertThat(anew.path("ids_complete").booleanValue()).isFalse();
  }

  @Test
  void whoIsForgottenBetweenTwoPagesIsNotInTheSecond() {
    function.store(
        List.of(
            event("anon:k-phone", 1, "page"),
            event("anon:k-laptop", 2, "page"),
            identify("kai", 3, "k-phone"),
            identify("kim", 4, "k-laptop"),
            alias("kim", 5, "\"kai\"")));
    String next = person("kim", "&limit=1").path("next").asText();
    function.forget("kai");

    JsonNode second = person("kim", "&before=" + next);
    assertThat(ids(second)).containsExactly("kim", "anon:kai", "anon:k-laptop");
    assertThat(events(second)).containsExactly("identify4 kim", "page2 anon:k-laptop");
  }

  @Test
  void ofIdentifyAndAliasTheNewestCount() {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    IntStream.range(0, 30).forEach(i -> items.add(identify("lea", i, "l" + i)));
    items.add(alias("lea", 31, "\"old-lea\""));
    function.store(items);

    assertThat(ids(person("lea", ""))).contains("old-lea", "anon:l29").hasSize(Persons.MOST_IDS);
  }

  /** Nobody has events under it, and the table takes no such key. */
  @Test
  void whatIsTooLongForAnIdIsNone() {
    function.store(
        List.of(
            alias("mia", 1, "\"" + "m".repeat(3_000) + "\""),
            alias("mia", 2, "\"" + "m".repeat(134) + "\""),
            identify("mia", 3, "m".repeat(129))));

    assertThat(ids(person("mia", ""))).containsExactly("mia");
    assertThat(person("mia", "").path("ids_complete").booleanValue()).isTrue();
  }

  /** They travel in the address of the next page, which gateways cut at some 10,000 bytes. */
  @ParameterizedTest
  @CsvSource({"n, 20, true", "\u00f1, 12, false", "\ud83d\ude00, 7, false"})
  void longIdsFitIntoACursor(String sign, int count, boolean complete) {
    String user = "long-" + count;
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    IntStream.range(1, Persons.MOST_IDS)
        .forEach(i -> items.add(identify(user, i, sign.repeat(126) + "%02d".formatted(i))));
    function.store(items);

    JsonNode first = person(user, "&limit=1");
    assertThat(ids(first)).hasSize(count);
    assertThat(first.path("ids_complete").booleanValue()).isEqualTo(complete);
    String next = first.path("next").asText();
    assertThat(next.length()).isLessThan(4_500);
    JsonNode second = person(user, "&before=" + next);
    assertThat(ids(second)).isEqualTo(ids(first));
    assertThat(second.path("ids_complete").booleanValue()).isEqualTo(complete);
    assertThat(second.path("events")).hasSize(Persons.MOST_IDS - 2);
  }

  @Test
  void aFilteredReadOfManyIdsGoesOn() {
    List<Map<String, AttributeValue>> items = new ArrayList<>(sayings("hal"));
    items.add(QueryFunction.event("anon:hal/a", "2026-11-18T00:00:00.000Z", "deep", "purchase"));
    items.add(QueryFunction.event("old-hal", "2026-11-18T00:00:01.000Z", "deeper", "purchase"));
    for (String id : List.of("anon:hal/a", "anon:hal/b", "old-hal")) {
      IntStream.range(0, 1_700)
          .forEach(i -> items.add(QueryFunction.event(id, DAY + "11:00:00.000Z", "e" + i, "page")));
    }
    function.store(items);

    JsonNode first = person("hal", "&event_type=purchase");
    assertThat(events(first)).isEmpty();
    JsonNode second = person("hal", "&event_type=purchase&before=" + first.path("next").asText());
    assertThat(events(second)).containsExactly("deeper old-hal", "deep anon:hal/a");
    assertThat(second.path("next").isNull()).isTrue();
  }

  @Test
  void aCursorIsOfThePersonOrOfTheIdAlone() {
    function.store(sayings("ian"));
    String ofPerson = person("ian", "&limit=1").path("next").asText();
    String ofId = function.get("/v1/users/ian/events?limit=1").json().path("next").asText();

    assertThat(function.get("/v1/users/ian/events?before=" + ofPerson).faultNames())
        .containsExactly("before");
    assertThat(function.get("/v1/users/ian/events?person=true&before=" + ofId).faultNames())
        .containsExactly("before");
  }

  private Answer at(String end) {
    EventQuery query = new EventQuery("nobody", Optional.empty(), true);
    return function.get("/v1/users/nobody/events?person=true&before=" + Cursor.write(query, end));
  }

  @Test
  void aCursorNamesTheIdsAndAPlace() {
    JsonNode answer = at("2 false 1 6:nobody3:a:b2026").json();
    assertThat(ids(answer)).containsExactly("nobody", "a:b");
    assertThat(answer.path("ids_complete").booleanValue()).isFalse();
  }

  /** Cursors are not signed: whoever makes one gets no more than a reader may ask for. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "2026",
        "6:nobody2026",
        "1 true 0 ",
        "1 true 0 6:nobody",
        "1 true 1 6:nobody2026",
        "1 perhaps 0 6:nobody2026",
        "-1 true 0 6:nobody2026",
        "0 true 0 6:nobody2026",
        "2 true 0 6:nobody2026",
        "2 true 0 6:nobody6:nobody2026",
        "2 true 0 6:nobody0:2026",
        "2 true 0 6:nobody1: 2026",
        "2 true 0 3:ada6:nobody2026",
        "1 true 0 999:nobody2026",
        "99 true 0 6:nobody2026",
      })
  void aWellMadeCursorOfNoPlaceIsRefused(String end) {
    assertThat(at(end).faultNames()).containsExactly("before");
  }

  @Test
  void aWellMadeCursorOfMoreThanThereCanBeIsRefused() {
    String ids =
        IntStream.range(0, Persons.MOST_IDS)
            .mapToObj(i -> "2:%02d".formatted(i))
            .collect(Collectors.joining());
    assertThat(at("21 true 0 6:nobody" + ids + "2026").faultNames()).containsExactly("before");
    assertThat(at("2 true 0 6:nobody134:" + "i".repeat(134) + "2026").faultNames())
        .containsExactly("before");
    assertThat(at("1 true 0 6:nobody" + "k".repeat(1_025)).faultNames()).containsExactly("before");
    assertThat(at("1 true 0 6:nobody" + "k".repeat(1_024)).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/users/u/events?person=, person",
    "/v1/users/u/events?person=yes, person",
    "/v1/users/u/events?person=true&person=true, person",
    "/v1/users/u/events?user_id=u, user_id",
    "/v1/users/events, user_id",
    "/v1/users/events?user_id=, user_id",
    "/v1/users/events?user_id=a&user_id=b, user_id",
  })
  void aBadParameterIsNamed(String path, String name) {
    assertThat(function.get(path).status()).isEqualTo(400);
    assertThat(function.get(path).faultNames()).containsExactly(name);
    assertThat(function.reads).isEmpty();
  }

  @Test
  void troubleWithTheTableIsOurs() {
    function.storeFails = true;
    try {
      assertThat(function.get("/v1/users/ida/events?person=true").status()).isEqualTo(503);
    } finally {
      function.storeFails = false;
    }
  }
}
