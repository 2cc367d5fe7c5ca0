package trackline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static trackline.cli.Ran.trackline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OtherCommandsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "local",
        "fake",
        "recent",
        "logins",
        "rollup",
        "audit",
        "replay",
        "stream-arn",
        "logs",
        "doctor"
      })
  void explainsEveryCommand(String command) {
    Ran ran = trackline(command, "--help");

    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).startsWith("Usage: trackline " + command).contains("Example");
    assertThat(ran.out().lines()).allMatch(line -> line.length() <= 80);
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
    assertThat(trackline().err()).startsWith("Usage: trackline").contains("recent", "doctor");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "recent | --limt | There is no option --limt. | --limit",
        "recent | --lim=5 | There is no option --lim=5. | --limit",
        "audit | --pricipal | There is no option --pricipal. | --principal",
      })
  void tellsAWrongOptionShortAndLast(String command, String word, String fault, String meant) {
    assertThat(trackline(command, "1", word))
        .isEqualTo(
            new Ran(
                2,
                "",
                "trackline: %s\n  Did you mean: %s?\n  See `./trackline %s --help`.\n"
                    .formatted(fault, meant, command)));
  }

  @Test
  void tellsAWrongCommandShortAndLast() {
    assertThat(trackline("lokal").err())
        .startsWith("trackline: There is no command lokal.\n  Did you mean: trackline local")
        .endsWith("?\n  See `./trackline --help`.\n");
  }

  @Test
  void tellsWhatIsMissingOrTooMuch() {
    assertThat(trackline("recent").err())
        .isEqualTo(
            "trackline: Missing required parameter: 'USER'.\n  See `./trackline recent --help`.\n");
    assertThat(trackline("logins", "1", "2").err())
        .isEqualTo("trackline: '2' is one word too many.\n  See `./trackline logins --help`.\n");
  }

  @Test
  void showsALog(@TempDir Path data) throws IOException {
    Path logs = Files.createDirectory(data.resolve("logs"));
    String lines =
        """
        {"time":"2026-11-20T11:59:58.123Z","function":"forward","request_id":"r","forwarded":3,"set_aside":0}
        {"time":"2026-11-20T11:59:59.001Z","function":"forward","request_id":"s","error":"java.io.IOException"}
        {"function":"forward","status":404}
        ERROR java.lang.Error: no\u001b[31m
        """;
    Files.writeString(logs.resolve("forward.log"), lines + "{\"half");
    Files.writeString(logs.resolve("ingest.log"), "");

    assertThat(trackline("logs", "forward", "--data", data.toString(), "--json").out())
        .isEqualTo(lines);
    assertThat(trackline("logs", "forward", "--data", data.toString()).out())
        .isEqualTo(
            """
            2026-11-20T11:59:58Z  INFO   forwarded=3
            2026-11-20T11:59:59Z  ERROR  error=java.io.IOException
                                  WARN   status=404
                                  ERROR  ERROR java.lang.Error: no?[31m
            """);
    assertThat(Ran.on(new Terminal(48, true), "logs", "forward", "--data", data.toString()).out())
        .startsWith("2026-11-20T11:59:58Z  \u001b[32mINFO\u001b[0m   forwarded=3\n")
        .contains("Z  \u001b[31mERROR\u001b[0m  error=java.io.IOException\n");
    assertThat(trackline("logs", "../forward", "--data", data.toString()))
        .satisfies(ran -> assertThat(ran.exitCode()).isEqualTo(1))
        .satisfies(ran -> assertThat(ran.err()).contains("There are logs of forward, ingest: "));
  }

  /** An error's message may have lines, and its trace stands below it, in this entry. */
  @Test
  void showsATraceAsPartOfItsEntry(@TempDir Path data) throws IOException {
    Path logs = Files.createDirectory(data.resolve("logs"));
    Files.writeString(
        logs.resolve("forward.log"),
        """
        {"time":"2026-11-20T11:59:58.123Z","function":"forward","error":"x"}
        \tat trackline.A.a(A.java:1)
        ERROR java.lang.IllegalStateException: two
        lines \u202eof it
        \tat trackline.B.b(B.java:2)
        Caused by: java.io.IOException: no
        \t... 7 more
        ERROR java.lang.Error: next
        {"time":"2026-11-20T11:59:59.123Z","function":"forward","forwarded":3}
        a line of its own
        another
        """);

    assertThat(trackline("logs", "forward", "--data", data.toString()).out())
        .isEqualTo(
            """
            2026-11-20T11:59:58Z  ERROR  error=x
                                         at trackline.A.a(A.java:1)
                                  ERROR  ERROR java.lang.IllegalStateException: two
                                         lines ?of it
                                         at trackline.B.b(B.java:2)
                                         Caused by: java.io.IOException: no
                                         ... 7 more
                                  ERROR  ERROR java.lang.Error: next
            2026-11-20T11:59:59Z  INFO   forwarded=3
                                  INFO   a line of its own
                                  INFO   another
            """);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 28, 40})
  void showsALogOnANarrowTerminal(int columns, @TempDir Path data) throws IOException {
    Path logs = Files.createDirectory(data.resolve("logs"));
    Files.writeString(
        logs.resolve("forward.log"),
        """
        {"time":"2026-11-20T11:59:58.123Z","function":"forward","text":"some words of it"}
        {"time":"2026-11-20T11:59:58.123Z","function":"forward"}
        \tat trackline.A.a(A.java:1)

        """);

    Ran ran = Ran.on(new Terminal(columns, true), "logs", "forward", "--data", data.toString());
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out().replaceAll("\\s+", " "))
        .contains("text=some words of it", "at trackline.A.a(A.java:1)");
  }

  /** What it advises can be pasted: the folder is the one that was asked for. */
  @Test
  void saysWhereLogsAreNot(@TempDir Path folder) throws IOException {
    Path data = Files.createDirectory(folder.resolve("it's mine"));
    String quoted = "'" + data.toString().replace("'", "'\\''") + "'";
    assertThat(trackline("logs", "forward", "--data", data.toString()).err())
        .contains("Does `./trackline local --data " + quoted + "` run", "sam logs");

    Files.createFile(Files.createDirectory(data.resolve("logs")).resolve("ingest.log"));
    assertThat(trackline("logs", "forward", "--data", data.toString()).err())
        .contains("There are logs of ingest: `./trackline logs ingest --data " + quoted + "`");
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
  void warnsOfAPlanThatMayFailToJudgeAnEvent(@TempDir Path folder) throws IOException {
    String text =
        "{\"event_types\":{\"login\":{\"properties\":{\"properties\":"
            + "{\"a\":{\"pattern\":\"^(a+)+$\"},\"b\":{\"format\":\"uri-template\"}}}}}}";
    Path plan = Files.writeString(folder.resolve("plan.json"), text);

    Ran doctor = trackline("doctor", "--plan", plan.toString());

    assertThat(doctor.out())
        .contains("note   plan")
        .contains("/event_types/login/properties/properties/a/pattern repeats a group")
        .contains("/event_types/login/properties/properties/b/format goes a level deeper");
  }

  @Test
  void findsAPlanWhoseSchemaIsNone(@TempDir Path folder) throws IOException {
    String text = "{\"event_types\":{\"login\":{\"properties\":{\"type\":\"objekt\"}}}}";
    Path plan = Files.writeString(folder.resolve("plan.json"), text);

    Ran doctor = trackline("doctor", "--plan", plan.toString());
    Ran local = trackline("local", "--plan", plan.toString());

    assertThat(doctor.exitCode()).isEqualTo(1);
    assertThat(doctor.out())
        .contains("wrong  plan")
        .contains(plan + " cannot be used: /event_types/login/properties/type ");
    assertThat(local.exitCode()).isEqualTo(2);
    assertThat(local.err())
        .startsWith("trackline: The tracking plan " + plan + " cannot be used: /event_types/login/")
        .contains("See `./trackline local --help`.");
  }

  @Test
  void saysWhyNothingStarts(@TempDir Path folder) throws IOException {
    Path data = folder.resolve("data");
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int port = other.getLocalPort();
      Ran ran = trackline("local", "--port", "" + port, "--data", data.toString());

      assertThat(ran.err())
          .startsWith("trackline: Port " + port + " is taken by another program")
          .contains("--port " + (port + 1), "Nothing was started.");
      assertThat(data).doesNotExist();
    }
    assertThat(notStarted(Path.of("/proc/x"))).contains("/proc/x cannot be written: ", "--data");
    assertThat(notStarted(Files.createFile(folder.resolve("file")))).contains("is a file");
    Path newer = Files.createDirectory(folder.resolve("newer"));
    Files.writeString(newer.resolve("form"), "99\n");
    assertThat(notStarted(newer))
        .contains(newer.toString(), "another version", "form is 99", "choose another --data");
    Path locked = Files.createDirectory(folder.resolve("locked"));
    try (FileChannel lock =
            FileChannel.open(
                locked.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = lock.lock()) {
      assertThat(notStarted(locked)).contains("Another Trackline runs on the folder " + locked);
    }
  }

  private static String notStarted(Path data) {
    Ran ran = trackline("local", "--port", "0", "--data", data.toString());
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out()).isEmpty();
    return ran.err();
  }

  @Test
  void findsAnUnreadablePlan(@TempDir Path folder) throws IOException {
    Path plan = Files.writeString(folder.resolve("plan.json"), "{\"events\":{}}");

    Ran ran = trackline("doctor", "--plan", plan.toString());

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.out())
        .contains("wrong  plan")
        .contains("/events is no member that a plan knows here");
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
