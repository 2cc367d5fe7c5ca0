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
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;

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
    ListObjectsV2Response answer =
        s3.listObjectsV2(list -> list.bucket(bucket).prefix(key).maxKeys(1));
    if (answer.keyCount() == null) {
      throw new IllegalStateException("The answer to a list of the evidence is none of S3's");
    }
    return answer.contents().stream().anyMatch(object -> object.key().equals(key));
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
      if (object.response().eTag() == null) {
        // What stands between may answer with its own page, which is no evidence.
        throw new IllegalStateException("The answer to a read of the results is none of S3's");
      }
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
