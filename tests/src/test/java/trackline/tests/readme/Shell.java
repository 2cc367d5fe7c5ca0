package trackline.tests.readme;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** One bash for all examples, as a reader's: what an example sets, the next ones have. */
final class Shell implements AutoCloseable {
  private static final String END = "--- end of the example: ";

  /** Shows each HTTP answer's status as the documents do, but for what another command reads. */
  private static final String CURL =
      """
      curl() {
        local status=(--write-out '\\n// %{http_code}\\n')
        [ "$BASH_SUBSHELL" = 0 ] || status=()
        command curl --silent --show-error --max-time 60 "${status[@]}" "$@"
      }""";

  private final Process bash;
  private final Writer in;
  private final BufferedReader out;
  private final URI trackline;

  /** Starts a shell in a folder, for a Trackline elsewhere than the documents say. */
  Shell(Path folder, URI trackline) throws IOException {
    this.trackline = trackline;
    ProcessBuilder builder = new ProcessBuilder("bash", "--noprofile", "--norc");
    builder.directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("TRACKLINE_URL", trackline.toString());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    this.bash = builder.start();
    this.in = bash.outputWriter(StandardCharsets.UTF_8);
    this.out = bash.inputReader(StandardCharsets.UTF_8);
    run(CURL);
    run("trackline() { '" + java() + "' -XX:TieredStopAtLevel=1 trackline.cli.Trackline \"$@\"; }");
  }

  private static Path java() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /**
   * Runs commands and returns all that they print.
   *
   * @throws AssertionError when the last one fails
   */
  String run(String commands) {
    try {
      in.write("{\n" + here(commands) + "\n} </dev/null\nprintf '\\n%s%d\\n' '" + END + "' $?\n");
      in.flush();
      return output();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The commands on this test's Trackline, with the classes that are tested. */
  private String here(String commands) {
    return commands
        .replace("http://localhost:8080", trackline.toString())
        .replace("./trackline ", "trackline ");
  }

  private String output() throws IOException {
    StringBuilder output = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(END)) {
        return checked(output.toString().strip(), line.substring(END.length()));
      }
      output.append(line).append('\n');
    }
    throw new AssertionError("The shell ended: " + output);
  }

  private static String checked(String output, String exitCode) {
    if (!exitCode.equals("0")) {
      throw new AssertionError("It ended with " + exitCode + ": " + output);
    }
    return output;
  }

  @Override
  public void close() {
    bash.destroy();
  }
}
