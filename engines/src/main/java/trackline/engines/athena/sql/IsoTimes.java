package trackline.engines.athena.sql;

import org.joda.time.DateTime;
import org.joda.time.DateTimeZone;
import org.joda.time.chrono.ISOChronology;
import org.joda.time.format.DateTimeFormatter;
import org.joda.time.format.ISODateTimeFormat;

/** Dates and times of ISO 8601, read by the library that Athena's engine has. */
final class IsoTimes {
  static final String ZONED =
      "local runs from_iso8601_timestamp() of times in UTC only, and this text has another zone";

  private static final long MILLIS_OF_A_DAY = 86_400_000;
  private static final DateTimeFormatter TIMES =
      ISODateTimeFormat.dateTimeParser()
          .withChronology(ISOChronology.getInstanceUTC())
          .withOffsetParsed();
  private static final DateTimeFormatter DATES =
      ISODateTimeFormat.dateElementParser().withChronology(ISOChronology.getInstanceUTC());

  private IsoTimes() {}

  /** The milliseconds since 1970 of a time in UTC; one of another zone is refused. */
  static long millis(String text) {
    DateTime time = time(text);
    if (!isUtc(time)) {
      throw new IllegalArgumentException("from_iso8601_timestamp: " + ZONED);
    }
    return time.getMillis();
  }

  /** Whether a text is a time of another zone than UTC. */
  static boolean isZoned(String text) {
    return !isUtc(time(text));
  }

  /** The days since 1970 of a date. */
  static long days(String text) {
    try {
      return Math.floorDiv(DATES.parseMillis(text), MILLIS_OF_A_DAY);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("INVALID_FUNCTION_ARGUMENT: a varchar is no date", e);
    }
  }

  private static DateTime time(String text) {
    try {
      return TIMES.parseDateTime(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "INVALID_FUNCTION_ARGUMENT: a varchar is no time of ISO 8601", e);
    }
  }

  private static boolean isUtc(DateTime time) {
    return time.getZone().equals(DateTimeZone.UTC);
  }
}
