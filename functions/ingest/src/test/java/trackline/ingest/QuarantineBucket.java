package trackline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import trackline.event.Json;
import trackline.event.Json.BadJson;

/** A bucket in memory. */
final class QuarantineBucket implements S3Client {
  private final List<String> objects = new ArrayList<>();

  void clear() {
    objects.clear();
  }

  List<String> objects() {
    return objects;
  }

  /** The only line of the only object. */
  JsonNode line() throws BadJson {
    if (objects.size() != 1) {
      throw new AssertionError("There are " + objects.size() + " objects");
    }
    return Json.read(objects.getFirst());
  }

  @Override
  public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
    try {
      byte[] bytes = body.contentStreamProvider().newStream().readAllBytes();
      objects.add(new String(bytes, UTF_8));
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
