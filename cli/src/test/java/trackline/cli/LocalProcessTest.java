package trackline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code local} as a process, from what it says when it is ready to its end by Ctrl-C. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class LocalProcessTest {

  /** What was started in the background ignores Ctrl-C unless it is told to hear it again. */
  private static final String HEARING =
      "hearing=; env --default-signal=INT true 2>/dev/null && hearing='env --default-signal=INT'\n";

  private static final String LAST = "  Ctrl-C ends it.";

  @TempDir private Path folder;

  /** In its own words to the end of what it says when it is ready, and the rest on demand. */
  private record Running(Process process, BufferedReader lines, List<String> said) {

    static Running start(String script, String... arguments) throws IOException {
      List<String> command = new ArrayList<>(List.of("bash", "-c", HEARING + script, "bash"));
      command.addAll(List.of(arguments));
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      Running running = new Running(process, process.inputReader(UTF_8), new ArrayList<>());
      running.readUntil(LAST);
      return running;
    }

    private void readUntil(String last) throws IOException {
      String line = "";
      while (!line.equals(last)) {
        line = lines.readLine();
        assertThat(line).as("before the end of %s", said).isNotNull();
        said.add(line);
      }
    }

    /** Interrupts a process or, by a number below 0, a group; the lines that follow. */
    List<String> interrupt(long id) throws IOException, InterruptedException {
      Process kill = new ProcessBuilder("kill", "-INT", "--", "" + id).start();
      assertThat(kill.waitFor()).isZero();
      List<String> rest = lines.lines().toList();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      return rest;
    }
  }

  /** As the script trackline does. */
  private static String java(String option, String arguments) {
    return "%s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m --enable-native-access=ALL-UNNAMED"
            .formatted(Path.of(System.getProperty("java.home"), "bin", "java"))
        + " --sun-misc-unsafe-memory-access=allow -cp '"
        + System.getProperty("java.class.path")
        + "' "
        + option
        + " trackline.cli.Trackline "
        + arguments;
  }

  @Test
  void tellsWhatToDoWhenItIsReadyAndEndsWellByAnInterrupt() throws Exception {
    Path data = folder.resolve("data");
    Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
    Running local =
        Running.start(
            "exec $hearing "
                + java("-Djava.io.tmpdir=\"$2\"", "local --port 0 --audit --data \"$1\""),
            data + "",
            unpacked + "");
    try {
      assertThat(local.said().getFirst()).startsWith("Trackline is ready at http://localhost:");
      String url = local.said().getFirst().replaceFirst("Trackline is ready at ", "");
      assertThat(local.said().subList(1, local.said().size()))
          .containsExactly(
              "  keys  local-write to send, local-read to read, local-audit to audit",
              "  data  " + data,
              "  next  open the page; `./trackline fake --url %s` sends events; `./trackline recent 1 --url %s` shows what a user did"
                  .formatted(url, url),
              LAST);

      assertThat(local.interrupt(local.process().pid()))
          .containsExactly("", "Trackline has ended; its data are in " + data + ".");
      assertThat(local.process().exitValue()).isZero();
      assertThat(data.resolve("form")).exists();
      assertThat(unpacked).as("72 MB of engines' libraries").isEmptyDirectory();
    } finally {
      local.process().destroyForcibly();
    }
  }

  /** A terminal interrupts make too, which ends by the signal: that is no error of a recipe. */
  @Test
  void underMakeNoRecipeFails() throws Exception {
    Path makefile = folder.resolve("Makefile");
    Files.writeString(
        makefile, "SHELL := bash\ndemo:\n\t@" + java("", "local --port 0 --fake-events 10") + "\n");
    Running make =
        Running.start(
            "set -m\n$hearing make -f \"$1\" demo &\nset +m\necho \"$!\"\nwait $!\necho \"make: $?\"",
            makefile + "");
    try {
      assertThat(make.said())
          .contains(
              "Starting, and sending 10 fake events over 7 days …",
              "  data  in a temporary folder until it ends; --data DIR keeps them")
          .anyMatch(
              line -> line.startsWith("  next  open the page; `./trackline recent USER --url "));

      assertThat(make.interrupt(-Long.parseLong(make.said().getFirst())))
          .containsExactly("", "Trackline has ended; its data are gone.", "make: 130");
    } finally {
      make.process().destroyForcibly();
    }
  }
}
