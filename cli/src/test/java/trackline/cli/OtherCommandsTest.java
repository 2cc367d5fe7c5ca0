package trackline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static trackline.cli.Ran.trackline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OtherCommandsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"local", "fake", "recent", "logins", "rollup", "stream-arn", "logs", "doctor"})
  void explainsEveryCommand(String command) {
    Ran ran = trackline(command, "--help");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).startsWith("Usage: trackline " + command).contains("Example");
    assertThat(ran.out().lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  void tellsItsVersion() {
    assertThat(trackline("--version").out()).matches("Trackline \\d\\S+ \\(Java 2\\d.*\\)\n");
  }

  @Test
  void explainsWhatItDoesNotUnderstand() {
    assertThat(trackline("recents").err()).contains("Did you mean: trackline recent");
    assertThat(trackline("rollup", "x", "--from", "yesterday"))
        .satisfies(ran -> assertThat(ran.exitCode()).isEqualTo(2))
        .satisfies(
            ran -> assertThat(ran.err()).contains("'yesterday' is no day; one looks like 2026"));
    assertThat(trackline("recent", "1", "--url", "localhost:8080").err())
        .contains("'localhost:8080' is no address; one looks like http://localhost:8080.");
  }

  @Test
  void asksForACommand() {
    assertThat(trackline().exitCode()).isEqualTo(2);
  }

  @Test
  void showsALog(@TempDir Path data) throws IOException {
    Path logs = Files.createDirectory(data.resolve("logs"));
    Files.writeString(logs.resolve("forward.log"), "{\"function\":\"forward\"}\n");
    Files.writeString(logs.resolve("ingest.log"), "");

    assertThat(trackline("logs", "forward", "--data", data.toString()).out())
        .isEqualTo("{\"function\":\"forward\"}\n");
    assertThat(trackline("logs", "../forward", "--data", data.toString()))
        .satisfies(ran -> assertThat(ran.exitCode()).isEqualTo(1))
        .satisfies(ran -> assertThat(ran.err()).contains("There are logs of forward, ingest."));
  }

  @Test
  void saysWhereLogsAreNot(@TempDir Path data) {
    assertThat(trackline("logs", "forward", "--data", data.toString()).err())
        .contains("Was `trackline local` started with this --data?", "sam logs");
  }

  @Test
  void checksTheConnection() throws IOException {
    try (TinyTrackline server = new TinyTrackline()) {
      server.prepare("/v1/rollups", 200, "{\"rollups\":[]}");

      Ran good = trackline("doctor", "--url", server.url(), "--json");
      Ran bad = trackline("doctor", "--url", server.url(), "--write-key", "nope", "--json");

      assertThat(stateOf("write key", good)).isEqualTo("ok");
      assertThat(stateOf("read key", good)).isEqualTo("ok");
      assertThat(stateOf("plan", good)).isEqualTo("ok");
      assertThat(stateOf("write key", bad)).isEqualTo("wrong");
      assertThat(bad.exitCode()).isEqualTo(1);
      assertThat(server.requests()).contains("POST /v1/events?dry_run=true");
      assertThat(server.stored()).isEmpty();
    }
  }

  @Test
  void findsAnUnreadablePlan(@TempDir Path folder) throws IOException {
    Path plan = Files.writeString(folder.resolve("plan.json"), "{\"events\":{}}");

    Ran ran = trackline("doctor", "--plan", plan.toString());

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out()).contains("wrong  plan").contains("[events], which a plan does not know");
  }

  private static String stateOf(String name, Ran ran) throws IOException {
    JsonNode checks = new ObjectMapper().readTree(ran.out()).path("checks");
    List<String> states =
        checks
            .valueStream()
            .filter(check -> check.path("name").asText().equals(name))
            .map(check -> check.path("state").asText())
            .toList();
    return states.getFirst();
  }
}
