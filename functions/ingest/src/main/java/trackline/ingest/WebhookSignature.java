package trackline.ingest;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import trackline.event.Slices;

/**
 * Segment's signature of a webhook's body: the HMAC-SHA1 by the shared secret, in 40 lower-case
 * hexadecimal digits. Of an array only the first element is signed; that Segment may sign the whole
 * one day is taken too. The bytes are judged as they came: JSON that was parsed and written again
 * is other bytes.
 *
 * <p>Source: "Webhooks (Actions) Destination", Segment's documentation.
 */
final class WebhookSignature {
  private static final String ALGORITHM = "HmacSHA1";
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{40}");

  private WebhookSignature() {}

  /** Whether a header's value has the form of a signature. */
  static boolean isOne(String signature) {
    return FORM.matcher(signature).matches();
  }

  /**
   * Whether a secret made the signature of a whole body; compared in constant time.
   *
   * @param signature the header's value
   */
  static boolean isOfWhole(String signature, byte[] body, String secret) {
    return MessageDigest.isEqual(hex(secret, body), signature.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether a secret made the signature of the first element of a body. */
  static boolean isOfFirst(String signature, byte[] body, String secret) {
    return isOfWhole(signature, Slices.first(body).orElse(body), secret);
  }

  private static byte[] hex(String secret, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      return HexFormat.of().formatHex(mac.doFinal(bytes)).getBytes(StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
    }
  }
}
