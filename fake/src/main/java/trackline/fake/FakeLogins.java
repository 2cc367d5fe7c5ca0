package trackline.fake;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A generator of logins of one user at any time of the UTC days that end today: those of an endless
 * sequence, a function of the seed and the days, that are not still to come.
 */
public final class FakeLogins {

  private FakeLogins() {}

  /** Generates exactly so many logins, each from a browser of its own. */
  public static FakeEvents generate(int count, String userId, int days, long seed, Clock clock) {
    List<LocalDate> window = FakeWeek.window(days, clock);
    Instant from = window.getFirst().atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant limit = clock.instant().minus(FakeWeek.MARGIN);
    if (limit.isBefore(from.plus(FakeWeek.YOUNGEST_DAY))) {
      throw FakeWeek.tooEarly();
    }
    List<FakeEvent> logins =
        IntStream.iterate(0, number -> number + 1)
            .mapToObj(number -> login(userId, from, days, seed, number))
            .filter(login -> login.eventAt().isBefore(limit))
            .limit(count)
            .sorted(Comparator.comparing(FakeEvent::eventAt).thenComparing(FakeEvent::eventId))
            .toList();
    return new FakeEvents(logins, window, seed);
  }

  private static FakeEvent login(String userId, Instant from, int days, long seed, int number) {
    Random random = Seeds.random(seed, from.toEpochMilli(), days, number);
    long span = Duration.ofDays(days).toMillis();
    Visitor.Browser browser = Visitor.Browser.pick(random);
    long[] coordinates = {seed, from.toEpochMilli(), days, number, userId.hashCode()};
    return new FakeEvent(
        Seeds.uuid(coordinates),
        userId,
        null,
        "login",
        null,
        from.plusMillis((long) (random.nextDouble() * span)),
        browser.ipAddress(),
        browser.userAgent(),
        Seeds.uuid(Seeds.random(coordinates).nextLong()),
        null,
        JsonNodeFactory.instance.objectNode());
  }
}
