package trackline.bench.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A request as it goes over the wire.
 *
 * @param shape the kind of hostility
 * @param door whose path it has, or had
 * @param head request line and headers, without the body's length; none where the body is all that
 *     is sent, which need not be a request at all
 * @param weight the bytes that it has the door read: those sent, or what gzip makes of them
 * @param ids the events in it that must be stored if it is answered with a success
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Request(
    Shape shape, Door door, List<String> head, byte[] body, int weight, Set<String> ids) {

  /** What the JDK's server takes of a request line and headers, by far. */
  private static final int LONGEST_HEAD = 100_000;

  static Request of(Shape shape, Door door, List<String> head, byte[] body, Set<String> ids) {
    return new Request(shape, door, head, body, body.length, ids);
  }

  /** The same with other headers and body, of which nothing is known. */
  Request with(List<String> newHead, byte[] newBody) {
    return of(shape, door, newHead, newBody, Set.of());
  }

  Request weighing(int bytes) {
    return new Request(shape, door, head, body, Math.max(bytes, body.length), ids);
  }

  /** Whether it is HTTP as far as its frame goes, so that there must be an answer. */
  boolean isHttp() {
    return !head.isEmpty()
        && shape.keepsHttp()
        && head.stream().mapToInt(String::length).sum() < LONGEST_HEAD;
  }

  byte[] bytes() {
    if (head.isEmpty()) {
      return body;
    }
    List<String> lines = new ArrayList<>(head);
    if (!isFramed()) {
      lines.add("Content-Length: " + body.length);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(
        lines.stream().collect(Collectors.joining("\r\n", "", "\r\n\r\n")).getBytes(UTF_8));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  private boolean isFramed() {
    return head.stream()
        .skip(1)
        .map(line -> line.toLowerCase(Locale.ROOT))
        .anyMatch(
            line -> line.startsWith("transfer-encoding:") || line.startsWith("content-length:"));
  }
}
