package trackline.tests.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import trackline.aws.QuarantineReader;

/** The quarantine bucket in memory: what forward puts there, and what the mapping gives up. */
final class SimulatedBucket implements S3Client {
  private enum Fault {
    THROTTLED,
    SERVER_ERROR,
    BROKEN_CONNECTION,
    HANG,
    ANSWER_LOST,
    KILLED_AFTER_THE_PUT
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIME_OUT = Duration.ofSeconds(5);

  private final Schedule schedule;
  private final VirtualTime time;

  /** The sequence numbers of the records that each object holds. */
  private final Map<String, Set<String>> objects = new HashMap<>();

  SimulatedBucket(Schedule schedule, VirtualTime time) {
    this.schedule = schedule;
    this.time = time;
  }

  /** Whether forward has put a record into quarantine. */
  boolean isQuarantined(String sequenceNumber) {
    return holds("quarantine/", sequenceNumber);
  }

  /** Whether the mapping has given a record up, and kept it. */
  boolean isGivenUp(String sequenceNumber) {
    return holds("aws/lambda/", sequenceNumber);
  }

  private boolean holds(String prefix, String sequenceNumber) {
    return objects.entrySet().stream()
        .anyMatch(o -> o.getKey().startsWith(prefix) && o.getValue().contains(sequenceNumber));
  }

  @Override
  public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
    if (schedule.strikes()) {
      strike(schedule.oneOf(Fault.values()), request, body);
    }
    take(request, body);
    return PutObjectResponse.builder().build();
  }

  private void strike(Fault fault, PutObjectRequest request, RequestBody body) {
    switch (fault) {
      case THROTTLED -> throw S3Exception.builder().statusCode(503).build();
      case SERVER_ERROR -> throw S3Exception.builder().statusCode(500).build();
      case BROKEN_CONNECTION -> throw new UncheckedIOException(new SocketException("reset"));
      case HANG -> throw timedOut();
      case ANSWER_LOST -> {
        take(request, body);
        throw timedOut();
      }
      case KILLED_AFTER_THE_PUT -> {
        take(request, body);
        throw new Schedule.Killed();
      }
    }
  }

  private ApiCallTimeoutException timedOut() {
    time.pass(TIME_OUT);
    return ApiCallTimeoutException.create(TIME_OUT.toMillis());
  }

  /** An object of the same key is overwritten. */
  private void take(PutObjectRequest request, RequestBody body) {
    try {
      byte[] bytes = body.contentStreamProvider().newStream().readAllBytes();
      objects.put(request.key(), sequenceNumbers(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> sequenceNumbers(byte[] object) throws IOException {
    Set<String> numbers = new HashSet<>();
    for (JsonNode entry : QuarantineReader.all(object)) {
      if (entry.has("payload")) {
        JSON.readTree(entry.path("payload").asText())
            .path("Records")
            .forEach(r -> numbers.add(r.path("dynamodb").path("SequenceNumber").asText()));
      } else {
        numbers.add(entry.path("sequence_number").asText());
      }
    }
    return numbers;
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
