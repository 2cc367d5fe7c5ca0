package trackline.tests.trino;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.minBy;
import static java.util.stream.Collectors.toSet;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
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
  private final List<Arrival> read;
  private final List<Arrival> firsts;
  private final List<Arrival> events;
  private final List<Arrival> counted;
  private final ExpectedPeople people;

  ExpectedRows(Window window, List<Arrival> arrivals) {
    this.window = window;
    LocalDate firstPartition = window.from().minusDays(LATE_DAYS);
    this.read = arrivals.stream().filter(a -> !a.dt().isBefore(firstPartition)).toList();
    this.firsts = firsts(read, Arrival::identity);
    Set<String> days = window.days().stream().map(Object::toString).collect(toSet());
    this.events = firsts.stream().filter(event -> days.contains(event.day())).toList();
    this.counted = events.stream().filter(ExpectedRows::countsForPeople).toList();
    this.people = new ExpectedPeople(counted);
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
              Arrival::isCausedByItsUser);
      case "top_events" -> top(counted, Column.EVENT_TYPE, Column.EVENT_NAME);
      case "devices" -> top(events, Column.DEVICE_CLASS, Column.OS_NAME, Column.BROWSER_NAME);
      case "quarantine_per_day" -> SampleQuarantine.expected(window);
      case "ledger" -> ledger();
      default -> throw new IllegalArgumentException("Nothing is expected of " + rollup);
    };
  }

  /** All but those of bots; HTTP clients are bots by which servers report for people. */
  private static boolean countsForPeople(Arrival event) {
    return !Boolean.TRUE.equals(event.values().get(Column.IS_BOT))
        || "http client".equals(event.text(Column.BOT_PURPOSE));
  }

  /** The first arrival of each, of those that are read. */
  private static List<Arrival> firsts(
      List<Arrival> arrivals, Function<Arrival, List<String>> identity) {
    Comparator<Arrival> order =
        comparing((Arrival arrival) -> arrival.key(Column.RECEIVED_AT))
            .thenComparing(arrival -> arrival.key(Column.EVENT_KEY));
    return arrivals.stream().collect(groupingBy(identity, minBy(order))).values().stream()
        .flatMap(Optional::stream)
        .toList();
  }

  private List<List<@Nullable String>> ledger() {
    Map<List<@Nullable String>, Long> delivered =
        received(firsts(read, a -> List.of(a.key(Column.USER_ID), a.key(Column.EVENT_KEY))));
    Map<List<@Nullable String>, Long> queried = received(firsts);
    return delivered.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(ExpectedRows::compare))
        .map(
            entry ->
                row(
                    entry.getKey(),
                    Collections.nCopies(5, null),
                    entry.getValue(),
                    queried.getOrDefault(entry.getKey(), 0L),
                    Collections.singleton(null)))
        .toList();
  }

  private Map<List<@Nullable String>, Long> received(List<Arrival> arrivals) {
    Set<String> days = window.days().stream().map(Object::toString).collect(toSet());
    return arrivals.stream()
        .filter(arrival -> days.contains(arrival.key(Column.RECEIVED_AT).substring(0, 10)))
        .collect(groupingBy(ExpectedRows::account, counting()));
  }

  private static List<@Nullable String> account(Arrival arrival) {
    String receivedAt = arrival.key(Column.RECEIVED_AT);
    return Arrays.asList(
        receivedAt.substring(0, 10), receivedAt.substring(0, 13), arrival.text(Column.SOURCE));
  }

  private List<List<@Nullable String>> perDay(
      Collector<Arrival, ?, Long> count, Predicate<Arrival> which) {
    Map<String, Long> counts =
        counted.stream().filter(which).collect(groupingBy(Arrival::day, count));
    return window.days().stream()
        .map(Object::toString)
        .map(day -> row(List.of(day), counts.getOrDefault(day, 0L)))
        .toList();
  }

  private List<List<@Nullable String>> top(List<Arrival> of, Column... columns) {
    return window.days().stream()
        .map(Object::toString)
        .flatMap(day -> topOf(of, day, columns))
        .toList();
  }

  private Stream<List<@Nullable String>> topOf(List<Arrival> of, String day, Column... columns) {
    Function<Arrival, List<@Nullable String>> names =
        event -> row(Stream.of(columns).map(event::text).map(ExpectedRows::cut).toList());
    Map<List<@Nullable String>, Long> counts =
        of.stream().filter(event -> event.day().equals(day)).collect(groupingBy(names, counting()));
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<List<@Nullable String>, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry::getKey, ExpectedRows::compare))
        .limit(PLACES)
        .map(entry -> row(List.of(day), entry.getKey(), entry.getValue()));
  }

  /** A figure's name has 256 characters (code points). */
  private static @Nullable String cut(@Nullable String name) {
    return name == null || name.codePointCount(0, name.length()) <= 256
        ? name
        : name.substring(0, name.offsetByCodePoints(0, 256));
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
