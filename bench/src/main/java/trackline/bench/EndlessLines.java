package trackline.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;

/**
 * So many bytes of an export, made as they are read: lines of about 450 bytes, each another event.
 */
final class EndlessLines extends InputStream {
  private static final int ACTORS = 1_000;

  private final long bytes;
  private long made;
  private long lines;
  private byte[] line = {};
  private int next;

  EndlessLines(long bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (next == line.length) {
      if (made >= bytes) {
        return -1;
      }
      lines++;
      line = line(lines).getBytes(UTF_8);
      made += line.length;
      next = 0;
    }
    int count = Math.min(length, line.length - next);
    System.arraycopy(line, next, target, offset, count);
    next += count;
    return count;
  }

  private static String line(long number) {
    return """
      {"organizationId":"482f2a38-8e9d-4329-b2a0-e97d5bc05d36","eventTime":"2026-11-19T23:23:16.792Z",\
      "appId":"e0cef201-2697-4e5c-9aa4-9befb2a2e2d7","sessionId":"69175e43-25d0-47c7-bdec-224e49753e99",\
      "type":"session_start","actorId":"actor-%d","appEventId":"event-%d","ipAddresses":["198.51.100.7"],\
      "billingCode":"Journey","kind":"Session","defaultMetrics":{"on-start.json":{"count":1}}}
      """
        .formatted(number % ACTORS, number);
  }

  long lines() {
    return lines;
  }
}
