package trackline.integrity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An RSA key that checks signatures. */
final class RsaKey {

  /** A SEQUENCE of rsaEncryption's identifier and NULL. */
  private static final byte[] ALGORITHM = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

  private static final int SEQUENCE = 0x30;
  private static final int BIT_STRING = 0x03;

  private final PublicKey key;

  private RsaKey(PublicKey key) {
    this.key = key;
  }

  /** The key of DER bytes, by PKCS #1 as CloudTrail writes them or by X.509; empty for others. */
  static Optional<RsaKey> of(byte[] der) {
    return read(der).or(() -> read(inX509(der)));
  }

  private static Optional<RsaKey> read(byte[] x509) {
    try {
      KeyFactory rsa = KeyFactory.getInstance("RSA");
      return Optional.of(new RsaKey(rsa.generatePublic(new X509EncodedKeySpec(x509))));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  /** The JDK reads a bare PKCS #1 key only inside of X.509's frame. */
  private static byte[] inX509(byte[] pkcs1) {
    byte[] bits = element(BIT_STRING, joined(new byte[] {0}, pkcs1));
    return element(SEQUENCE, joined(ALGORITHM, bits));
  }

  private static byte[] element(int tag, byte[] content) {
    int length = content.length;
    byte[] head = {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
    return joined(head, content);
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** Whether a signature in hexadecimal digits is this key's of a text. */
  boolean signed(String text, @Nullable String hexSignature) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(key);
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return hexSignature != null && signature.verify(HexFormat.of().parseHex(hexSignature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }
}
