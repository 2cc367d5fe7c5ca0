package trackline.fake;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import trackline.device.Bot;
import trackline.device.Device;

/**
 * What a rollup must say of generated events, counted in plain Java: an oracle that shares nothing
 * with the SQL that it judges.
 *
 * @param rows in the order of the columns: texts, counts (longs), or null
 */
public record ExpectedRollup(String name, List<String> columns, List<List<@Nullable Object>> rows) {

  private static final int TOP = 100;
  private static final Comparator<@Nullable String> NAMES =
      Comparator.nullsLast(Comparator.<String>naturalOrder());
  private static final Comparator<Map.Entry<Names, Long>> MOST_FREQUENT_FIRST =
      Map.Entry.<Names, Long>comparingByValue(Comparator.reverseOrder())
          .thenComparing(Map.Entry.comparingByKey());

  static List<ExpectedRollup> all(FakeEvents fake) {
    return List.of(logins(fake), events(fake), activeUsers(fake), topEvents(fake), devices(fake));
  }

  /** In the form of an answer of {@code GET /v1/rollups/NAME}. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("name", name);
    columns.forEach(json.putArray("columns")::add);
    ArrayNode array = json.putArray("rows");
    rows.forEach(row -> row.forEach(array.addArray()::addPOJO));
    return json;
  }

  private static ExpectedRollup logins(FakeEvents fake) {
    return daily(
        fake,
        "logins_per_day",
        "logins",
        events -> events.filter(event -> event.eventType().equals("login")).count());
  }

  private static ExpectedRollup events(FakeEvents fake) {
    return daily(fake, "events_per_day", "events", Stream::count);
  }

  private static ExpectedRollup activeUsers(FakeEvents fake) {
    Map<String, String> users = identified(fake);
    return daily(
        fake,
        "active_users_per_day",
        "users",
        events ->
            events
                .map(FakeEvent::owner)
                .map(owner -> users.getOrDefault(owner, owner))
                .distinct()
                .count());
  }

  /** The anonymous visitors who said who they are, with the user whom they named last. */
  private static Map<String, String> identified(FakeEvents fake) {
    Map<String, String> users = new HashMap<>();
    counted(fake)
        .filter(event -> event.eventType().equals("identify"))
        .sorted(Comparator.comparing(FakeEvent::eventAt).thenComparing(FakeEvent::owner))
        .forEach(event -> event.visitor().ifPresent(visitor -> users.put(visitor, event.owner())));
    return users;
  }

  private static ExpectedRollup topEvents(FakeEvents fake) {
    return top(
        fake,
        counted(fake).toList(),
        "top_events",
        List.of("day", "event_type", "event_name", "events"),
        event -> Names.of(event.eventType(), event.eventName()));
  }

  private static ExpectedRollup devices(FakeEvents fake) {
    return top(
        fake,
        fake.events(),
        "devices",
        List.of("day", "device_class", "os_name", "browser_name", "events"),
        event -> names(Device.of(event.userAgent())));
  }

  /** The events that count for people: all but those of bots. */
  private static Stream<FakeEvent> counted(FakeEvents fake) {
    return fake.events().stream().filter(event -> countsForPeople(event.userAgent()));
  }

  private static boolean countsForPeople(String userAgent) {
    Bot bot = Device.of(userAgent).bot();
    return bot == null || bot.mayReport();
  }

  private static Names names(Device device) {
    return Names.of(device.deviceClass().value(), device.osName(), device.browserName());
  }

  private static ExpectedRollup daily(
      FakeEvents fake, String name, String counted, ToLongFunction<Stream<FakeEvent>> count) {
    Map<LocalDate, List<FakeEvent>> byDay = counted(fake).collect(groupingBy(FakeEvent::day));
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (LocalDate day : fake.days()) {
      long counts = count.applyAsLong(byDay.getOrDefault(day, List.of()).stream());
      rows.add(Arrays.asList(day.toString(), counts));
    }
    return new ExpectedRollup(name, List.of("day", counted), rows);
  }

  /** The most frequent names of each day; among equals the first by name, nameless ones last. */
  private static ExpectedRollup top(
      FakeEvents fake,
      List<FakeEvent> events,
      String name,
      List<String> columns,
      Function<FakeEvent, Names> names) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (LocalDate day : fake.days()) {
      events.stream()
          .filter(event -> event.day().equals(day))
          .collect(groupingBy(names, counting()))
          .entrySet()
          .stream()
          .sorted(MOST_FREQUENT_FIRST)
          .limit(TOP)
          .forEach(entry -> rows.add(row(day, entry.getKey(), entry.getValue())));
    }
    return new ExpectedRollup(name, columns, rows);
  }

  private static List<@Nullable Object> row(LocalDate day, Names names, long count) {
    List<@Nullable Object> row = new ArrayList<>();
    row.add(day.toString());
    row.addAll(names.names());
    row.add(count);
    return row;
  }

  /** What a row counts by. */
  private record Names(List<@Nullable String> names) implements Comparable<Names> {

    static Names of(@Nullable String... names) {
      return new Names(Arrays.asList(names));
    }

    @Override
    public int compareTo(Names other) {
      for (int index = 0; index < names.size(); index++) {
        int compared = NAMES.compare(names.get(index), other.names.get(index));
        if (compared != 0) {
          return compared;
        }
      }
      return 0;
    }
  }
}
