package trackline.fake;

import java.time.Duration;
import java.time.LocalDate;

/** How busy the shop is: by the day of the week and by the hour of the day (UTC). */
final class DayShape {

  private static final double[] WEEKDAYS = {1.0, 1.05, 1.1, 1.08, 0.98, 0.62, 0.55};
  private static final double[] HOURS = {
    12, 8, 6, 5, 6, 10, 20, 38, 58, 72, 78, 76, 70, 72, 76, 78, 76, 74, 78, 84, 86, 72, 46, 24
  };
  private static final double HOURS_TOTAL = sum(HOURS.length);

  private DayShape() {}

  static double weight(LocalDate day) {
    return WEEKDAYS[day.getDayOfWeek().getValue() - 1];
  }

  /**
   * The share of a day's events that happen within so long after midnight, less than a day: 0 to 1.
   */
  static double shareBefore(Duration sinceMidnight) {
    double hour = sinceMidnight.toMillis() / 3.6e6;
    int whole = (int) hour;
    return (sum(whole) + HOURS[whole] * (hour - whole)) / HOURS_TOTAL;
  }

  /** The time since midnight before which a share (0 to 1, exclusive) of a day's events happen. */
  static Duration timeOf(double share) {
    double left = share * HOURS_TOTAL;
    int hour = 0;
    while (hour < HOURS.length - 1 && left >= HOURS[hour]) {
      left -= HOURS[hour];
      hour++;
    }
    return Duration.ofMillis((long) (3.6e6 * (hour + Math.min(left / HOURS[hour], 0.999_999))));
  }

  private static double sum(int hours) {
    double sum = 0;
    for (int hour = 0; hour < hours; hour++) {
      sum += HOURS[hour];
    }
    return sum;
  }
}
