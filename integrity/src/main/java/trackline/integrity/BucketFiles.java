package trackline.integrity;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A trail's bucket. */
public final class BucketFiles implements TrailFiles {

  private static final String SIGNATURE = "signature";

  private final S3Client s3;
  private final String bucket;

  /** Opens a bucket. */
  public BucketFiles(S3Client s3, String bucket) {
    this.s3 = s3;
    this.bucket = bucket;
  }

  @Override
  public Optional<String> bucket() {
    return Optional.of(bucket);
  }

  @Override
  public List<String> folders(String folder) {
    return s3
        .listObjectsV2Paginator(list -> list.bucket(bucket).prefix(folder).delimiter("/"))
        .commonPrefixes()
        .stream()
        .map(found -> found.prefix().substring(folder.length()).replace("/", ""))
        .toList();
  }

  @Override
  public List<String> keys(String folder) {
    return s3.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(folder)).contents().stream()
        .map(S3Object::key)
        .filter(key -> !key.endsWith("/"))
        .toList();
  }

  @Override
  public Optional<InputStream> open(String holder, String key) throws IOException {
    try {
      return Optional.of(s3.getObject(get -> get.bucket(holder).key(key)));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  @Override
  public Optional<String> signature(String key) {
    try {
      return Optional.ofNullable(
          s3.headObject(head -> head.bucket(bucket).key(key)).metadata().get(SIGNATURE));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  @Override
  public String name(String key) {
    return "s3://" + bucket + "/" + key;
  }
}
