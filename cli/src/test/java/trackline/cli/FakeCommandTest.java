package trackline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static trackline.cli.Ran.trackline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.fake.FakeEvents;

final class FakeCommandTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private TinyTrackline server;

  @BeforeEach
  void start() throws IOException {
    server = new TinyTrackline();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void sendsFiftyLoginsOfOneUser() {
    Ran ran = trackline("fake", server.url(), "--seed", "7");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out())
        .matches(
            "Sent 5\\d events over 7 days \\(seed 7\\) in \\d+\\.\\d s:"
                + " 50 accepted, \\d duplicates, 0 rejected\\.\n");
    assertThat(server.stored()).hasSize(50);
  }

  @Test
  void sendsAWeekWithItsOracle(@TempDir Path folder) throws IOException {
    Path oracle = folder.resolve("expected.json");

    Ran ran =
        trackline(
            "fake",
            server.url(),
            "--events",
            "1200",
            "--seed",
            "3",
            "--json",
            "--oracle",
            oracle.toString());

    JsonNode summary = JSON.readTree(ran.out());
    assertThat(summary.path("accepted").asInt()).isEqualTo(1200);
    assertThat(summary.path("sent").asInt())
        .isEqualTo(1200 + summary.path("duplicates").asInt())
        .isGreaterThan(1200);
    JsonNode rollups = JSON.readTree(oracle.toFile()).path("rollups");
    assertThat(rollups.findValuesAsText("name")).contains("logins_per_day", "top_events");
    assertThat(rollups.path(0).path("rows").path(6).path(0).asText()).isEqualTo("2026-11-20");
    assertThat(rollups.path(0).path("rows").path(6).path(1).isIntegralNumber()).isTrue();
  }

  @Test
  void sendsAgainWhatWasNotStored() {
    server.beBusy(2);

    Ran ran = trackline("fake", server.url(), "--events", "300", "--seed", "1");

    assertThat(ran.out()).contains("300 accepted").contains("0 rejected");
    assertThat(server.requests()).hasSize(3);
    assertThat(server.stored()).hasSize(300);
  }

  @Test
  void givesUpOnAServerThatStaysBusy() {
    server.beBusy(1_000);

    Ran ran = trackline("fake", server.url(), "--logins", "500", "--seed", "1");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("answered 503").contains("Try again in a moment.");
  }

  @Test
  void tellsWhyEventsWereRejected() {
    Ran ran = trackline("fake", server.url(), "--logins", "3", "--user", "unwelcome");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out()).contains(" 0 accepted").doesNotContain(" 0 rejected");
    assertThat(ran.err()).isEqualTo("  rejected: /user_id: is not welcome\n");
  }

  /** A plan of one's own knows other types, or other properties of them. */
  @ParameterizedTest
  @ValueSource(strings = {"/event_type", "/properties/plan", "/properties"})
  void saysWhatToDoUnderAPlanOfOnesOwn(String place) {
    server.refuseFor(place);

    Ran ran = trackline("fake", server.url(), "--logins", "3", "--user", "unwelcome");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err())
        .isEqualTo("  rejected: " + place + ": is not welcome\n  " + FakeEvents.PLAN + ".\n");
  }

  /** The place stands behind `fake`, and no other command takes it there. */
  @ParameterizedTest
  @CsvSource({"404, rollup", "500, doctor"})
  void advisesCommandsForTheSamePlace(int status, String command) {
    server.refuseWith(status);
    String advised = "`./trackline " + command + " --url " + server.url() + "`";

    assertThat(trackline("fake", server.url()).err()).contains("answered " + status, advised);
    assertThat(trackline("fake", "--url", server.url()).err()).contains(advised);
  }

  @Test
  void refusesAWrongKey() {
    Ran ran = trackline("fake", server.url(), "--key", "nope");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err()).contains("answered 401: The key is not valid.");
  }

  @Test
  void refusesImpossibleAmounts() {
    assertThat(trackline("fake", "--days", "0").exitCode()).isEqualTo(2);
    assertThat(trackline("fake", "--events", "-1").exitCode()).isEqualTo(2);
    assertThat(trackline("fake", "--events", "1", "--logins", "1").err())
        .contains("mutually exclusive");
  }
}
