package trackline.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import trackline.engines.kit.LakeWriter;

/** Events that come days after they happened, and copies that come days after each other. */
class LateEventsTest {

  private static final LocalDate TODAY = LocalDate.parse("2026-11-20");

  private static RollupEngines engines;

  @TempDir Path folder;
  private RollupStage stage;

  @BeforeAll
  static void startEngines(@TempDir Path folder) throws Exception {
    engines = new RollupEngines(folder);
  }

  @AfterAll
  static void stopEngines() throws Exception {
    engines.stop();
  }

  @BeforeEach
  void start() throws Exception {
    stage = new RollupStage(folder, engines);
  }

  @AfterEach
  void stop() throws Exception {
    stage.close();
  }

  /** The day has been counted before: the event changes it at the next refresh. */
  @ParameterizedTest
  @CsvSource({
    "logins_per_day,3",
    "events_per_day,3",
    "active_users_per_day,3",
    "top_events,3",
    "devices,3",
    "logins_per_day,0",
    "logins_per_day,6",
  })
  void anEventThatIsLateCountsOnItsOwnDay(String rollup, int daysLate) throws Exception {
    LocalDate day = TODAY.minusDays(daysLate);
    arrive(day, event("on-time", "ada", day + "T23:59:59.999Z", day + "T23:59:59.999Z"));
    assertThat(eventsOn(rollup, day)).isEqualTo(1);
    String now = TODAY + "T12:00:00.000Z";
    arrive(TODAY, event("late", "bob", day + "T00:00:00.000Z", now));
    stage.clock.pass(Duration.ofMinutes(6));
    assertThat(eventsOn(rollup, day)).isEqualTo(2);
  }

  /** A retry without a time of its own is given that of its arrival, and so is on another day. */
  @Test
  void aCopyThatIsLateCountsOnTheDayOfTheFirst() throws Exception {
    LocalDate first = TODAY.minusDays(4);
    arrive(first, event("e", "ada", first + "T10:00:00.000Z", first + "T10:00:00.000Z"));
    LocalDate retry = first.plusDays(3);
    arrive(retry, event("e", "ada", retry + "T10:00:00.000Z", retry + "T10:00:00.000Z"));
    assertThat(eventsOn("events_per_day", first)).isEqualTo(1);
    assertThat(eventsOn("events_per_day", retry)).isZero();

    stage.clock.pass(Duration.ofDays(5));
    assertThat(rows("events_per_day").get(0).get(0).asText()).isEqualTo(retry.toString());
    assertThat(eventsOn("events_per_day", retry)).as("when the first has left the week").isZero();
  }

  private void arrive(LocalDate dt, String line) throws Exception {
    stage.writer.object(dt.toString(), "object-" + line.hashCode() + ".gz", line);
  }

  private static String event(String id, String user, String at, String receivedAt) {
    return LakeWriter.event(id, user, at, "login")
        .replaceFirst("\"received_at\":\"[^\"]*\"", "\"received_at\":\"" + receivedAt + "\"");
  }

  private JsonNode rows(String rollup) throws Exception {
    assertThat(stage.refresh(rollup, true)).isEqualTo("started");
    stage.deliver();
    return stage.state(rollup).version().orElseThrow().rows();
  }

  private long eventsOn(String rollup, LocalDate day) throws Exception {
    long events = 0;
    for (JsonNode row : rows(rollup)) {
      boolean isOnDay = row.get(0).asText().equals(day.toString());
      events += isOnDay ? row.get(row.size() - 1).asLong() : 0;
    }
    return events;
  }
}
