package trackline.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import trackline.event.Sha256;

/**
 * The place where a page of events ended, as text that a client hands back. It holds for one user
 * and one filter: a digest of both stands before the key. The digest guards against mix-ups and not
 * against an enemy, who would gain nothing: a reader may ask for every user in any case.
 */
final class Cursor {

  private static final int DIGEST = 12;

  /** A key of 1,024 bytes and the ids of a person, in six bits a character. */
  private static final int LONGEST = 6_000;

  private Cursor() {}

  static String write(EventQuery query, String eventKey) {
    byte[] key = eventKey.getBytes(UTF_8);
    byte[] cursor =
        ByteBuffer.allocate(DIGEST + key.length).put(digest(query, key)).put(key).array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
  }

  /** The event key in a cursor, unless it is no cursor of this user and filter. */
  static Optional<String> read(EventQuery query, String text) {
    return decode(text)
        .filter(cursor -> cursor.length > DIGEST)
        .flatMap(cursor -> checked(query, cursor));
  }

  private static Optional<String> checked(EventQuery query, byte[] cursor) {
    byte[] key = Arrays.copyOfRange(cursor, DIGEST, cursor.length);
    return MessageDigest.isEqual(Arrays.copyOf(cursor, DIGEST), digest(query, key))
        ? Optional.of(new String(key, UTF_8))
        : Optional.empty();
  }

  private static Optional<byte[]> decode(String text) {
    try {
      return text.length() > LONGEST
          ? Optional.empty()
          : Optional.of(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] digest(EventQuery query, byte[] key) {
    byte[] digest =
        query.person()
            ? Sha256.of(sized("person"), sized(query.userId()), sized(type(query)), key)
            : Sha256.of(sized(query.userId()), sized(type(query)), key);
    return Arrays.copyOf(digest, DIGEST);
  }

  private static String type(EventQuery query) {
    return query.eventType().orElse("");
  }

  /** A text after its length, so that no two pairs of texts are the same bytes. */
  private static byte[] sized(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return ByteBuffer.allocate(Integer.BYTES + bytes.length)
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }
}
