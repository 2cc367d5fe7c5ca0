package trackline.audit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The evidence's objects by key, and one answer of Athena's at every other place. */
final class BucketsInMemory implements S3Client {

  final Map<String, byte[]> evidence = new TreeMap<>();
  byte[] answer = new byte[0];
  @Nullable String failing;

  @Override
  public <T> T getObject(
      GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
    throw new UnsupportedOperationException("Only streams are read");
  }

  @Override
  public ResponseInputStream<GetObjectResponse> getObject(GetObjectRequest request) {
    return new ResponseInputStream<>(
        GetObjectResponse.builder().contentLength((long) answer.length).eTag("e").build(),
        new ByteArrayInputStream(answer));
  }

  @Override
  public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
    if (request.key().equals(failing)) {
      throw S3Exception.builder().statusCode(503).message("SlowDown").build();
    }
    try {
      evidence.put(request.key(), body.contentStreamProvider().newStream().readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return PutObjectResponse.builder().build();
  }

  @Override
  public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
    return ListObjectsV2Response.builder()
        .contents(
            evidence.keySet().stream()
                .filter(key -> key.startsWith(request.prefix()))
                .map(
                    key ->
                        software.amazon.awssdk.services.s3.model.S3Object.builder()
                            .key(key)
                            .build())
                .toList())
        .keyCount(1)
        .build();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
