package trackline.engines.trail;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import trackline.engines.server.OwnerOnly;

/** The RSA key of a trail's digests, which stays in the data folder. */
final class SigningKey {
  static final String ALGORITHM = "SHA256withRSA";

  private static final JsonMapper JSON = new JsonMapper();
  private static final int BITS = 2048;

  /** What X.509 puts before the PKCS #1 form of a key of so many bits. */
  private static final int X509_HEADER = 24;

  private static final Duration VALID = Duration.ofDays(3650);

  private final PrivateKey key;
  private final byte[] publicKey;
  private final Instant made;

  private SigningKey(RSAPrivateCrtKey key, Instant made) throws GeneralSecurityException {
    this.key = key;
    this.made = made;
    byte[] encoded =
        KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()))
            .getEncoded();
    this.publicKey = Arrays.copyOfRange(encoded, X509_HEADER, encoded.length);
  }

  /** The key in a file, made at the first time. */
  static SigningKey in(Path file, Instant now) throws IOException {
    try {
      if (!Files.exists(file)) {
        WholeFile.write(file, made(now).getBytes(UTF_8));
      }
      OwnerOnly.restrict(file);
      JsonNode kept = JSON.readTree(Files.readAllBytes(file));
      PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(kept.path("private_key").binaryValue());
      RSAPrivateCrtKey key = (RSAPrivateCrtKey) KeyFactory.getInstance("RSA").generatePrivate(spec);
      return new SigningKey(key, Instant.parse(kept.path("made").asText()));
    } catch (GeneralSecurityException e) {
      throw new IOException("The key of the trail's digests cannot be read from " + file, e);
    }
  }

  private static String made(Instant now) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(BITS);
    return JsonNodeFactory.instance
        .objectNode()
        .put("made", now.truncatedTo(ChronoUnit.SECONDS).toString())
        .put("private_key", generator.generateKeyPair().getPrivate().getEncoded())
        .toString();
  }

  String sign(String text) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java does not sign by " + ALGORITHM, e);
    }
  }

  PublicKey publicKey() {
    return new PublicKey(
        fingerprint(), Base64.getEncoder().encodeToString(publicKey), made, made.plus(VALID));
  }

  String fingerprint() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(publicKey));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no MD5", e);
    }
  }
}
