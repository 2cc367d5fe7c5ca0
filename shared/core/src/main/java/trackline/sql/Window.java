package trackline.sql;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** The UTC days that a rollup covers, the first and the last one included. */
public record Window(LocalDate from, LocalDate to) {

  /** How many days the rollups cover. */
  public static final int DAYS = 7;

  public Window {
    if (from.isAfter(to)) {
      throw new IllegalArgumentException("A window ends on the day it starts or later");
    }
  }

  /** The days of the rollups, of which the last is today. */
  public static Window endingToday(Clock clock) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return new Window(today.minusDays(DAYS - 1L), today);
  }

  public List<LocalDate> days() {
    return from.datesUntil(to.plusDays(1)).toList();
  }

  /**
   * The first partition that is read. An event of the window lies a day before it at the earliest:
   * clocks run 5 minutes fast at most, and an object's day is that of its oldest line. The copy
   * that was there first may lie as many days before it as the other one is late.
   */
  LocalDate firstPartition(int lateDays) {
    return from.minusDays(Math.max(1, lateDays));
  }
}
