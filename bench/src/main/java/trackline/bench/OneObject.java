package trackline.bench;

import java.io.InputStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** S3 with one object, whatever it is asked for, and no network. */
final class OneObject implements S3Client {
  private final InputStream content;
  private final long size;

  OneObject(InputStream content, long size) {
    this.content = content;
    this.size = size;
  }

  @Override
  public ResponseInputStream<GetObjectResponse> getObject(GetObjectRequest request) {
    return new ResponseInputStream<>(
        GetObjectResponse.builder().eTag(request.ifMatch()).contentLength(size).build(),
        AbortableInputStream.create(content));
  }

  @Override
  public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
    throw new IllegalStateException("No line of the benchmark is bad: " + request.key());
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
