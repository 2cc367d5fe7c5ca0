package trackline.bench.endurance;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Four clients at work: single events, batches, large batches and batches of Segment's calls. */
final class Load implements AutoCloseable {
  private static final Duration LONGEST_LEAVING = Duration.ofMinutes(5);

  private final List<LoadClient> clients;
  private final List<Thread> threads;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  Load(Api api, Events events, long paceMillis) {
    clients =
        List.of(
            new LoadClient(api, events, Form.SINGLE, 1, paceMillis),
            new LoadClient(api, events, Form.BATCH, 20, paceMillis),
            new LoadClient(api, events, Form.BATCH, 60, 2 * paceMillis),
            new LoadClient(api, events, Form.SEGMENT, 20, paceMillis));
    threads = clients.stream().map(this::start).toList();
  }

  private Thread start(LoadClient client) {
    return Thread.ofPlatform()
        .daemon()
        .uncaughtExceptionHandler((_, e) -> failure.set(e))
        .start(client);
  }

  long sentAgain() {
    return clients.stream().mapToLong(LoadClient::sentAgain).sum();
  }

  /** Throws what a client came upon that no fault explains. */
  void check() {
    Throwable e = failure.get();
    if (e != null) {
      throw new IllegalStateException("A client of the load failed", e);
    }
  }

  /** Returns when everything that was sent is answered. */
  void finish() throws InterruptedException {
    clients.forEach(LoadClient::leave);
    for (Thread thread : threads) {
      if (!thread.join(LONGEST_LEAVING)) {
        throw new IllegalStateException("A request has had no answer for " + LONGEST_LEAVING);
      }
    }
    check();
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
