package trackline.intake;

import java.time.Duration;
import java.time.Instant;
import trackline.event.EventTime;

/**
 * The time in an event's key: the client's own, which is the same at each retry, wherever its clock
 * is not ahead of ours. An event of a clock that is ahead would stand above its user's others until
 * that time comes, so it is set back, to the corrected time or up to a quarter of an hour before
 * that.
 *
 * <p>It is set back by steps of a quarter of an hour. What a clock is ahead by is known to the time
 * that a request is under way, which is another one at each retry: within a step that makes no
 * difference. So a retry has another key only where the two lie on both sides of an edge between
 * steps.
 */
final class KeyTime {
  private static final Duration STEP = Duration.ofMinutes(15);

  /**
   * Where the first step ends. A clock that is off is often off by a time zone, which is a multiple
   * of a quarter of an hour: none of them is near an edge.
   */
  private static final Duration FIRST_EDGE = Duration.ofMinutes(7).plusSeconds(30);

  private KeyTime() {}

  /**
   * The time in the key of an event; it is never more than {@link Intake#MAX_FUTURE} after the
   * reception.
   *
   * @param sentAt by the client's clock too; one before the event says nothing, since the clock was
   *     set in between
   */
  static Instant of(Instant clientTime, Instant sentAt, Instant receivedAt) {
    Instant clock = sentAt.isAfter(clientTime) ? sentAt : clientTime;
    Duration ahead = Duration.between(receivedAt, clock);
    if (ahead.compareTo(Intake.MAX_FUTURE) <= 0) {
      return clientTime;
    }
    Instant setBack = clientTime.minus(edgeFrom(ahead));
    return EventTime.isInRange(setBack) ? setBack : Instant.EPOCH;
  }

  /** The first edge that a clock is not ahead of. */
  private static Duration edgeFrom(Duration ahead) {
    Duration beyond = ahead.minus(FIRST_EDGE);
    if (beyond.isNegative() || beyond.isZero()) {
      return FIRST_EDGE;
    }
    long steps = beyond.dividedBy(STEP);
    boolean whole = STEP.multipliedBy(steps).equals(beyond);
    return FIRST_EDGE.plus(STEP.multipliedBy(whole ? steps : steps + 1));
  }
}
