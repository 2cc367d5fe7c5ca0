package trackline.forward;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import trackline.aws.QuarantineReader;

/** A bucket in memory that stops taking objects after so many. */
final class FaultyS3 implements S3Client {
  /** The objects by key. */
  final Map<String, String> objects = new LinkedHashMap<>();

  /** How many more it takes. */
  int takes = Integer.MAX_VALUE;

  /** How often it was asked. */
  int calls;

  @Override
  public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
    calls++;
    if (takes-- <= 0) {
      throw ApiCallTimeoutException.create(5_000);
    }
    try {
      byte[] bytes = body.contentStreamProvider().newStream().readAllBytes();
      objects.put(request.key(), lines(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return PutObjectResponse.builder().build();
  }

  private static String lines(byte[] object) {
    return QuarantineReader.all(object).stream()
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  @Override
  public String serviceName() {
    return "s3";
  }

  @Override
  public void close() {}
}
