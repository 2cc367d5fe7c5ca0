package trackline.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
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

  /** The search ends where a filtered read does, and says so. */
  @Test
  void aLongHistoryIsSearchedWithinTheReadBudget() {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    items.add(QueryFunction.event("anon:g", "2026-11-18T00:00:00.000Z", "first", "page"));
    items.add(identify("gus", 0, "g"));
    IntStream.rangeClosed(1, EventReader.READ_BUDGET)
        .forEach(
            i -> items.add(QueryFunction.event("gus", DAY + "11:00:00.000Z", "e" + i, "page")));
    function.store(items);

    JsonNode answer = person("gus", "&limit=1");
    assertThat(ids(answer)).containsExactly("gus");
    assertThat(answer.path("ids_complete").booleanValue()).isFalse();
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

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "9:a", "99999:a", ":", "-1:a", "1:", "1:z"})
  void aWellMadeCursorOfAPlaceThatNeverWasIsRefusedOrAPlaceToo(String place) {
    EventQuery query = new EventQuery("nobody", Optional.empty(), true);
    Answer answer =
        function.get("/v1/users/nobody/events?person=true&before=" + Cursor.write(query, place));
    assertThat(answer.status()).isIn(200, 400);
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
