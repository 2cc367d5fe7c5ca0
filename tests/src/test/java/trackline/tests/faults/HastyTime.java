package trackline.tests.faults;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock that goes many times as fast as the real one, for clients that are as many times as
 * impatient as a function's own. To wait takes no time of the test, and all of its own.
 */
final class HastyTime extends Clock {
  private final Instant start = Instant.now();
  private final int times;
  private volatile Duration waited = Duration.ZERO;

  HastyTime(int times) {
    this.times = times;
  }

  void pass(Duration time) {
    waited = waited.plus(time);
  }

  /** A time of the function's, as it is in the test. */
  Duration shortened(Duration time) {
    return time.dividedBy(times);
  }

  @Override
  public Instant instant() {
    Duration real = Duration.between(start, Instant.now());
    return start.plus(real.multipliedBy(times)).plus(waited);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
