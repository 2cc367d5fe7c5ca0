package trackline.time;

import java.time.Duration;
import java.util.function.IntSupplier;

/** The time by which an invocation, or a part of its work, must be done. */
@FunctionalInterface
public interface Deadline {
  /** For work that nobody ends. */
  Deadline NONE = () -> Duration.ofDays(365);

  /** The time until then; negative when it is past. */
  Duration timeLeft();

  /** The deadline of an invocation, which tells the milliseconds that it has left. */
  static Deadline of(IntSupplier millisLeft) {
    return () -> Duration.ofMillis(millisLeft.getAsInt());
  }

  /** Whether there is time for what takes as long as this. */
  default boolean allows(Duration time) {
    return timeLeft().compareTo(time) >= 0;
  }

  /** A deadline that is earlier by what comes after the work. */
  default Deadline before(Duration reserve) {
    return () -> timeLeft().minus(reserve);
  }

  /** This deadline, or one that is so long from now, whichever comes first. */
  default Deadline within(Duration time) {
    Duration rest = timeLeft().minus(time);
    return rest.isNegative() ? this : before(rest);
  }

  /**
   * A deadline that keeps a share of the time that is left now for what comes after the work.
   *
   * @param share 4 for a quarter
   */
  default Deadline keeping(int share) {
    return before(timeLeft().dividedBy(share));
  }
}
