package trackline.importer;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * What the members of a gzip stream hold, one after the other. The JDK's own reader takes the first
 * member for the last whenever the next has not yet come over the network.
 */
final class GzipMembers extends InputStream {
  private static final int MAGIC_1 = 0x1F;
  private static final int MAGIC_2 = 0x8B;
  private static final int DEFLATE = 8;

  private static final int HEADER_CHECK = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private static final int HEADER_REST = 6;

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int from;
  private int limit;

  private final Inflater inflater = new Inflater(true);
  private final CRC32 check = new CRC32();
  private boolean inMember;

  GzipMembers(InputStream in) {
    this.in = in;
  }

  /** Whether bytes begin as gzip does. */
  static boolean isBegin(byte[] bytes) {
    return bytes.length >= 2 && bytes[0] == (byte) MAGIC_1 && bytes[1] == (byte) MAGIC_2;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  /**
   * Inflates.
   *
   * @throws EOFException when the stream ends within a member
   * @throws ZipException when what comes is no gzip
   */
  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      if (!inMember && !beginMember()) {
        return -1;
      }
      int count = inflate(target, offset, length);
      if (count > 0) {
        check.update(target, offset, count);
        return count;
      }
      if (inflater.finished()) {
        endMember();
      } else if (inflater.needsDictionary()) {
        throw new ZipException("A member needs a dictionary");
      } else {
        refill();
      }
    }
  }

  private int inflate(byte[] target, int offset, int length) throws ZipException {
    try {
      return inflater.inflate(target, offset, length);
    } catch (DataFormatException e) {
      throw new ZipException("A member's data are damaged");
    }
  }

  /**
   * Reads a member's header; whether there is another member. Zeros that fill a block up end it.
   */
  private boolean beginMember() throws IOException {
    int first = next();
    while (first == 0) {
      first = next();
    }
    if (first < 0) {
      return false;
    }
    if (first != MAGIC_1 || required() != MAGIC_2 || required() != DEFLATE) {
      throw new ZipException("What follows a member is none");
    }
    int flags = required();
    skip(HEADER_REST);
    if ((flags & EXTRA) != 0) {
      int low = required();
      skip(low | required() << 8);
    }
    skipText((flags & NAME) != 0);
    skipText((flags & COMMENT) != 0);
    skip((flags & HEADER_CHECK) != 0 ? 2 : 0);
    inflater.reset();
    inflater.setInput(buffer, from, limit - from);
    check.reset();
    inMember = true;
    return true;
  }

  private void skip(int bytes) throws IOException {
    for (int i = 0; i < bytes; i++) {
      required();
    }
  }

  private void skipText(boolean isThere) throws IOException {
    int last = isThere ? required() : 0;
    while (last != 0) {
      last = required();
    }
  }

  private void endMember() throws IOException {
    from = limit - inflater.getRemaining();
    long wanted = little(4);
    long size = little(4);
    if (wanted != check.getValue() || size != (inflater.getBytesWritten() & 0xFFFFFFFFL)) {
      throw new ZipException("A member's check sum is another");
    }
    inMember = false;
  }

  private long little(int bytes) throws IOException {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= (long) required() << (8 * i);
    }
    return number;
  }

  private void refill() throws IOException {
    if (!fill()) {
      throw new EOFException("The file ends within a gzip member");
    }
    inflater.setInput(buffer, from, limit - from);
  }

  private boolean fill() throws IOException {
    int count = in.read(buffer);
    from = 0;
    limit = Math.max(count, 0);
    return count > 0;
  }

  private int next() throws IOException {
    return from < limit || fill() ? buffer[from++] & 0xFF : -1;
  }

  private int required() throws IOException {
    int b = next();
    if (b < 0) {
      throw new EOFException("The file ends within a gzip member");
    }
    return b;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
