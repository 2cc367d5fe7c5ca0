package trackline.local.engine;

import static org.assertj.core.api.Assertions.assertThat;

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
    assertThat(condition.call()).isTrue();
  }
}
