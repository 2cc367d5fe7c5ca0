package trackline.importer;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The part of a stream that is looked at: from the first byte not yet passed, as far as asked. */
final class Window {
  private static final int CHUNK = 1 << 16;

  private final InputStream in;
  private final byte[] buffer;
  private int from;
  private int limit;
  private boolean ended;
  private long position;

  /**
   * Opens a window on a stream.
   *
   * @param length how far ahead it can look
   * @param position where in the file the stream begins
   */
  Window(InputStream in, int length, long position) {
    this.in = in;
    this.buffer = new byte[length + CHUNK];
    this.position = position;
  }

  /** Whether the stream has a byte so far ahead. */
  boolean has(int ahead) throws IOException {
    return from + ahead < limit || fill(ahead);
  }

  /** Nothing is seen further ahead than the buffer is long. */
  private boolean fill(int ahead) throws IOException {
    while (!ended && from + ahead >= limit && ahead < buffer.length) {
      if (limit == buffer.length) {
        System.arraycopy(buffer, from, buffer, 0, limit - from);
        limit -= from;
        from = 0;
      }
      int count = in.read(buffer, limit, Math.min(CHUNK, buffer.length - limit));
      ended = count < 0;
      limit += Math.max(count, 0);
    }
    return from + ahead < limit;
  }

  /** The byte so far ahead, which is known to be there. */
  byte at(int ahead) {
    return buffer[from + ahead];
  }

  /** The next bytes, which are known to be there. */
  byte[] copy(int length) {
    return Arrays.copyOfRange(buffer, from, from + length);
  }

  /** Passes bytes that are known to be there. */
  void pass(int length) {
    from += length;
    position += length;
  }

  /** Where the next byte stands in the file. */
  long position() {
    return position;
  }
}
