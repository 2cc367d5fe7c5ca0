package trackline.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import trackline.event.EventTime;

/** Times as people say them. */
final class Times {

  private Times() {}

  /** For example "3 minutes ago"; the text itself where it is no time. */
  static String ago(String time, Instant now) {
    return EventTime.parse(time).map(then -> ago(Duration.between(then, now))).orElse(time);
  }

  /** The day that a text is. */
  static Optional<LocalDate> day(String text) {
    try {
      return Optional.of(LocalDate.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** The moment that a text is; a day is its first one in UTC. */
  static Optional<Instant> moment(String text) {
    return day(text)
        .map(day -> day.atStartOfDay().toInstant(ZoneOffset.UTC))
        .or(() -> EventTime.parse(text));
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
