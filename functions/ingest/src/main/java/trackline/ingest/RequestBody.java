package trackline.ingest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import trackline.http.HttpRequest;
import trackline.http.Refusal;

/**
 * The body of a request: its declared type and encoding checked, inflated within the door's cap.
 */
final class RequestBody {
  /** What a body may have after inflating. */
  static final int MAX_BYTES = 1_048_576;

  /** CRC-32 and size of what was deflated, RFC 1952. */
  private static final int TRAILER_BYTES = 8;

  private RequestBody() {}

  /**
   * The body's bytes, inflated.
   *
   * @throws Refusal 415 for what is not JSON in UTF-8, gzip or not; 413 above the cap; 400 for
   *     broken gzip or base64
   */
  static byte[] read(HttpRequest request) {
    requireJson(request);
    boolean gzip = isGzip(request);
    byte[] body = request.bodyBytes();
    if (gzip) {
      return inflate(body);
    }
    if (body.length > MAX_BYTES) {
      throw tooLarge();
    }
    return body;
  }

  private static void requireJson(HttpRequest request) {
    if (!request.hasHeader("content-type")) {
      return;
    }
    List<String> parts =
        List.of(request.header("content-type").orElse("").toLowerCase(Locale.ROOT).split(";"));
    if (!parts.getFirst().strip().equals("application/json")) {
      throw Refusal.unsupportedMediaType("This path takes application/json");
    }
    boolean otherCharset =
        parts.stream()
            .skip(1)
            .map(part -> part.strip().replace("\"", ""))
            .anyMatch(part -> part.matches("charset=(?!utf-?8$).*"));
    if (otherCharset) {
      throw Refusal.unsupportedMediaType("This path takes JSON in UTF-8 only");
    }
  }

  private static boolean isGzip(HttpRequest request) {
    if (!request.hasHeader("content-encoding")) {
      return false;
    }
    return switch (request.header("content-encoding").orElse("").toLowerCase(Locale.ROOT)) {
      case "gzip" -> true;
      case "identity" -> false;
      default -> throw Refusal.unsupportedMediaType("This path takes no content encoding but gzip");
    };
  }

  /** Reads one byte more than the cap, never the rest of a bomb. */
  private static byte[] inflate(byte[] body) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      byte[] inflated = in.readNBytes(MAX_BYTES + 1);
      if (inflated.length > MAX_BYTES) {
        throw tooLarge();
      }
      if (!endsWithTrailerOf(inflated, body)) {
        throw Refusal.badBody("There is more in the body after the end of its gzip");
      }
      return inflated;
    } catch (IOException e) {
      throw Refusal.badBody("The body is marked as gzip and cannot be inflated");
    }
  }

  /** The JDK's reader leaves out what follows a gzip member; its trailer must be the body's end. */
  private static boolean endsWithTrailerOf(byte[] inflated, byte[] body) {
    CRC32 crc = new CRC32();
    crc.update(inflated);
    ByteBuffer trailer = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    trailer.position(body.length - TRAILER_BYTES);
    return trailer.getInt() == (int) crc.getValue() && trailer.getInt() == inflated.length;
  }

  private static Refusal tooLarge() {
    return Refusal.tooLarge("A body may have " + MAX_BYTES + " bytes, inflated; send less at once");
  }
}
