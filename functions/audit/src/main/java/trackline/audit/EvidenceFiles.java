package trackline.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** The bucket of evidence. */
final class EvidenceFiles {

  private final S3Client s3;
  private final String bucket;

  EvidenceFiles(S3Client s3, String bucket) {
    this.s3 = s3;
    this.bucket = bucket;
  }

  /**
   * A file as it was copied.
   *
   * @param rows without the one that names the columns
   */
  record Copied(String sha256, long bytes, long rows) {}

  /** By a list of the key: a look at a missing object would need the right to list all the same. */
  boolean exists(String key) {
    return s3.listObjectsV2(list -> list.bucket(bucket).prefix(key).maxKeys(1)).contents().stream()
        .anyMatch(object -> object.key().equals(key));
  }

  void put(String key, byte[] content) {
    s3.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromBytes(content));
  }

  /** Copies an object whole, through a digest and in little memory. */
  Copied copy(String location, String key) {
    URI from = URI.create(location);
    MessageDigest digest = sha256();
    try (ResponseInputStream<GetObjectResponse> object =
            s3.getObject(
                get -> get.bucket(from.getHost()).key(from.getPath().substring("/".length())));
        CsvRows rows = new CsvRows(object, digest)) {
      long bytes = object.response().contentLength();
      s3.putObject(
          put -> put.bucket(bucket).key(key).contentType("text/csv"),
          RequestBody.fromInputStream(rows, bytes));
      return new Copied(HexFormat.of().formatHex(digest.digest()), bytes, rows.count());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
