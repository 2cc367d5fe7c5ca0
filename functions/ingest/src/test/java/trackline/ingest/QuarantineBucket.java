package trackline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import trackline.aws.QuarantineReader;

/** A bucket in memory. */
final class QuarantineBucket implements S3Client {
  private final List<byte[]> objects = new ArrayList<>();

  void clear() {
    objects.clear();
  }

  List<byte[]> objects() {
    return objects;
  }

  /** The only line of the only object. */
  JsonNode line() {
    if (objects.size() != 1) {
      throw new AssertionError("There are " + objects.size() + " objects");
    }
    return QuarantineReader.all(objects.getFirst()).getFirst();
  }

  @Override
  public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
    try {
      objects.add(body.contentStreamProvider().newStream().readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return PutObjectResponse.builder().build();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
