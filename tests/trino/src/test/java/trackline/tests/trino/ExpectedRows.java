package trackline.tests.trino;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.minBy;
import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collector;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import trackline.event.Column;
import trackline.sql.Window;

/** The rows of every rollup, counted in plain Java from the same lines. */
final class ExpectedRows {

  /** How many days before the window the first copy of an event is looked for. */
  static final int LATE_DAYS = 3;

  private static final int PLACES = 100;

  /** SQL orders text by its code points, and NULL comes last. */
  private static final Comparator<@Nullable String> TEXT =
      Comparator.nullsLast((a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8)));

  private final Window window;
  private final List<Arrival> events;
  private final ExpectedPeople people;

  ExpectedRows(Window window, List<Arrival> arrivals) {
    this.window = window;
    this.events = once(window, arrivals);
    this.people = new ExpectedPeople(events);
  }

  List<List<@Nullable String>> of(String rollup) {
    return switch (rollup) {
      case "logins_per_day" -> perDay(counting(), Arrival::isLogin);
      case "events_per_day" -> perDay(counting(), _ -> true);
      case "active_users_per_day" ->
          perDay(
              mapping(
                  event -> people.person(event.key(Column.USER_ID)),
                  collectingAndThen(toSet(), persons -> (long) persons.size())),
              _ -> true);
      case "top_events" -> top(Column.EVENT_TYPE, Column.EVENT_NAME);
      case "devices" -> top(Column.DEVICE_CLASS, Column.OS_NAME, Column.BROWSER_NAME);
      default -> throw new IllegalArgumentException("Nothing is expected of " + rollup);
    };
  }

  /** The first arrival of every event, of those that arrived since some days before the window. */
  private static List<Arrival> once(Window window, List<Arrival> arrivals) {
    Comparator<Arrival> order =
        comparing((Arrival arrival) -> arrival.key(Column.RECEIVED_AT))
            .thenComparing(arrival -> arrival.key(Column.EVENT_KEY));
    Map<List<String>, Optional<Arrival>> first =
        arrivals.stream()
            .filter(arrival -> !arrival.dt().isBefore(window.from().minusDays(LATE_DAYS)))
            .collect(groupingBy(Arrival::identity, minBy(order)));
    Set<String> days = window.days().stream().map(Object::toString).collect(toSet());
    return first.values().stream()
        .flatMap(Optional::stream)
        .filter(event -> days.contains(event.day()))
        .toList();
  }

  private List<List<@Nullable String>> perDay(
      Collector<Arrival, ?, Long> count, Predicate<Arrival> counted) {
    Map<String, Long> counts =
        events.stream().filter(counted).collect(groupingBy(Arrival::day, count));
    return window.days().stream()
        .map(Object::toString)
        .map(day -> row(List.of(day), counts.getOrDefault(day, 0L)))
        .toList();
  }

  private List<List<@Nullable String>> top(Column... columns) {
    return window.days().stream()
        .map(Object::toString)
        .flatMap(day -> topOf(day, columns))
        .toList();
  }

  private Stream<List<@Nullable String>> topOf(String day, Column... columns) {
    Function<Arrival, List<@Nullable String>> names =
        event -> row(Stream.of(columns).map(event::text).toList());
    Map<List<@Nullable String>, Long> counts =
        events.stream()
            .filter(event -> event.day().equals(day))
            .collect(groupingBy(names, counting()));
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<List<@Nullable String>, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry::getKey, ExpectedRows::compare))
        .limit(PLACES)
        .map(entry -> row(List.of(day), entry.getKey(), entry.getValue()));
  }

  private static int compare(List<@Nullable String> one, List<@Nullable String> other) {
    int order = 0;
    for (int i = 0; order == 0 && i < one.size(); i++) {
      order = TEXT.compare(one.get(i), other.get(i));
    }
    return order;
  }

  private static List<@Nullable String> row(Object... parts) {
    List<@Nullable String> row = new ArrayList<>();
    for (Object part : parts) {
      if (part instanceof Collection<?> values) {
        values.forEach(value -> row.add(value == null ? null : value.toString()));
      } else {
        row.add(part.toString());
      }
    }
    return row;
  }
}
