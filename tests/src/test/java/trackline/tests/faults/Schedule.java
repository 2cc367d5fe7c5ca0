package trackline.tests.faults;

import java.util.random.RandomGenerator;

/**
 * Which calls are struck by a fault, all by chance from one seed. After so many strikes everything
 * works, so that whatever is tried again comes to an end.
 */
final class Schedule {
  private static final double[] ODDS = {0, 0.02, 0.2, 0.5, 0.9};
  private static final int MOST_STRIKES = 40;

  private final RandomGenerator random;
  private final double odds;
  private int left;
  private int strikes;

  Schedule(RandomGenerator random) {
    this.random = random;
    this.odds = ODDS[random.nextInt(ODDS.length)];
    this.left = random.nextInt(1, MOST_STRIKES);
  }

  /** Whether the call that is made now is struck. */
  boolean strikes() {
    boolean isStruck = left > 0 && random.nextDouble() < odds;
    if (isStruck) {
      left--;
      strikes++;
    }
    return isStruck;
  }

  /** How many calls were struck so far. */
  int strikesSoFar() {
    return strikes;
  }

  <T> T oneOf(T[] values) {
    return values[random.nextInt(values.length)];
  }

  RandomGenerator random() {
    return random;
  }

  /** The process is killed: nothing catches this. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }
}
