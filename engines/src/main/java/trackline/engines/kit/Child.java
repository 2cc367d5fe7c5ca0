package trackline.engines.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of its own that runs a main class and can be killed as `kill -9` does. */
public final class Child implements AutoCloseable {
  private final Process process;
  private final BufferedReader lines;

  public Child(Class<?> main, Path... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    for (Path argument : arguments) {
      command.add(argument.toString());
    }
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    lines = process.inputReader(StandardCharsets.UTF_8);
  }

  /** The next line that the child printed. */
  public String line() {
    try {
      String line = lines.readLine();
      if (line == null) {
        throw new IllegalStateException("The child ended");
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Kills it and answers all whole lines that it printed before. */
  public List<String> kill() throws IOException, InterruptedException {
    // By its handle, because the process itself would close the pipe too.
    process.toHandle().destroyForcibly();
    process.waitFor();
    String rest = lines.readAllAsString();
    return rest.substring(0, rest.lastIndexOf('\n') + 1).lines().toList();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
