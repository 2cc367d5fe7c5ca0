package trackline.engines.mapping;

import java.time.Clock;
import java.time.Duration;

/**
 * How a mapping keeps time.
 *
 * @param pollInterval between looks at the stream; Lambda's is 250 ms
 * @param retryDelay before a failed piece is handed over again
 */
public record Timing(Clock clock, Duration pollInterval, Duration retryDelay) {
  public static Timing ordinary() {
    return new Timing(Clock.systemUTC(), Duration.ofMillis(250), Duration.ofMillis(100));
  }
}
