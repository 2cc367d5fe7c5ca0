package trackline.bench.endurance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A {@code ./trackline local} in a process of its own, on a folder and a port. */
public final class LocalProcess implements AutoCloseable {
  private static final String READY = "Trackline is ready at ";

  /** Far longer than a start takes, so that a busy machine is not taken for a fault. */
  private static final Duration LONGEST_START = Duration.ofMinutes(5);

  private final Process process;
  private final Path output;
  private final CompletableFuture<URI> ready = new CompletableFuture<>();

  private LocalProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
    Thread.ofPlatform().daemon().start(this::read);
  }

  /**
   * Starts one.
   *
   * @param root of the sources, where the command lies
   * @param output the file that takes what it says on standard error
   * @param options further ones of {@code ./trackline local}
   */
  public static LocalProcess start(Path root, Path data, int port, Path output, String... options)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                root.resolve("trackline").toString(),
                "local",
                "--port",
                Integer.toString(port),
                "--data",
                data.toString()));
    command.addAll(List.of(options));
    // The script becomes the JVM, so that this process's id is the one to kill.
    ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
    builder.redirectError(ProcessBuilder.Redirect.appendTo(output.toFile()));
    return new LocalProcess(builder.start(), output);
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(READY)) {
          ready.complete(URI.create(line.substring(READY.length())));
        }
      }
    } catch (IOException e) {
      // What a killed process leaves of its output cannot always be read.
      ready.completeExceptionally(new UncheckedIOException(e));
    }
    ready.completeExceptionally(new IOException("It ended before it was ready; see " + output));
  }

  /** Returns when it says that it is ready. */
  public URI awaitReady() throws IOException, InterruptedException {
    try {
      return ready.get(LONGEST_START.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("Trackline did not become ready; see " + output, e);
    }
  }

  public long pid() {
    return process.pid();
  }

  /** Ends it as {@code kill -9} does, and returns when it is gone. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
