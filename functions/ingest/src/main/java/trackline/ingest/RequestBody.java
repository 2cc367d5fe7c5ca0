package trackline.ingest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import trackline.http.HttpRequest;
import trackline.http.Refusal;

/**
 * The body of a request: its declared type and encoding checked, inflated within the door's cap.
 *
 * <p>It is gzip where it begins as gzip does, and as no JSON does, whatever its header says: a
 * front may have inflated the body and left the header, or have dropped the header.
 */
final class RequestBody {
  /**
   * What a door takes.
   *
   * @param types the content types; a body without one is taken for JSON
   * @param maxBytes what a body may have after inflating
   */
  record Rules(Set<String> types, int maxBytes) {
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain";
    private static final int MEGABYTE = 1_048_576;

    static final Rules EVENTS = new Rules(Set.of(JSON), MEGABYTE);

    /** A page sends plain text, which a browser lets through to another host without asking. */
    static final Rules PAGES = new Rules(Set.of(JSON, TEXT), MEGABYTE);

    /**
     * The clients that speak Segment's protocol send JSON under the types that their HTTP libraries
     * choose for bytes: Rudder's for Node calls it a form. None of these lets more in: a browser
     * sends a form without asking, as it does plain text, and the key is in no cookie.
     */
    static final Rules CLIENTS =
        new Rules(
            Set.of(JSON, TEXT, "application/x-www-form-urlencoded", "application/octet-stream"),
            MEGABYTE);

    static final Rules WEBHOOK = new Rules(Set.of(JSON), 4 * MEGABYTE);

    /** The same for a key that may send less. */
    Rules within(Limits limits) {
      return new Rules(types, Math.min(maxBytes, limits.bodyBytes()));
    }
  }

  private static final Set<String> ENCODINGS = Set.of("gzip", "x-gzip", "identity");

  /** The first bytes of every gzip member, RFC 1952. */
  private static final byte[] MAGIC = {0x1f, (byte) 0x8b};

  /** CRC-32 and size of what was deflated, RFC 1952. */
  private static final int TRAILER_BYTES = 8;

  private static final Predicate<String> OTHER_CHARSET =
      Pattern.compile("charset=(?!utf-?8$).*").asMatchPredicate();

  private RequestBody() {}

  /**
   * The body's bytes, inflated.
   *
   * @throws Refusal 415 for what is not of a type that the door takes, in UTF-8, gzip or not; 413
   *     above the cap; 400 for broken gzip or base64
   */
  static byte[] read(HttpRequest request, Rules rules) {
    requireType(request, rules);
    requireEncoding(request);
    byte[] body = request.bodyBytes();
    if (beginsAsGzip(body)) {
      return inflate(body, rules.maxBytes());
    }
    if (body.length > rules.maxBytes()) {
      throw tooLarge(rules.maxBytes());
    }
    return body;
  }

  private static void requireType(HttpRequest request, Rules rules) {
    if (!request.hasHeader("content-type")) {
      return;
    }
    List<String> parts =
        List.of(request.header("content-type").orElse("").toLowerCase(Locale.ROOT).split(";", -1));
    if (!rules.types().contains(parts.getFirst().strip())) {
      throw Refusal.unsupportedMediaType(
          "This path takes " + String.join(" or ", new TreeSet<>(rules.types())));
    }
    boolean otherCharset =
        parts.stream().skip(1).map(part -> part.strip().replace("\"", "")).anyMatch(OTHER_CHARSET);
    if (otherCharset) {
      throw Refusal.unsupportedMediaType("This path takes UTF-8 only");
    }
  }

  static boolean beginsAsGzip(byte[] body) {
    return body.length >= MAGIC.length && body[0] == MAGIC[0] && body[1] == MAGIC[1];
  }

  private static void requireEncoding(HttpRequest request) {
    if (request.hasHeader("content-encoding")
        && !ENCODINGS.contains(
            request.header("content-encoding").orElse("").toLowerCase(Locale.ROOT))) {
      throw Refusal.unsupportedMediaType("This path takes no content encoding but gzip");
    }
  }

  /** Reads one byte more than the cap, never the rest of a bomb. */
  private static byte[] inflate(byte[] body, int maxBytes) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      byte[] inflated = in.readNBytes(maxBytes + 1);
      if (inflated.length > maxBytes) {
        throw tooLarge(maxBytes);
      }
      if (!endsWithTrailerOf(inflated, body)) {
        throw Refusal.badBody("There is more in the body after the end of its gzip");
      }
      return inflated;
    } catch (IOException e) {
      throw Refusal.badBody("The body begins as gzip and cannot be inflated");
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

  private static Refusal tooLarge(int maxBytes) {
    return Refusal.tooLarge("A body may have " + maxBytes + " bytes, inflated; send less at once");
  }
}
