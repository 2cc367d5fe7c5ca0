package trackline.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Times as people say them. */
final class Times {

  private Times() {}

  /** For example "3 minutes ago"; the text itself where it is no time. */
  static String ago(String time, Instant now) {
    try {
      return ago(Duration.between(Instant.parse(time), now));
    } catch (DateTimeParseException e) {
      return time;
    }
  }

  private static String ago(Duration age) {
    if (age.isNegative()) {
      return "just now";
    }
    return about(age) + " ago";
  }

  /** For example "3 minutes", never more than one unit. */
  static String about(Duration age) {
    if (age.toMinutes() < 1) {
      return count(age.toSeconds(), "second");
    } else if (age.toHours() < 1) {
      return count(age.toMinutes(), "minute");
    } else if (age.toDays() < 1) {
      return count(age.toHours(), "hour");
    }
    return count(age.toDays(), "day");
  }

  private static String count(long number, String unit) {
    return number + " " + unit + (number == 1 ? "" : "s");
  }
}
