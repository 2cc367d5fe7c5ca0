package trackline.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;

/**
 * An export of about so many bytes, made as it is read: lines of one length, each another event, so
 * that the file's size is known before.
 */
final class EndlessLines extends InputStream {
  private static final int ACTORS = 1_000;

  private static final int LINE = line(0).length;

  private final long count;
  private long lines;
  private byte[] line = {};
  private int next;

  EndlessLines(long bytes) {
    this.count = bytes / LINE;
  }

  /** The size of the whole file, in bytes. */
  long size() {
    return count * LINE;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (next == line.length) {
      if (lines == count) {
        return -1;
      }
      lines++;
      line = line(lines);
      next = 0;
    }
    int count = Math.min(length, line.length - next);
    System.arraycopy(line, next, target, offset, count);
    next += count;
    return count;
  }

  private static byte[] line(long number) {
    return """
      {"organizationId":"482f2a38-8e9d-4329-b2a0-e97d5bc05d36","eventTime":"2026-11-19T23:23:16.792Z",\
      "appId":"e0cef201-2697-4e5c-9aa4-9befb2a2e2d7","sessionId":"69175e43-25d0-47c7-bdec-224e49753e99",\
      "type":"session_start","actorId":"actor-%04d","appEventId":"event-%012d","ipAddresses":["198.51.100.7"],\
      "billingCode":"Journey","kind":"Session","defaultMetrics":{"on-start.json":{"count":1}}}
      """
        .formatted(number % ACTORS, number)
        .getBytes(UTF_8);
  }

  long lines() {
    return lines;
  }
}
