package trackline.local;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was opened, to be closed in the opposite order, each whatever happens to the others. */
final class Closing implements AutoCloseable {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  synchronized <T extends AutoCloseable> T with(T resource) {
    open.push(resource);
    return resource;
  }

  @Override
  public synchronized void close() {
    IllegalStateException failure = new IllegalStateException("Some parts did not close");
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        failure.addSuppressed(e);
      }
    }
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }
}
