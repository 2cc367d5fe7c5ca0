package trackline.forward;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import trackline.event.EventTime;

/** A time as tables hold it: ISO-8601 with a zone, or seconds, milliseconds or so since 1970. */
final class WrittenTime {
  /** The member of a line with what stood in the place of a time and is none. */
  static final String UNREAD = "event_at_as_written";

  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}(?:\\.\\d{1,18})?");

  /** In seconds it would be of the year 5138; in milliseconds it is of 1973. */
  private static final BigDecimal MOST_SECONDS = new BigDecimal("1E+11");

  private static final int DIGITS_A_STEP = 3;

  private WrittenTime() {}

  /** Reads a time; nothing when it is none of the years 1970 to 9999. */
  static Optional<Instant> read(String text) {
    return NUMBER.matcher(text).matches()
        ? Optional.of(sinceEpoch(new BigDecimal(text))).filter(EventTime::isInRange)
        : EventTime.parse(text);
  }

  private static Instant sinceEpoch(BigDecimal number) {
    BigDecimal seconds = number;
    while (seconds.compareTo(MOST_SECONDS) >= 0) {
      seconds = seconds.movePointLeft(DIGITS_A_STEP);
    }
    return Instant.ofEpochMilli(seconds.movePointRight(DIGITS_A_STEP).longValue());
  }
}
