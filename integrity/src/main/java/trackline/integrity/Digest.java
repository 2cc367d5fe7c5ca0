package trackline.integrity;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A digest as its file states it; whether that is true is for its signature to tell.
 *
 * @param endText the end as it was written, since that is what is signed
 * @param bucket where it says that it belongs
 * @param hash of the file's uncompressed bytes
 * @param previous the digest of the hour before; null where the chain starts
 */
record Digest(
    Instant start,
    Instant end,
    String endText,
    String bucket,
    String key,
    String fingerprint,
    String algorithm,
    String hash,
    @Nullable Previous previous,
    List<LogFile> logFiles) {

  /** What a digest says of the one before it. */
  record Previous(String bucket, String key, String hash, String signature) {}

  /** What a digest says of a log file. */
  record LogFile(String bucket, String key, String hash, String algorithm) {}

  /** What its signature is of. CloudTrail writes a missing signature as a word. */
  String signedText() {
    return String.join(
        "\n", endText, bucket + "/" + key, hash, previous == null ? "null" : previous.signature());
  }
}
