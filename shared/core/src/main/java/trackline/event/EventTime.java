package trackline.event;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A time in the walk's one form: {@code 2026-11-20T18:58:33.123Z}, which sorts as text. */
public final class EventTime {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final Instant FIRST = Instant.parse("1970-01-01T00:00:00Z");
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  /** RFC 3339 allows a blank for the T, and Python and Postgres write one. */
  private static final Pattern WRITTEN =
      Pattern.compile(
          "(?<date>[0-9wW-]{7,10})[tT ]"
              + "(?<time>[0-9]{2}(?::[0-9]{2}){0,2}|[0-9]{4}|[0-9]{6})(?:[.,](?<fraction>[0-9]+))?"
              + "(?<zone>[zZ]|[+-][0-9]{2}(?::?[0-9]{2}){0,2})");

  /** Of a calendar, a week or a year, each with dashes or without. */
  private static final DateTimeFormatter DATE =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendOptional(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendOptional(DateTimeFormatter.BASIC_ISO_DATE)
          .appendOptional(DateTimeFormatter.ISO_WEEK_DATE)
          .appendOptional(week())
          .appendOptional(DateTimeFormatter.ISO_ORDINAL_DATE)
          .appendPattern("[uuuuDDD]")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** From 00:00:00 to 23:59:59: a day has neither a leap second nor an hour of its end. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("[HH:mm:ss][HH:mm][HHmmss][HHmm][HH]", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** An hour has so many nanoseconds: no more digits of a fraction can change a millisecond. */
  private static final int DIGITS = 13;

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
   * Reads a date and time with a zone in any form of ISO 8601, cut to milliseconds; nothing when it
   * is none or not between the years 1970 and 9999.
   */
  public static Optional<Instant> parse(String text) {
    Matcher written = WRITTEN.matcher(text);
    try {
      return written.matches()
          ? Optional.of(instant(written)).filter(EventTime::isInRange)
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Instant instant(Matcher written) {
    String time = written.group("time");
    return LocalDate.parse(written.group("date"), DATE)
        .atTime(LocalTime.parse(time, TIME))
        .plus(fraction(written.group("fraction"), lowest(time)))
        .toInstant(ZoneOffset.of(written.group("zone").toUpperCase(Locale.ROOT)))
        .truncatedTo(ChronoUnit.MILLIS);
  }

  /** The unit of a time's last two digits, of which a fraction is one. */
  private static ChronoUnit lowest(String time) {
    return switch (time.replace(":", "").length()) {
      case 2 -> ChronoUnit.HOURS;
      case 4 -> ChronoUnit.MINUTES;
      default -> ChronoUnit.SECONDS;
    };
  }

  private static Duration fraction(@Nullable String digits, ChronoUnit unit) {
    if (digits == null) {
      return Duration.ZERO;
    }
    BigDecimal part = new BigDecimal("0." + digits.substring(0, Math.min(digits.length(), DIGITS)));
    return Duration.ofNanos(
        part.multiply(BigDecimal.valueOf(unit.getDuration().toNanos())).longValue());
  }

  private static DateTimeFormatter week() {
    return new DateTimeFormatterBuilder()
        .appendValue(IsoFields.WEEK_BASED_YEAR, 4)
        .appendLiteral('W')
        .appendValue(IsoFields.WEEK_OF_WEEK_BASED_YEAR, 2)
        .appendValue(ChronoField.DAY_OF_WEEK, 1)
        .toFormatter(Locale.ROOT);
  }
}
