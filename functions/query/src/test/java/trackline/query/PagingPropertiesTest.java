package trackline.query;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotBlank;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.UniqueElements;
import net.jqwik.api.lifecycle.AfterContainer;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import trackline.query.QueryFunction.Answer;

final class PagingPropertiesTest {

  private static final QueryFunction FUNCTION = new QueryFunction();
  private static final AtomicInteger USERS = new AtomicInteger();
  private static final List<String> TYPES = List.of("login", "page", "login_failed");

  @AfterContainer
  static void close() {
    FUNCTION.close();
  }

  /** Few milliseconds and few types, so that keys often share their time. */
  @Property(tries = 60)
  void everyEventComesOnceAndNewestFirst(
      @ForAll @Size(max = 40) List<@IntRange(max = 29) Integer> shapes,
      @ForAll @IntRange(min = 1, max = 12) int limit,
      @ForAll @IntRange(max = 3) int filter) {
    String user = "user-" + USERS.incrementAndGet();
    Optional<String> type =
        filter < TYPES.size() ? Optional.of(TYPES.get(filter)) : Optional.empty();
    List<Map<String, AttributeValue>> events = new ArrayList<>();
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      String at = "2026-11-20T10:00:00.00" + shapes.get(i) % 10 + "Z";
      String ofType = TYPES.get(shapes.get(i) / 10);
      events.add(QueryFunction.event(user, at, "e" + i, ofType));
      if (type.isEmpty() || type.get().equals(ofType)) {
        wanted.add(at + "#e" + i);
      }
    }
    FUNCTION.store(events);
    wanted.sort(Collections.reverseOrder());

    assertThat(allPages(user, type, limit)).isEqualTo(wanted);
  }

  /**
   * Times and event ids are often the same under several ids of the person. What is said between
   * two pages is for the next question.
   */
  @Property(tries = 60)
  void everyEventOfAPersonComesOnceAndNewestFirst(
      @ForAll @Size(max = 40) List<@IntRange(max = 119) Integer> shapes,
      @ForAll @IntRange(min = 1, max = 12) int limit,
      @ForAll @IntRange(max = 3) int filter,
      @ForAll boolean isSaidMore) {
    String user = "person-" + USERS.incrementAndGet();
    List<String> ids = List.of(user, "anon:" + user + "/a", "anon:" + user + "/b", "old-" + user);
    Optional<String> type =
        filter < TYPES.size() ? Optional.of(TYPES.get(filter)) : Optional.empty();
    Map<Place, Map<String, AttributeValue>> events = new TreeMap<>(Place.ORDER);
    List<Map<String, AttributeValue>> said = PersonEventsTest.sayings(user);
    said.forEach(item -> put(item, events));
    for (int shape : shapes) {
      String at = "2026-11-20T10:00:00.00" + shape % 5 + "Z";
      String ofType = TYPES.get(shape / 5 % TYPES.size());
      put(QueryFunction.event(ids.get(shape / 30), at, "e" + shape % 2, ofType), events);
    }
    FUNCTION.store(List.copyOf(events.values()));
    List<String> wanted =
        events.entrySet().stream()
            .filter(event -> type.isEmpty() || hasType(event.getValue(), type.get()))
            .map(event -> event.getKey().eventKey() + " " + event.getKey().id())
            .toList();

    AtomicInteger number = new AtomicInteger();
    Runnable between = () -> sayMore(user, number.incrementAndGet());
    assertThat(allPages(user, type, limit, "&person=true", isSaidMore ? between : () -> {}))
        .isEqualTo(wanted);
  }

  /** Newer than every place, of a visitor whose events are older and newer. */
  private static void sayMore(String user, int number) {
    String visitor = user + "/" + number;
    Map<String, AttributeValue> identify =
        QueryFunction.event(user, "2026-11-21T10:00:00.000Z", "said-" + number, "identify");
    identify.put("anonymous_id", AttributeValue.fromS(visitor));
    FUNCTION.store(
        List.of(
            identify,
            QueryFunction.event("anon:" + visitor, "2026-11-18T10:00:00.000Z", "old", "page"),
            QueryFunction.event("anon:" + visitor, "2026-11-20T10:00:00.002Z", "e0", "login")));
  }

  private static void put(
      Map<String, AttributeValue> item, Map<Place, Map<String, AttributeValue>> events) {
    events.put(new Place(text(item, "user_id"), text(item, "event_key")), item);
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    return Optional.ofNullable(item.get(name)).map(AttributeValue::s).orElseThrow();
  }

  private static boolean hasType(Map<String, AttributeValue> item, String type) {
    return text(item, "event_type").equals(type);
  }

  private static List<String> allPages(String user, Optional<String> type, int limit) {
    return allPages(user, type, limit, "", () -> {});
  }

  private static List<String> allPages(
      String user, Optional<String> type, int limit, String more, Runnable between) {
    String path = "/v1/users/" + user + "/events?limit=" + limit + more;
    String filtered = path + type.map(name -> "&event_type=" + name).orElse("");
    List<String> seen = new ArrayList<>();
    Optional<String> before = Optional.empty();
    do {
      Answer answer = FUNCTION.get(filtered + before.map(next -> "&before=" + next).orElse(""));
      JsonNode page = answer.json();
      assertThat(page.path("events").size()).isLessThanOrEqualTo(limit);
      page.path("events")
          .forEach(
              e ->
                  seen.add(
                      e.path("event_at").asText()
                          + "#"
                          + e.path("event_id").asText()
                          + (e.has("id") ? " " + e.path("id").asText() : "")));
      before = Optional.ofNullable(page.path("next").textValue());
      between.run();
    } while (before.isPresent());
    return seen;
  }

  @Property(tries = 300)
  void aCursorIsReadBackForItsOwnQueryOnly(
      @ForAll @StringLength(min = 1, max = 128) String user,
      @ForAll @StringLength(min = 1, max = 160) String key) {
    String readable = new String(key.getBytes(UTF_8), UTF_8);
    EventQuery query = new EventQuery(user, Optional.of("login"));
    String cursor = Cursor.write(query, readable);

    assertThat(Cursor.read(query, cursor)).contains(readable);
    assertThat(Cursor.read(new EventQuery(user + "x", query.eventType()), cursor)).isEmpty();
    assertThat(Cursor.read(new EventQuery(user, Optional.empty()), cursor)).isEmpty();
    assertThat(Cursor.read(query, "A" + cursor)).isEmpty();
  }

  @Property(tries = 300)
  void aBookmarkIsReadBackForItsOwnPersonOnly(
      @ForAll @Size(min = 1, max = Persons.MOST_IDS) @UniqueElements
          List<@NotBlank @StringLength(min = 1, max = 133) String> ids,
      @ForAll boolean complete,
      @ForAll @IntRange(max = Persons.MOST_IDS - 1) int place,
      @ForAll @StringLength(min = 1, max = 160) String key) {
    Bookmark bookmark =
        new Bookmark(
            new Persons.Person(ids, complete), new Place(ids.get(place % ids.size()), key));
    EventQuery query = new EventQuery(ids.getFirst(), Optional.empty(), true);
    String text = bookmark.write(query);

    assertThat(Bookmark.read(query, text)).contains(bookmark);
    assertThat(Bookmark.read(new EventQuery(ids.getFirst() + "x", Optional.empty(), true), text))
        .isEmpty();
  }

  @Property(tries = 500)
  void anyOtherTextIsNoCursor(@ForAll String text) {
    assertThat(Cursor.read(new EventQuery("u", Optional.empty()), text)).isEmpty();
  }
}
