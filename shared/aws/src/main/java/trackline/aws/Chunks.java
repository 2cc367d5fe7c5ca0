package trackline.aws;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A list in parts of what one call takes. */
final class Chunks {
  /** A function has one processor or less: more calls at once would only wait for it. */
  private static final int PARALLEL = 8;

  private Chunks() {}

  static <T> List<List<T>> of(List<T> all, int size) {
    return IntStream.iterate(0, from -> from < all.size(), from -> from + size)
        .mapToObj(from -> all.subList(from, Math.min(from + size, all.size())))
        .toList();
  }

  /**
   * Makes a call for each chunk, several at once; the answers are in the order of the chunks. The
   * calls are in none: when a request that had no time for all of them is repeated, and the table
   * is as slow as before, others come first.
   */
  static <T, R> List<R> callEach(List<List<T>> chunks, Function<List<T>, R> call) {
    if (chunks.size() <= 1) {
      return chunks.stream().map(call).toList();
    }
    List<Integer> order = new ArrayList<>(IntStream.range(0, chunks.size()).boxed().toList());
    Collections.shuffle(order);
    Map<Integer, CompletableFuture<R>> answers = new TreeMap<>();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(PARALLEL, Thread.ofVirtual().factory())) {
      order.forEach(
          i ->
              answers.put(
                  i, CompletableFuture.supplyAsync(() -> call.apply(chunks.get(i)), threads)));
      return answers.values().stream().map(CompletableFuture::join).toList();
    }
  }
}
