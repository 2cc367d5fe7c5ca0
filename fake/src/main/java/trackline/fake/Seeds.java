package trackline.fake;

import java.util.Random;
import java.util.UUID;

/**
 * Random numbers that depend on nothing but their coordinates (a seed, a day, a session), so that
 * what is generated for one coordinate is the same whatever else is generated.
 */
final class Seeds {

  private Seeds() {}

  /** {@link Random}, because its algorithm is specified: the same numbers on every JDK. */
  static Random random(long... coordinates) {
    return new Random(mix(coordinates));
  }

  /** A random-looking UUID (version 4) that is a function of the coordinates. */
  static String uuid(long... coordinates) {
    long first = mix(coordinates);
    long second = mix(first, coordinates.length);
    return new UUID(
            (first & 0xffffffffffff0fffL) | 0x4000L, (second & 0x3fffffffffffffffL) | 1L << 63)
        .toString();
  }

  private static long mix(long... coordinates) {
    long mixed = 0x9e3779b97f4a7c15L;
    for (long coordinate : coordinates) {
      mixed = scramble(mixed ^ scramble(coordinate + 0x9e3779b97f4a7c15L));
    }
    return mixed;
  }

  /** The finalizer of SplitMix64: every bit of the input moves half of the output's. */
  private static long scramble(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
