package trackline.engines.s3;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A store whose listings leave out the uploads that are under way. */
final class WholeObjects extends ForwardingBlobStore {
  private final Path folder;

  /**
   * How many uploads of an object are under way. The file of one is marked as whole a moment before
   * it is renamed, so that its mark does not tell it from an object.
   */
  private final Map<Path, Integer> underWay = new ConcurrentHashMap<>();

  WholeObjects(BlobStore store, Path folder) {
    super(store);
    this.folder = folder;
  }

  @Override
  public PutObjectResponse putBlob(PutObjectRequest request, InputStream content) {
    return upload(request.bucket(), request.key(), () -> super.putBlob(request, content));
  }

  @Override
  public CopyObjectResponse copyBlob(CopyObjectRequest request) {
    return upload(
        request.destinationBucket(), request.destinationKey(), () -> super.copyBlob(request));
  }

  @Override
  public CompleteMultipartUploadResponse completeMultipartUpload(
      MultipartUpload upload, CompleteMultipartUploadRequest request) {
    return upload(
        request.bucket(), request.key(), () -> super.completeMultipartUpload(upload, request));
  }

  private <T> T upload(String bucket, String key, Supplier<T> work) {
    Path file = folder.resolve(bucket).resolve(key);
    underWay.merge(file, 1, Integer::sum);
    try {
      return work.get();
    } finally {
      underWay.computeIfPresent(file, (_, count) -> count == 1 ? null : count - 1);
    }
  }

  @Override
  public ListObjectsV2Response list(ListObjectsV2Request request) {
    ListObjectsV2Response page = super.list(request);
    Path bucket = folder.resolve(request.bucket());
    List<S3Object> whole =
        page.contents().stream().filter(object -> isObject(bucket.resolve(object.key()))).toList();
    return page.toBuilder().contents(whole).build();
  }

  private boolean isObject(Path file) {
    boolean isUpload = Unfinished.goal(file).filter(underWay::containsKey).isPresent();
    return !isUpload && !Unfinished.isHalf(file);
  }
}
