package trackline.fake;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import trackline.event.Column;
import trackline.event.Json;
import trackline.intake.AddressPolicy;
import trackline.intake.Intake;
import trackline.intake.Reception;
import trackline.intake.Verdict;
import trackline.plan.TrackingPlan;

final class FakeWeekTest {

  private static final Instant FRIDAY_AFTERNOON = Instant.parse("2026-11-20T15:40:00Z");
  private static final Clock CLOCK = fixed(FRIDAY_AFTERNOON);

  @Property(tries = 40)
  void givesExactlySoManyDistinctEventsWithinTheWindow(
      @ForAll @IntRange(min = 0, max = 3_000) int count,
      @ForAll @IntRange(min = 2, max = 12) int days,
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 86_399) int secondOfDay) {
    Instant now = Instant.parse("2026-11-20T00:00:00Z").plusSeconds(secondOfDay);

    FakeEvents fake = FakeWeek.generate(count, days, seed, fixed(now));

    assertThat(fake.events()).hasSize(count);
    assertThat(fake.events().stream().map(FakeEvent::eventId)).doesNotHaveDuplicates();
    assertThat(fake.days()).hasSize(days).endsWith(LocalDate.parse("2026-11-20"));
    Instant start = fake.days().getFirst().atStartOfDay(ZoneOffset.UTC).toInstant();
    assertThat(fake.events())
        .allSatisfy(event -> assertThat(event.eventAt()).isBetween(start, now));
    assertTotalsAgree(fake);
  }

  private static void assertTotalsAgree(FakeEvents fake) {
    long byPeople = fake.events().stream().filter(event -> !crawled(event)).count();
    assertThat(total(fake, "events_per_day")).isEqualTo(byPeople);
    assertThat(total(fake, "logins_per_day"))
        .isEqualTo(
            fake.events().stream().filter(event -> event.eventType().equals("login")).count());
    assertThat(total(fake, "top_events")).isEqualTo(byPeople);
    assertThat(total(fake, "devices")).isEqualTo(fake.events().size());
    assertThat(total(fake, "active_users_per_day")).isBetween(Math.min(1, byPeople), byPeople);
    assertThat(fake.expected("events_per_day").rows()).hasSize(fake.days().size());
  }

  @Test
  void isTheSameForTheSameSeedAndAnotherForAnother() {
    assertThat(json(1)).isEqualTo(json(1)).isNotEqualTo(json(2));
  }

  @Property(tries = 20)
  void neverContradictsItselfAsTimeGoesOn(@ForAll @IntRange(min = 0, max = 60) int hours) {
    FakeEvents now = FakeWeek.generate(800, 7, 5, CLOCK);
    FakeEvents later =
        FakeWeek.generate(900, 7, 5, fixed(FRIDAY_AFTERNOON.plus(Duration.ofHours(hours))));

    Map<String, FakeEvent> known =
        now.events().stream().collect(Collectors.toMap(FakeEvent::eventId, Function.identity()));
    assertThat(later.events())
        .filteredOn(event -> known.containsKey(event.eventId()))
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event).isEqualTo(known.get(event.eventId())));
  }

  @Test
  void hasTheShapeOfAWeek() {
    FakeEvents fake = FakeWeek.generate(20_000, 7, 1, CLOCK);

    assertThat(eventsOn(fake, DayOfWeek.WEDNESDAY))
        .isGreaterThan(eventsOn(fake, DayOfWeek.SUNDAY) * 3 / 2);
    assertThat(eventsOn(fake, DayOfWeek.FRIDAY)).isLessThan(eventsOn(fake, DayOfWeek.THURSDAY));
    assertThat(eventsAtHour(fake, 3)).isLessThan(eventsAtHour(fake, 10) / 4);
  }

  @Test
  void hasTheVarietyOfRealTraffic() {
    FakeEvents fake = FakeWeek.generate(5_000, 7, 1, CLOCK);

    assertThat(fake.events().stream().map(FakeEvent::eventType).distinct())
        .containsExactlyInAnyOrder(
            "login",
            "login_failed",
            "logout",
            "signup",
            "page",
            "track",
            "identify",
            "click",
            "search",
            "purchase");
    assertThat(fake.events())
        .anyMatch(FakeWeekTest::crawled)
        .anyMatch(event -> event.userId() == null && event.anonymousId() != null)
        .anyMatch(event -> event.userId() != null && event.anonymousId() != null)
        .allMatch(event -> event.userId() != null || event.anonymousId() != null);
    assertThat(fake.events().stream().map(FakeEvent::owner).distinct()).hasSizeBetween(200, 1_500);
    assertThat(twoAtOnce(fake)).isTrue();
  }

  @Test
  void letsAnonymousVisitorsIdentifyThemselves() {
    FakeEvents fake = FakeWeek.generate(2_000, 7, 1, CLOCK);

    Set<String> strangers = new HashSet<>();
    assertThat(fake.events())
        .anyMatch(
            event -> {
              if (event.userId() == null) {
                strangers.add(event.sessionId());
              }
              return event.eventType().equals("identify") && strangers.contains(event.sessionId());
            });
  }

  @Test
  void countsAVisitorWhoLogsInOnce() {
    FakeEvents fake = FakeWeek.generate(2_000, 7, 1, CLOCK);

    long owners =
        fake.events().stream()
            .collect(groupingBy(FakeEvent::day, Collectors.mapping(FakeEvent::owner, toSet())))
            .values()
            .stream()
            .mapToLong(Set::size)
            .sum();
    assertThat(total(fake, "active_users_per_day")).isBetween(owners / 2, owners - 20);
  }

  @Test
  void sendsEveryEventSomeLateAndSomeAgain() {
    FakeEvents fake = FakeWeek.generate(2_000, 7, 1, CLOCK);

    List<List<FakeEvent>> batches = fake.batches(100);

    assertThat(batches).allMatch(batch -> batch.size() <= 100);
    List<FakeEvent> sent = batches.stream().flatMap(List::stream).toList();
    assertThat(Set.copyOf(sent)).isEqualTo(Set.copyOf(fake.events()));
    assertThat(sent.size() - fake.events().size()).isBetween(20, 120);
    assertThat(batches).anyMatch(batch -> Set.copyOf(batch).size() < batch.size());
    assertThat(lateOnes(sent)).isBetween(20L, 250L);
  }

  @Test
  void saysThatAnEmptyDayCannotBeFilled() {
    Clock midnight = fixed(Instant.parse("2026-11-20T00:00:03Z"));
    assertThatThrownBy(() -> FakeWeek.generate(10, 1, 1, midnight))
        .hasMessageContaining("ask for two days or more");
  }

  @Test
  void speaksTheNamesOfTheContract() {
    FakeEvent event = FakeWeek.generate(500, 7, 1, CLOCK).events().getFirst();

    assertThat(event.json().fieldNames())
        .toIterable()
        .contains("event_id", "event_type", "event_at", "ip_address", "user_agent", "session_id");
    assertThat(event.json().get("event_at").textValue())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
  }

  @Test
  void followsTheDefaultPlan() throws Json.BadJson {
    Intake intake = new Intake(TrackingPlan.load(TrackingPlan.DEFAULT), AddressPolicy.WHOLE);
    Reception reception = new Reception("tracker", FRIDAY_AFTERNOON, "192.0.2.1", "test");

    for (FakeEvent event : FakeWeek.generate(3_000, 7, 1, CLOCK).events()) {
      Verdict verdict = intake.judge(Json.read(event.json().toString()), reception);
      assertThat(verdict).isInstanceOf(Verdict.Good.class);
      assertThat(((Verdict.Good) verdict).row().values())
          .containsEntry(Column.USER_ID, event.owner())
          .containsEntry(Column.EVENT_ID, event.eventId());
    }
  }

  @Test
  void givesLoginsOfOneUser() {
    FakeEvents fake = FakeLogins.generate(50, "1", 7, 9, CLOCK);

    assertThat(fake.events()).hasSize(50).allMatch(event -> event.owner().equals("1"));
    assertThat(fake.events().stream().map(FakeEvent::eventId)).doesNotHaveDuplicates();
    assertThat(total(fake, "logins_per_day")).isEqualTo(50);
    assertThat(fake.events()).allMatch(event -> event.eventAt().isBefore(FRIDAY_AFTERNOON));
  }

  private static boolean crawled(FakeEvent event) {
    return UserAgents.CRAWLERS.all().contains(event.userAgent());
  }

  private static boolean twoAtOnce(FakeEvents fake) {
    return fake.events().stream()
        .collect(groupingBy(event -> event.owner() + event.eventAt(), counting()))
        .values()
        .stream()
        .anyMatch(events -> events > 1);
  }

  private static long lateOnes(List<FakeEvent> sent) {
    Instant newest = Instant.EPOCH;
    long late = 0;
    for (FakeEvent event : sent) {
      if (event.eventAt().isBefore(newest.minus(Duration.ofHours(2)))) {
        late++;
      }
      newest = event.eventAt().isAfter(newest) ? event.eventAt() : newest;
    }
    return late;
  }

  private static long eventsAtHour(FakeEvents fake, int hour) {
    return fake.events().stream()
        .filter(event -> event.eventAt().atOffset(ZoneOffset.UTC).getHour() == hour)
        .count();
  }

  private static long eventsOn(FakeEvents fake, DayOfWeek weekday) {
    return fake.events().stream()
        .filter(event -> event.day().getDayOfWeek().equals(weekday))
        .count();
  }

  private static long total(FakeEvents fake, String name) {
    return fake.expected(name).rows().stream().mapToLong(row -> (Long) row.getLast()).sum();
  }

  private static List<String> json(long seed) {
    return FakeWeek.generate(300, 7, seed, CLOCK).events().stream()
        .map(event -> event.json().toString())
        .toList();
  }

  private static Clock fixed(Instant now) {
    return Clock.fixed(now, ZoneOffset.UTC);
  }
}
