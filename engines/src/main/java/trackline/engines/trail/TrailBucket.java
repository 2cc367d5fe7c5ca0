package trackline.engines.trail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.engines.server.Loopback;

/** The bucket of a trail, with CloudTrail's names for what is in it. */
final class TrailBucket {
  static final String TRAIL = "trackline";

  private static final String ROOT = "AWSLogs/" + Loopback.ACCOUNT + "/";
  private static final DateTimeFormatter DAY = utc("yyyy/MM/dd");
  private static final DateTimeFormatter MINUTE = utc("yyyyMMdd'T'HHmm'Z'");
  private static final DateTimeFormatter SECOND = utc("yyyyMMdd'T'HHmmss'Z'");

  private final S3Client s3;
  private final String name;

  TrailBucket(S3Client s3, String name) {
    this.s3 = s3;
    this.name = name;
  }

  String name() {
    return name;
  }

  /** The key of a log file whose newest event is of a time. */
  static String logKey(String region, Instant newest, String random) {
    return ROOT
        + "CloudTrail/%s/%s/%s_CloudTrail_%s_%s_%s.json.gz"
            .formatted(
                region,
                DAY.format(newest),
                Loopback.ACCOUNT,
                region,
                MINUTE.format(newest),
                random);
  }

  static String digestKey(String region, Instant end) {
    return ROOT
        + "CloudTrail-Digest/%s/%s/%s_CloudTrail-Digest_%s_%s_%s_%s.json.gz"
            .formatted(
                region,
                DAY.format(end),
                Loopback.ACCOUNT,
                region,
                TRAIL,
                Loopback.REGION,
                SECOND.format(end));
  }

  void put(String key, String content, Map<String, String> metadata) {
    s3.putObject(
        r ->
            r.bucket(name)
                .key(key)
                .contentType("application/json")
                .contentEncoding("gzip")
                .metadata(metadata),
        RequestBody.fromBytes(gzip(content)));
  }

  private static byte[] gzip(String content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The SHA-256 of a content as it is before it is packed, in hexadecimal digits. */
  static String hash(String content) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(content.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java has no SHA-256", e);
    }
  }

  private static DateTimeFormatter utc(String pattern) {
    return DateTimeFormatter.ofPattern(pattern).withZone(ZoneOffset.UTC);
  }
}
