package trackline.attach;

import java.time.Duration;
import java.util.function.Supplier;

/** Waits for what another service does in its own time, as long as the invocation has some. */
record Patience(Supplier<Duration> timeLeft, Sleeper sleeper) {
  private static final Duration PAUSE = Duration.ofSeconds(3);

  /** Waits between attempts. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }

  /** Waits a while; answers whether there is time for another attempt. */
  boolean pause() {
    if (timeLeft.get().compareTo(PAUSE) < 0) {
      return false;
    }
    try {
      sleeper.sleep(PAUSE);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
