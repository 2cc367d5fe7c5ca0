package trackline.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.event.RowType;
import trackline.event.UserId;

class RollupsTest {

  private static final Window WEEK =
      new Window(LocalDate.parse("2026-11-14"), LocalDate.parse("2026-11-20"));

  @Test
  void theRollupsAreListed() {
    assertThat(Rollups.all())
        .extracting(Rollup::name)
        .containsExactly(
            "logins_per_day",
            "events_per_day",
            "active_users_per_day",
            "top_events",
            "devices",
            "quarantine_per_day",
            "ledger");
  }

  @Test
  void titleAndColumnsAreReadFromTheHeader() {
    Rollup rollup = Rollups.named("top_events").orElseThrow();
    assertThat(rollup.title()).isEqualTo("Top events");
    assertThat(rollup.columns()).containsExactly("day", "event_type", "event_name", "events");
  }

  @ParameterizedTest
  @MethodSource("trackline.sql.Rollups#all")
  void everyPlaceholderIsFilledAndTheDayComesFirst(Rollup rollup) {
    assertThat(rollup.sql(WEEK, 3))
        .doesNotContain("${")
        .doesNotContain("--")
        .contains(
            rollup.name().equals("quarantine_per_day")
                ? "dt >= '2026-11-14' AND dt <= '2026-11-20'"
                : "dt >= '2026-11-11'");
    assertThat(rollup.sql(WEEK, 0))
        .contains(
            rollup.name().equals("quarantine_per_day")
                ? "dt >= '2026-11-14'"
                : "dt >= '2026-11-13'");
    assertThat(rollup.columns()).first().isEqualTo("day");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "events",
        "people",
        "counted_events",
        "count_each_once",
        "../events",
        "LOGINS_PER_DAY",
        "x'; --"
      })
  void anotherNameIsNoRollup(String name) {
    assertThat(Rollups.named(name)).isEmpty();
  }

  @Test
  void theWeekEndsToday() {
    Clock clock = Clock.fixed(Instant.parse("2026-11-20T23:59:59.999Z"), ZoneOffset.ofHours(9));
    assertThat(Window.endingToday(clock)).isEqualTo(WEEK);
    assertThat(WEEK.days()).hasSize(7).first().isEqualTo(LocalDate.parse("2026-11-14"));
  }

  @Test
  void aWindowDoesNotEndBeforeItStarts() {
    assertThatThrownBy(() -> new Window(WEEK.to(), WEEK.from()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theSavedQueryCountsAsTheRollupsDo() {
    String arrival =
        QueryFile.load(Rollups.class, "events.sql")
            .text()
            .lines()
            .filter(line -> line.contains("row_number()"))
            .findFirst()
            .orElseThrow();
    String counted =
        QueryFile.load(Rollups.class, "counted_events.sql")
            .text()
            .lines()
            .filter(line -> line.startsWith("WHERE "))
            .findFirst()
            .orElseThrow();
    assertThat(Rollups.countEachOnce())
        .contains(arrival.strip())
        .contains(counted.replace("WHERE ", "AND "))
        .doesNotContain("${");
  }

  /** Whoever adds a type says here whether it makes its user active. */
  @Test
  void peopleAreMadeOfTheRowsThatTheirUsersPut() {
    Matcher list = Pattern.compile("NOT IN \\(([^)]*)\\)").matcher(people());
    assertThat(list.find()).isTrue();
    assertThat(list.group(1).split(", "))
        .containsExactly(
            Arrays.stream(RowType.values())
                .filter(Predicate.not(RowType::isOfItsUser))
                .map(type -> "'" + type.eventType() + "'")
                .toArray(String[]::new));
  }

  @Test
  void peopleHaveTheUserIdsThatTheDoorsGiveVisitors() {
    assertThat(people()).contains("'" + UserId.ofAnonymous("") + "' || previous_id");
  }

  private static String people() {
    return QueryFile.load(Rollups.class, "people.sql").statement();
  }

  @Test
  void theStackHoldsTheSavedQuery() throws IOException {
    String template =
        Files.readString(Path.of(System.getProperty("trackline.root"), "template.yaml"));
    assertThat(template).contains(Rollups.countEachOnce().indent(8));
  }
}
