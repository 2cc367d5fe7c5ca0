package trackline.engines.s3;

import java.nio.file.Path;
import java.util.List;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A store whose listings leave out the uploads that are under way. */
final class WholeObjects extends ForwardingBlobStore {
  private final Path folder;

  WholeObjects(BlobStore store, Path folder) {
    super(store);
    this.folder = folder;
  }

  @Override
  public ListObjectsV2Response list(ListObjectsV2Request request) {
    ListObjectsV2Response page = super.list(request);
    Path bucket = folder.resolve(request.bucket());
    List<S3Object> whole =
        page.contents().stream()
            .filter(object -> !Unfinished.isHalf(bucket.resolve(object.key())))
            .toList();
    return page.toBuilder().contents(whole).build();
  }
}
