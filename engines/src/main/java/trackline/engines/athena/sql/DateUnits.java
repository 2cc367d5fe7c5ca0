package trackline.engines.athena.sql;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The units of date_trunc, date_add and date_diff. */
final class DateUnits {
  private static final Set<String> OF_DAYS = Set.of("day", "week", "month", "quarter", "year");
  private static final Set<String> OF_TIME = Set.of("millisecond", "second", "minute", "hour");

  private DateUnits() {}

  static boolean isKnown(String unit) {
    return OF_DAYS.contains(unit) || isOfTime(unit);
  }

  /** Whether a unit is a part of a day, which a DATE does not have. */
  static boolean isOfTime(String unit) {
    return OF_TIME.contains(unit);
  }

  static List<String> all() {
    return Stream.of(OF_DAYS, OF_TIME).flatMap(Set::stream).sorted().toList();
  }
}
