package trackline.tests.walk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import trackline.fake.ExpectedRollup;
import trackline.fake.FakeEvents;
import trackline.fake.FakeWeek;
import trackline.fake.Sender;
import trackline.local.Local;
import trackline.local.LocalOptions;

/** A seeded week through the whole walk, against the counts of its generator. */
class OracleTest {
  private static final int EVENTS = 3_000;

  @Test
  void everyRollupEqualsTheGeneratorsOwnCount(@TempDir Path folder) throws Exception {
    Instant now = Instant.now();
    FakeEvents week = FakeWeek.generate(EVENTS, 7, 42, Clock.fixed(now, ZoneOffset.UTC));
    try (Local local = Local.start(new LocalOptions(0, folder, 0, 7, 1));
        java.net.http.HttpClient http = java.net.http.HttpClient.newHttpClient()) {
      Sender.Totals totals =
          new Sender(http, local.url(), "local-write").send(week.batches(Sender.BATCH), t -> {});
      assertThat(totals.accepted()).isEqualTo(EVENTS);
      assertThat(totals.duplicates()).isPositive();
      assertThat(totals.rejected()).isZero();
      Client client = new Client(local.url());
      client.local("flush");
      client.local("refresh");
      for (ExpectedRollup expected : week.expected()) {
        JsonNode answer = client.get("/v1/rollups/" + expected.name()).body();
        assertThat(answer.path("rows")).as(expected.name()).hasToString(expected.json().path("rows").toString());
        assertThat(answer.path("columns")).isEqualTo(expected.json().path("columns"));
      }
    }
  }
}
