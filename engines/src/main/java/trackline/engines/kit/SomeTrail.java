package trackline.engines.kit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** The files that CloudTrail would deliver for a trail, with keys of the test's own. */
public final class SomeTrail {

  public static final Instant START = Instant.parse("2026-11-20T21:17:31Z");
  public static final String BUCKET = "example-trail";
  public static final String ACCOUNT = "111122223333";

  private static final HexFormat HEX = HexFormat.of();
  private static final KeyPair KEYS = newKeys();
  private static final int X509_HEAD = 24;

  private final String prefix;
  private final String region;
  private final String name;
  private final NavigableMap<String, byte[]> files = new TreeMap<>();
  private final Map<String, String> signatures = new TreeMap<>();
  private Instant now;
  private @Nullable String last;
  private String lastHash = "";
  private int logs;

  public SomeTrail(String prefix, String region, String name) {
    this(prefix, region, name, START);
  }

  public SomeTrail(String prefix, String region, String name, Instant start) {
    this.now = start;
    this.prefix = prefix;
    this.region = region;
    this.name = name;
  }

  public static SomeTrail ofHours(int hours) {
    return new SomeTrail("", "us-east-2", "my-trail").hours(hours);
  }

  /** The key of a fingerprint, which is one of this trail's own, in any region. */
  public static Optional<byte[]> publicKey(String region, String fingerprint) {
    return Optional.of(publicKey()).filter(key -> fingerprint.equals(fingerprint(key)));
  }

  /** What {@code aws cloudtrail list-public-keys} would print. */
  public static ObjectNode printedKeys() {
    ObjectNode printed = JsonNodeFactory.instance.objectNode();
    printed
        .putArray("PublicKeyList")
        .addObject()
        .put("Value", Base64.getEncoder().encodeToString(publicKey()))
        .put("Fingerprint", fingerprint(publicKey()))
        .put("ValidityStartTime", "2026-11-01T00:00:00+00:00")
        .put("ValidityEndTime", "2026-12-01T00:00:00+00:00");
    return printed;
  }

  /** PKCS #1, as CloudTrail has it: X.509's frame has 24 bytes around a key of 2048 bits. */
  public static byte[] publicKey() {
    byte[] x509 = KEYS.getPublic().getEncoded();
    return Arrays.copyOfRange(x509, X509_HEAD, x509.length);
  }

  public static String fingerprint(byte[] key) {
    return HEX.formatHex(hash("MD5", key));
  }

  public NavigableMap<String, byte[]> files() {
    return files;
  }

  public Map<String, String> signatures() {
    return signatures;
  }

  public Instant end() {
    return now;
  }

  public String digest(int index) {
    return files.keySet().stream().filter(key -> key.contains("Digest")).toList().get(index);
  }

  public String log(int index) {
    return files.keySet().stream().filter(key -> !key.contains("Digest")).toList().get(index);
  }

  /** So many hours, each with two log files. */
  public SomeTrail hours(int hours) {
    for (int hour = 0; hour < hours; hour++) {
      hour(2);
    }
    return this;
  }

  /** An hour without validation; then it starts anew. */
  public SomeTrail pause() {
    now = now.plus(Duration.ofHours(1));
    last = null;
    return this;
  }

  public SomeTrail hour(int logFiles) {
    Instant start = now;
    now = now.plus(Duration.ofHours(1));
    ObjectNode digest = JsonNodeFactory.instance.objectNode();
    digest.put("awsAccountId", ACCOUNT);
    digest.put("digestStartTime", start.toString()).put("digestEndTime", now.toString());
    String key = digestKey();
    digest.put("digestS3Bucket", BUCKET).put("digestS3Object", key);
    digest.put("digestPublicKeyFingerprint", fingerprint(publicKey()));
    digest.put("digestSignatureAlgorithm", "SHA256withRSA");
    digest.putNull("newestEventTime").putNull("oldestEventTime");
    putPrevious(digest);
    ArrayNode list = digest.putArray("logFiles");
    for (int i = 0; i < logFiles; i++) {
      putLog(list.addObject(), start.plus(Duration.ofMinutes(5 + 10L * i)));
    }
    deliver(digest, key);
    return this;
  }

  private void putPrevious(ObjectNode digest) {
    boolean starts = last == null;
    digest.put("previousDigestS3Bucket", starts ? null : BUCKET);
    digest.put("previousDigestS3Object", last);
    digest.put("previousDigestHashValue", starts ? null : lastHash);
    digest.put("previousDigestHashAlgorithm", starts ? null : "SHA-256");
    digest.put("previousDigestSignature", starts ? null : signatures.get(last));
  }

  private void putLog(ObjectNode log, Instant time) {
    byte[] content = bytes("{\"Records\":[{\"eventID\":\"" + region + logs + "\"}]}");
    String key =
        prefix
            + "AWSLogs/%s/CloudTrail/%s/%s%s_CloudTrail_%s_%s_%016d.json.gz"
                .formatted(
                    ACCOUNT,
                    region,
                    format("uuuu/MM/dd/", time),
                    ACCOUNT,
                    region,
                    format("uuuuMMdd'T'HHmm'Z'", time),
                    logs++);
    files.put(key, gzip(content));
    log.put("s3Bucket", BUCKET).put("s3Object", key);
    log.put("hashValue", HEX.formatHex(hash("SHA-256", content))).put("hashAlgorithm", "SHA-256");
    log.put("newestEventTime", time.toString()).put("oldestEventTime", time.toString());
  }

  private String digestKey() {
    return prefix
        + "AWSLogs/%s/CloudTrail-Digest/%s/%s%s_CloudTrail-Digest_%s_%s_us-east-1_%s.json.gz"
            .formatted(
                ACCOUNT,
                region,
                format("uuuu/MM/dd/", now),
                ACCOUNT,
                region,
                name,
                format("uuuuMMdd'T'HHmmss'Z'", now));
  }

  private void deliver(ObjectNode digest, String key) {
    byte[] content = bytes(digest.toString());
    String hash = HEX.formatHex(hash("SHA-256", content));
    String previous = digest.path("previousDigestSignature").asText();
    signatures.put(key, sign(now + "\n" + BUCKET + "/" + key + "\n" + hash + "\n" + previous));
    files.put(key, gzip(content));
    last = key;
    lastHash = hash;
  }

  public Path into(Path folder) {
    files.forEach((key, content) -> write(folder.resolve(key), content));
    return folder;
  }

  public void into(S3Client s3) {
    files.forEach(
        (key, content) -> {
          Map<String, String> metadata =
              signatures.containsKey(key)
                  ? Map.of("signature", signatures.get(key), "signature-algorithm", "SHA256withRSA")
                  : Map.of();
          s3.putObject(
              put -> put.bucket(BUCKET).key(key).metadata(metadata),
              RequestBody.fromBytes(content));
        });
  }

  public static void write(Path file, byte[] content) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zipped.toByteArray();
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String format(String pattern, Instant time) {
    return DateTimeFormatter.ofPattern(pattern).withZone(ZoneOffset.UTC).format(time);
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hash(String algorithm, byte[] content) {
    try {
      return MessageDigest.getInstance(algorithm).digest(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String sign(String text) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(KEYS.getPrivate());
      signature.update(bytes(text));
      return HEX.formatHex(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
