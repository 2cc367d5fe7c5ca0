package trackline.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A time in the walk's one form: {@code 2026-11-20T18:58:33.123Z}, which sorts as text. */
public final class EventTime {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final Instant FIRST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  private EventTime() {}

  /** The fixed-width text of a time, cut to milliseconds. */
  public static String format(Instant time) {
    return FORM.format(time.truncatedTo(ChronoUnit.MILLIS));
  }

  /** Whether a time has a text of the fixed width: it is of the years 1970 to 9999. */
  public static boolean isInRange(Instant time) {
    return !time.isBefore(FIRST) && time.isBefore(END);
  }

  /**
   * Reads an ISO-8601 date and time with a zone, cut to milliseconds; nothing when it is none or
   * not between the years 1970 and 9999.
   */
  public static Optional<Instant> parse(String text) {
    try {
      Instant time =
          OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME)
              .toInstant()
              .truncatedTo(ChronoUnit.MILLIS);
      return isInRange(time) ? Optional.of(time) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
