package trackline.local.function;

import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

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

  @Override
  public void log(String message) {
    log(message.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public synchronized void log(byte[] message) {
    try {
      Files.write(file, message, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the log " + file, e);
    }
  }
}
