package trackline.engines.kit;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for a condition. */
public final class Until {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Until() {}

  public static void isTrue(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.call() && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    if (!condition.call()) {
      throw new AssertionError("It is not so within " + PATIENCE.toSeconds() + " seconds");
    }
  }
}
