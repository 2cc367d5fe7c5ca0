package trackline.tests.walk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import trackline.event.EventTime;
import trackline.local.Local;
import trackline.local.LocalOptions;

/** Events of clients that are late, or whose clocks are wrong, in the rollups of their own days. */
class LateEventsTest {
  private static final Duration TWO_YEARS = Duration.ofDays(730);

  @Test
  void areCountedOnTheDayOnWhichTheyHappened(@TempDir Path folder) throws Exception {
    Instant now = Instant.now();
    // Noon, so that what the request takes does not move an event over midnight.
    LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(3);
    Instant happened = day.atTime(12, 0).toInstant(ZoneOffset.UTC);
    try (Local local = Local.start(new LocalOptions(0, folder, 0, 7, 1))) {
      Client client = new Client(local.url());
      client.local("refresh");
      assertThat(count(client, "logins_per_day", day)).isZero();

      accept(client, "/v1/events", tracker("late", happened, ""));
      for (Duration skew : new Duration[] {TWO_YEARS, TWO_YEARS.negated()}) {
        String sentAt = ",\"sent_at\":\"" + EventTime.format(now.plus(skew)) + "\"";
        accept(client, "/v1/events", tracker("skewed" + skew, happened.plus(skew), sentAt));
        accept(client, "/v1/track", segment("m" + skew, happened.plus(skew), now.plus(skew)));
      }
      client.local("flush");
      client.local("refresh");

      assertThat(count(client, "logins_per_day", day)).isEqualTo(3);
      assertThat(count(client, "events_per_day", day)).isEqualTo(5);
      assertThat(count(client, "active_users_per_day", day)).isEqualTo(5);
      assertThat(count(client, "top_events", day)).isEqualTo(5);
      assertThat(count(client, "devices", day)).isEqualTo(5);
      assertThat(client.get("/local/objects").body().path("objects").findValuesAsText("key"))
          .as("the lake's day is that of arrival")
          .isNotEmpty()
          .noneMatch(key -> key.contains(day.toString()));
    }
  }

  private static void accept(Client client, String path, String event) {
    assertThat(client.post(path, event).status()).isIn(200, 202);
  }

  private static String tracker(String user, Instant at, String more) {
    return """
        {"user_id":"%s","event_type":"login","event_at":"%s"%s}"""
        .formatted(user, EventTime.format(at), more);
  }

  private static String segment(String user, Instant at, Instant sentAt) {
    return """
        {"type":"track","event":"Order","userId":"%s","timestamp":"%s","sentAt":"%s"}"""
        .formatted(user, EventTime.format(at), EventTime.format(sentAt));
  }

  private static long count(Client client, String rollup, LocalDate day) {
    long count = 0;
    for (JsonNode row : client.get("/v1/rollups/" + rollup).body().path("rows")) {
      boolean isOfDay = row.get(0).asText().equals(day.toString());
      count += isOfDay ? row.get(row.size() - 1).asLong() : 0;
    }
    return count;
  }
}
