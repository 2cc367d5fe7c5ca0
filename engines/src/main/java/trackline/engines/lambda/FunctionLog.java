package trackline.engines.lambda;

import static java.time.temporal.ChronoUnit.MILLIS;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/** A function's log as a file, one line an entry: what CloudWatch Logs has on AWS. */
public final class FunctionLog implements LambdaLogger {
  private final Path file;

  /** The log FOLDER/FUNCTION.log. */
  public FunctionLog(Path folder, String function) {
    this.file = folder.resolve(function + ".log");
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot make the folder of the logs " + folder, e);
    }
  }

  /** CloudWatch keeps the time beside a line; here an object of JSON has it as its first member. */
  @Override
  public synchronized void log(String message) {
    String timed =
        message.startsWith("{\"")
            ? "{\"time\":\"" + Instant.now().truncatedTo(MILLIS) + "\"," + message.substring(1)
            : message;
    try {
      Files.writeString(file, timed, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the log " + file, e);
    }
  }

  @Override
  public void log(byte[] message) {
    log(new String(message, StandardCharsets.UTF_8));
  }
}
