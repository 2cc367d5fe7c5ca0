package trackline.audit;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** What Lambda tells a function: a log, an id, and the time that it has. */
final class LogContext {

  private LogContext() {}

  static Context into(List<String> lines, Duration time) {
    return (Context)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "getLogger" -> logger(lines);
                  case "getAwsRequestId" -> "r-1";
                  case "getRemainingTimeInMillis" -> (int) time.toMillis();
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static LambdaLogger logger(List<String> lines) {
    return new LambdaLogger() {
      @Override
      public void log(String message) {
        lines.add(message);
      }

      @Override
      public void log(byte[] message) {
        lines.add(new String(message, StandardCharsets.UTF_8));
      }
    };
  }
}
