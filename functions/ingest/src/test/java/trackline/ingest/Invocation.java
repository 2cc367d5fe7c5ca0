package trackline.ingest;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;

/** The contexts of invocations. */
final class Invocation {
  private static final LambdaLogger SILENT =
      new LambdaLogger() {
        @Override
        public void log(String message) {}

        @Override
        public void log(byte[] message) {}
      };

  private Invocation() {}

  /** The handler asks the context for nothing but its logger and the time left. */
  static Context lasting(Duration timeout) {
    Instant end = Instant.now().plus(timeout);
    return (Context)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) ->
                method.getName().equals("getRemainingTimeInMillis")
                    ? (int) Duration.between(Instant.now(), end).toMillis()
                    : SILENT);
  }
}
