package trackline.aws;

import java.util.List;
import java.util.stream.IntStream;

/** A list in parts of what one call takes. */
final class Chunks {
  private Chunks() {}

  static <T> List<List<T>> of(List<T> all, int size) {
    return IntStream.iterate(0, from -> from < all.size(), from -> from + size)
        .mapToObj(from -> all.subList(from, Math.min(from + size, all.size())))
        .toList();
  }
}
