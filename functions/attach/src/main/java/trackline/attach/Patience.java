package trackline.attach;

import java.time.Duration;
import trackline.aws.Backoff;
import trackline.time.Deadline;

/** Waits for what another service does in its own time, as long as the invocation has some. */
record Patience(Deadline deadline, Backoff backoff) {
  private static final Duration PAUSE = Duration.ofSeconds(3);

  Patience(Deadline deadline, Backoff.Sleeper sleeper) {
    this(deadline, Backoff.steady(PAUSE, sleeper));
  }

  /** So much of it that as many have the same. */
  Patience share(int many) {
    Duration left = deadline.timeLeft();
    return new Patience(deadline.before(left.minus(left.dividedBy(many))), backoff);
  }

  /** Waits a while; answers whether there is time for another attempt. */
  boolean pause() {
    return backoff.pause(0, deadline);
  }
}
