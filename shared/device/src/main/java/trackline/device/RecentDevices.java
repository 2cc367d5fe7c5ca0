package trackline.device;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The devices of the user agents read last, up to a bound. Reading one takes most of a millisecond,
 * and the events of one visitor repeat theirs.
 */
final class RecentDevices {
  private final Function<String, Device> reader;
  private final Map<String, Device> devices;

  RecentDevices(int bound, Function<String, Device> reader) {
    this.reader = reader;
    this.devices = new LeastRecentlyUsed(bound);
  }

  /**
   * Reads outside the lock: two threads may read the same one twice, but none waits for another.
   */
  Device of(String userAgent) {
    Device known = get(userAgent);
    return known != null ? known : put(userAgent, reader.apply(userAgent));
  }

  int size() {
    synchronized (devices) {
      return devices.size();
    }
  }

  private @Nullable Device get(String userAgent) {
    synchronized (devices) {
      return devices.get(userAgent);
    }
  }

  private Device put(String userAgent, Device device) {
    synchronized (devices) {
      devices.put(userAgent, device);
    }
    return device;
  }

  private static final class LeastRecentlyUsed extends LinkedHashMap<String, Device> {
    private static final long serialVersionUID = 1L;
    private final int bound;

    LeastRecentlyUsed(int bound) {
      super(16, 0.75f, true);
      this.bound = bound;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Device> eldest) {
      return size() > bound;
    }
  }
}
