package trackline.aws;

import java.time.Duration;
import software.amazon.awssdk.core.RequestOverrideConfiguration;
import trackline.time.Deadline;

/** How long a call to a table may take, so that its caller meets a deadline. */
final class CallTime {
  /** A call is not begun with less time than this. */
  private static final Duration SHORTEST = Duration.ofMillis(100);

  /** With more time than this a call is left to the patience of its client. */
  private static final Duration LONGEST = Duration.ofSeconds(4);

  private CallTime() {}

  /** The waiting before what a table did not do yet is asked of it again. */
  static Backoff backoff() {
    return Backoff.jittered(Duration.ofMillis(100), Duration.ofSeconds(2));
  }

  static boolean suffices(Deadline deadline) {
    return deadline.allows(SHORTEST);
  }

  /** The deadline for a wait, after which there is a call. */
  static Deadline forPause(Deadline deadline) {
    return deadline.before(SHORTEST);
  }

  static void limit(RequestOverrideConfiguration.Builder<?> call, Deadline deadline) {
    Duration left = deadline.timeLeft();
    if (left.compareTo(LONGEST) < 0) {
      // What went by since the question whether the time suffices may be the rest of it.
      call.apiCallTimeout(left.compareTo(SHORTEST) < 0 ? SHORTEST : left);
    }
  }
}
