package trackline.local.gateway;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A function that fails, or answers too much, as the path says. */
public final class OddFunction implements RequestStreamHandler {
  private static final int SIX_MEGABYTES = 6 * 1024 * 1024;

  /** Wires nothing. */
  public OddFunction(Map<String, String> environment) {
    if (!environment.isEmpty()) {
      throw new IllegalArgumentException("It has no settings");
    }
  }

  @Override
  public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
    String event = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    if (event.contains("\"rawPath\":\"/deep\"")) {
      throw new StackOverflowError();
    }
    out.write(answer(event.contains("\"rawPath\":\"/large\"") ? SIX_MEGABYTES + 1 : SIX_MEGABYTES));
  }

  /** An answer of so many bytes. */
  private static byte[] answer(int size) {
    String head = "{\"statusCode\":200,\"body\":\"";
    String body = "x".repeat(size - head.length() - 2);
    return (head + body + "\"}").getBytes(StandardCharsets.UTF_8);
  }
}
