package trackline.fake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A generator of the events of the UTC days that end today.
 *
 * <p>A day's events are a prefix of a sequence that depends on the seed and the day alone, today's
 * up to the last full hour. So within an hour a seed's events are the same; generated again later,
 * an event of an id is still the same event: the weeks overlap and never contradict each other.
 */
public final class FakeWeek {

  /** Nothing happens after this long before now, so that no clock's skew makes it the future. */
  static final Duration MARGIN = Duration.ofSeconds(5);

  /** Of a younger day nothing is taken: there is hardly a time when it could have happened. */
  static final Duration YOUNGEST_DAY = Duration.ofMinutes(5);

  private FakeWeek() {}

  /**
   * Generates exactly so many distinct events.
   *
   * @param count of the events, 0 or more
   * @param days of the window, 1 or more, today among them
   */
  public static FakeEvents generate(int count, int days, long seed, Clock clock) {
    Instant limit = clock.instant().minus(MARGIN).truncatedTo(ChronoUnit.HOURS);
    List<LocalDate> window = window(days, clock);
    int[] quotas = quotas(count, window, limit);
    Visits visits = new Visits(seed);
    List<FakeEvent> events = new ArrayList<>(count);
    for (int day = 0; day < quotas.length; day++) {
      events.addAll(eventsOf(window.get(day), quotas[day], visits, limit));
    }
    events.sort(Comparator.comparing(FakeEvent::eventAt).thenComparing(FakeEvent::eventId));
    return new FakeEvents(List.copyOf(events), window, seed);
  }

  /** The UTC days that end today, the oldest first. */
  static List<LocalDate> window(int days, Clock clock) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return IntStream.rangeClosed(1 - days, 0).mapToObj(today::plusDays).toList();
  }

  private static List<FakeEvent> eventsOf(LocalDate day, int quota, Visits visits, Instant limit) {
    Instant end = earlier(limit, day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    List<FakeEvent> events = new ArrayList<>(quota);
    for (int visit = 0; events.size() < quota; visit++) {
      visits.before(end, day, visit).stream()
          .flatMap(List::stream)
          .filter(event -> event.eventAt().isBefore(end))
          .limit(quota - events.size())
          .forEach(events::add);
    }
    return events;
  }

  /** How many events each day gets, by its weight; the sum is the count. */
  private static int[] quotas(int count, List<LocalDate> window, Instant limit) {
    double[] weights = window.stream().mapToDouble(day -> weight(day, limit)).toArray();
    double total = Arrays.stream(weights).sum();
    if (total == 0) {
      throw tooEarly();
    }
    int[] quotas = new int[weights.length];
    double weightSoFar = 0;
    int given = 0;
    for (int day = 0; day < quotas.length; day++) {
      weightSoFar += weights[day];
      quotas[day] = (int) Math.round(count * weightSoFar / total) - given;
      given += quotas[day];
    }
    return quotas;
  }

  private static double weight(LocalDate day, Instant limit) {
    Instant midnight = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    Duration age = Duration.between(midnight, limit);
    if (age.compareTo(YOUNGEST_DAY) < 0) {
      return 0;
    }
    double share = age.toDays() > 0 ? 1 : DayShape.shareBefore(age);
    return share * DayShape.weight(day);
  }

  static IllegalStateException tooEarly() {
    return new IllegalStateException(
        "Today (UTC) has only just begun and nothing has happened yet: ask for two days or more");
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
