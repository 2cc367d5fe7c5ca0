package trackline.bench.endurance;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import trackline.fake.ExpectedRollup;
import trackline.fake.FakeEvent;
import trackline.fake.FakeEvents;
import trackline.fake.FakeWeek;

/**
 * The events of a run: those of a seeded week, each under as many ids as are asked for. What was
 * acknowledged is noted, since that is what must be found at the end.
 */
final class Events {
  private static final int WEEK = 2_000;
  private static final int DAYS = 7;

  private final List<FakeEvent> week;
  private final long seed;
  private final AtomicInteger made = new AtomicInteger();
  private final Set<FakeEvent> acknowledged = ConcurrentHashMap.newKeySet();

  Events(long seed) {
    this.week = FakeWeek.generate(WEEK, DAYS, seed, Clock.systemUTC()).events();
    this.seed = seed;
  }

  /** So many events that nobody sent yet. */
  List<FakeEvent> next(int count, Form form) {
    return Stream.generate(this::next).limit(count).map(form::of).toList();
  }

  private FakeEvent next() {
    int number = made.getAndIncrement();
    FakeEvent event = week.get(number % week.size());
    return new FakeEvent(
        "endurance-" + number,
        event.userId(),
        event.anonymousId(),
        event.eventType(),
        event.eventName(),
        event.eventAt(),
        event.ipAddress(),
        event.userAgent(),
        event.sessionId(),
        event.page(),
        event.properties());
  }

  void acknowledge(List<FakeEvent> events) {
    acknowledged.addAll(events);
  }

  int acknowledged() {
    return acknowledged.size();
  }

  Set<FakeEvent> all() {
    return Set.copyOf(acknowledged);
  }

  /** What the rollups must say of the acknowledged events, counted without SQL. */
  List<ExpectedRollup> expected() {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    List<LocalDate> days =
        IntStream.rangeClosed(1 - DAYS, 0).mapToObj(day -> today.plusDays(day)).toList();
    List<FakeEvent> inWindow =
        acknowledged.stream().filter(event -> days.contains(event.day())).toList();
    return new FakeEvents(inWindow, days, seed).expected();
  }
}
