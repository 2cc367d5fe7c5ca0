package trackline.ledger;

import java.time.Instant;
import java.util.Comparator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import trackline.event.EventTime;
import trackline.log.LogLine;

/**
 * The line of the ledger that an event is counted on: the UTC hour in which it was received, such
 * as {@code 2026-11-21T11}, and its source. A log line that has both is read by the ledger.
 *
 * <p>Rows that others wrote may have any text there, which no log gets to see.
 */
public record Account(String hour, String source) implements Comparable<Account> {
  private static final String UNKNOWN_HOUR = "unknown";
  private static final String OTHER_SOURCE = "other";
  private static final String TABLE = "table:";
  private static final Comparator<Account> ORDER =
      Comparator.comparing(Account::hour).thenComparing(Account::source);
  private static final int HOUR_LENGTH = 13;
  private static final Pattern HOUR = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}");
  private static final Pattern SOURCE = Pattern.compile("(table:)?[A-Za-z0-9_.-]{1,255}");

  /** The account of what a door or an import received. */
  public static Account of(Instant receivedAt, String source) {
    return of(EventTime.format(receivedAt), source);
  }

  /** The account of a row, by its columns {@code received_at} and {@code source}. */
  public static Account of(@Nullable String receivedAt, @Nullable String source) {
    return new Account(hourOf(receivedAt), known(source));
  }

  /** The hour in which a time lies. */
  public static String hourOf(Instant time) {
    return EventTime.format(time).substring(0, HOUR_LENGTH);
  }

  private static String hourOf(@Nullable String receivedAt) {
    String hour =
        receivedAt == null || receivedAt.length() < HOUR_LENGTH
            ? UNKNOWN_HOUR
            : receivedAt.substring(0, HOUR_LENGTH);
    return HOUR.matcher(hour).matches() ? hour : UNKNOWN_HOUR;
  }

  private static String known(@Nullable String source) {
    return source != null && SOURCE.matcher(source).matches() ? source : OTHER_SOURCE;
  }

  /** Whether a door or an import counts its events, before the table's stream does. */
  public boolean hasDoor() {
    return !source.startsWith(TABLE) && !source.equals(OTHER_SOURCE);
  }

  /** Puts the account's two members into a log line. */
  public LogLine log(LogLine line) {
    return line.put("hour", hour).put("source", source);
  }

  @Override
  public int compareTo(Account other) {
    return ORDER.compare(this, other);
  }
}
