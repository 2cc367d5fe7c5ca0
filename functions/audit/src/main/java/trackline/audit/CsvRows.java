package trackline.audit;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * A CSV file of Athena's on its way through a digest, whose rows are counted: a line's end within
 * quotes is a value's.
 */
final class CsvRows extends FilterInputStream {

  private final MessageDigest digest;
  private boolean quoted;
  private long lines;

  CsvRows(InputStream in, MessageDigest digest) {
    super(in);
    this.digest = digest;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = super.read(into, offset, length);
    for (int i = offset; i < offset + read; i++) {
      note(into[i]);
    }
    if (read > 0) {
      digest.update(into, offset, read);
    }
    return read;
  }

  private void note(byte next) {
    quoted ^= next == '"';
    lines += next == '\n' && !quoted ? 1 : 0;
  }

  /** A copy cannot begin again: its digest has gone on. */
  @Override
  public boolean markSupported() {
    return false;
  }

  long count() {
    return Math.max(0, lines - 1);
  }
}
