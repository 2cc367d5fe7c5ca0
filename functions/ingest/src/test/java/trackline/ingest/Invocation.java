package trackline.ingest;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** The contexts of invocations. */
final class Invocation {
  private Invocation() {}

  static Context lasting(Duration timeout) {
    return lasting(timeout, _ -> {});
  }

  /**
   * The handler asks the context for its logger, the time left and the invocation's id.
   *
   * @param lines gets what is logged
   */
  static Context lasting(Duration timeout, Consumer<String> lines) {
    Instant end = Instant.now().plus(timeout);
    return (Context)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getRemainingTimeInMillis" ->
                      (int) Duration.between(Instant.now(), end).toMillis();
                  case "getAwsRequestId" -> "i1";
                  default -> logger(lines);
                });
  }

  private static LambdaLogger logger(Consumer<String> lines) {
    return new LambdaLogger() {
      @Override
      public void log(String message) {
        lines.accept(message);
      }

      @Override
      public void log(byte[] message) {
        throw new AssertionError("Lines are texts");
      }
    };
  }
}
