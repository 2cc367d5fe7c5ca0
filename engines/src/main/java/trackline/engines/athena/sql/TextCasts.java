package trackline.engines.athena.sql;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Texts cast to other types, in the forms that Athena's engine reads. */
final class TextCasts {
  private static final String DAY = "\\s*(?<year>[+-]?\\d{4,})-(?<month>\\d{1,2})-(?<day>\\d{1,2})";
  private static final Pattern DATE = Pattern.compile(DAY + "\\s*");
  private static final Pattern TIMESTAMP =
      Pattern.compile(
          DAY
              + "(?: (?<hour>\\d{1,2}):(?<minute>\\d{1,2})"
              + "(?::(?<second>\\d{1,2})(?:\\.(?<fraction>\\d{1,12}))?)?)?"
              + "\\s*(?<zone>[^\\s.]+)?\\s*");
  private static final long MILLIS_OF_A_DAY = 86_400_000;

  private TextCasts() {}

  static double toDouble(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw noCast("double");
    }
  }

  /** The days since 1970 of a date. */
  static long days(String text) {
    Matcher date = matched(DATE, text, "date");
    try {
      return day(date).toEpochDay();
    } catch (DateTimeException e) {
      throw noCast("date");
    }
  }

  /** The milliseconds since 1970 of a time without a zone; one that is written is left out. */
  static long millis(String text) {
    Matcher time =
        matched(TIMESTAMP, text, "timestamp; one with a T is read by from_iso8601_timestamp");
    try {
      if (time.group("zone") != null) {
        ZoneId.of(time.group("zone"));
      }
      LocalTime clock =
          LocalTime.of(part(time, "hour"), part(time, "minute"), part(time, "second"));
      return day(time).toEpochDay() * MILLIS_OF_A_DAY
          + clock.toSecondOfDay() * 1000L
          + millisOfFraction(time.group("fraction"));
    } catch (DateTimeException e) {
      throw noCast("timestamp");
    }
  }

  private static LocalDate day(Matcher date) {
    return LocalDate.of(part(date, "year"), part(date, "month"), part(date, "day"));
  }

  /** Rounded half up. */
  private static long millisOfFraction(@Nullable String digits) {
    return digits == null ? 0 : Math.round(Double.parseDouble("0." + digits) * 1000);
  }

  private static int part(Matcher matcher, String name) {
    String digits = matcher.group(name);
    try {
      return digits == null ? 0 : Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new DateTimeException("Too long", e);
    }
  }

  private static Matcher matched(Pattern pattern, String text, String type) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw noCast(type);
    }
    return matcher;
  }

  private static IllegalArgumentException noCast(String type) {
    return new IllegalArgumentException("INVALID_CAST_ARGUMENT: a varchar is no " + type);
  }
}
