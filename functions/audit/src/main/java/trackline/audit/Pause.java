package trackline.audit;

import java.time.Duration;

/** The waiting between two looks at a query, longer each time. */
final class Pause {

  private static final Duration LONGEST = Duration.ofSeconds(1);

  private Duration next = Duration.ofMillis(50);

  void take() {
    try {
      Thread.sleep(next);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for a query", e);
    }
    Duration twice = next.multipliedBy(2);
    next = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
  }
}
