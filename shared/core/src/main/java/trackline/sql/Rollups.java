package trackline.sql;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The catalogue of rollups, in the order in which they are listed. */
public final class Rollups {

  /** The rollup whose rows are completed by what the logs say. */
  public static final String LEDGER = "ledger";

  private static final List<Rollup> ALL =
      Stream.of(
              "logins_per_day",
              "events_per_day",
              "active_users_per_day",
              "top_events",
              "devices",
              "quarantine_per_day",
              LEDGER)
          .map(Rollups::load)
          .toList();

  private static final Map<String, Rollup> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(Rollup::name, Function.identity()));

  private Rollups() {}

  public static List<Rollup> all() {
    return ALL;
  }

  /** The rollup of a name, if it is on the list. */
  public static Optional<Rollup> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /**
   * The query that is saved in Athena's console for a start: it counts each event of the last week
   * once. The stack's template holds the same text.
   */
  public static String countEachOnce() {
    return file("count_each_once").text();
  }

  private static Rollup load(String name) {
    QueryFile file = file(name);
    return new Rollup(name, file.header("title"), file.list("columns"), whole(file.statement()));
  }

  /**
   * A statement with the fragments that rollups share: the people are made of the events that
   * count, and those of all events.
   */
  private static String whole(String statement) {
    return statement
        .replace("${people}", file("people").statement())
        .replace("${counted_events}", file("counted_events").statement())
        .replace("${events}", file("events").statement());
  }

  private static QueryFile file(String name) {
    return QueryFile.load(Rollups.class, name + ".sql");
  }
}
