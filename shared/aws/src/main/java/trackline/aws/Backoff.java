package trackline.aws;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import trackline.time.Deadline;

/** The waiting between attempts at a call, as long as a deadline leaves time for another. */
public final class Backoff {
  /** Waits for a while. */
  @FunctionalInterface
  public interface Sleeper {
    void sleep(Duration duration) throws InterruptedException;
  }

  private final IntFunction<Duration> pauses;
  private final Sleeper sleeper;

  private Backoff(IntFunction<Duration> pauses, Sleeper sleeper) {
    this.pauses = pauses;
    this.sleeper = sleeper;
  }

  /** The same pause each time, for what another service does in its own time. */
  public static Backoff steady(Duration pause, Sleeper sleeper) {
    return new Backoff(retry -> pause, sleeper);
  }

  /**
   * Full jitter: anything up to a bound that doubles, so that callers that were throttled together
   * do not come back together. The chance is a secure one, though nothing is secret: SnapStart
   * starts many functions from one picture, in which another generator would be in one state.
   */
  public static Backoff jittered(Duration first, Duration longest) {
    return jittered(first, longest, Thread::sleep, new SecureRandom());
  }

  /** The same with its own way of waiting and of choosing how long. */
  public static Backoff jittered(
      Duration first, Duration longest, Sleeper sleeper, RandomGenerator random) {
    return new Backoff(
        retry -> {
          long bound = Math.min(first.toMillis() << Math.min(retry, 10), longest.toMillis());
          return Duration.ofMillis(random.nextLong(bound + 1));
        },
        sleeper);
  }

  /**
   * Waits before a retry.
   *
   * @param retry how many retries there were
   * @return whether it is time for the retry; false at once when the deadline comes before that
   */
  public boolean pause(int retry, Deadline deadline) {
    Duration pause = pauses.apply(retry);
    if (!deadline.allows(pause)) {
      return false;
    }
    try {
      sleeper.sleep(pause);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
