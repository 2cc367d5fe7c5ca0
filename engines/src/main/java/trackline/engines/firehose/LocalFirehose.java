package trackline.engines.firehose;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamStatus;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamType;
import software.amazon.awssdk.services.firehose.model.DescribeDeliveryStreamRequest;
import software.amazon.awssdk.services.firehose.model.DescribeDeliveryStreamResponse;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponseEntry;
import software.amazon.awssdk.services.firehose.model.PutRecordRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordResponse;
import software.amazon.awssdk.services.firehose.model.Record;
import software.amazon.awssdk.services.firehose.model.ResourceNotFoundException;
import software.amazon.awssdk.services.firehose.model.ServiceUnavailableException;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.engines.server.Loopback;

/**
 * Firehose on one machine: buffers by size and time, delivers to S3 and to OpenSearch as AWS does.
 *
 * <p>What it accepted is on disk, survives a kill, and becomes one object once.
 */
public final class LocalFirehose implements FirehoseClient {
  private static final Logger log = LoggerFactory.getLogger(LocalFirehose.class);
  private static final Duration TICK = Duration.ofMillis(200);

  private final Map<String, DeliveryBuffer> buffers = new TreeMap<>();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("firehose").factory());

  /** Opens the buffers of streams to S3 under a folder. */
  public LocalFirehose(Path folder, List<DeliveryStream> streams, S3Client s3, Clock clock)
      throws IOException {
    this(folder, streams, s3, Optional.empty(), clock);
  }

  /**
   * Opens the streams' buffers under a folder.
   *
   * @param opensearch needed where a stream delivers to it
   */
  public LocalFirehose(
      Path folder, List<DeliveryStream> streams, S3Client s3, Optional<URI> opensearch, Clock clock)
      throws IOException {
    for (DeliveryStream stream : streams) {
      Delivery delivery = delivery(stream, s3, opensearch, clock);
      buffers.put(
          stream.name(),
          new DeliveryBuffer(stream, folder.resolve(stream.name()), delivery, clock));
    }
    ScheduledFuture<?> _ =
        ticker.scheduleWithFixedDelay(this::tick, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Delivery delivery(
      DeliveryStream stream, S3Client s3, Optional<URI> opensearch, Clock clock) {
    BucketDelivery toBucket = new BucketDelivery(stream.destination().bucket(), s3);
    return switch (stream.destination()) {
      case Destination.Bucket bucket -> toBucket;
      case Destination.Index index ->
          new IndexDelivery(
              stream, index, toBucket, new BulkIndex(opensearch.orElseThrow()), clock);
    };
  }

  @Override
  public PutRecordBatchResponse putRecordBatch(PutRecordBatchRequest request) {
    DeliveryBuffer buffer = buffer(request.deliveryStreamName());
    FirehoseLimits.check(request.records());
    accept(buffer, request.records());
    return PutRecordBatchResponse.builder()
        .failedPutCount(0)
        .encrypted(false)
        .requestResponses(request.records().stream().map(record -> accepted()).toList())
        .build();
  }

  @Override
  public PutRecordResponse putRecord(PutRecordRequest request) {
    DeliveryBuffer buffer = buffer(request.deliveryStreamName());
    FirehoseLimits.checkRecord("record.data", request.record());
    accept(buffer, List.of(request.record()));
    return PutRecordResponse.builder().recordId(id()).encrypted(false).build();
  }

  @Override
  public DescribeDeliveryStreamResponse describeDeliveryStream(
      DescribeDeliveryStreamRequest request) {
    buffer(request.deliveryStreamName());
    return DescribeDeliveryStreamResponse.builder()
        .deliveryStreamDescription(
            d ->
                d.deliveryStreamName(request.deliveryStreamName())
                    .deliveryStreamARN(arn(request.deliveryStreamName()))
                    .deliveryStreamStatus(DeliveryStreamStatus.ACTIVE)
                    .deliveryStreamType(DeliveryStreamType.DIRECT_PUT)
                    .versionId("1")
                    .hasMoreDestinations(false))
        .build();
  }

  /** Delivers all that is buffered now; answers the keys of the new objects. */
  public List<String> flush() throws IOException {
    List<String> keys = new ArrayList<>();
    for (DeliveryBuffer buffer : buffers.values()) {
      keys.addAll(buffer.deliverAll());
    }
    return keys;
  }

  /** Forgets all that is buffered. */
  public void reset() throws IOException {
    for (DeliveryBuffer buffer : buffers.values()) {
      buffer.reset();
    }
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  /** Stops delivering; what is buffered is delivered after the next start. */
  @Override
  public void close() {
    ticker.close();
    try {
      for (DeliveryBuffer buffer : buffers.values()) {
        buffer.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void tick() {
    for (Map.Entry<String, DeliveryBuffer> entry : buffers.entrySet()) {
      try {
        entry.getValue().deliverDue();
      } catch (IOException | RuntimeException e) {
        // Whatever it is: a scheduled task that throws is never run again.
        log.warn("Stream {} cannot deliver now, and will try again", entry.getKey(), e);
      }
    }
  }

  private DeliveryBuffer buffer(String name) {
    DeliveryBuffer buffer = buffers.get(name);
    if (buffer == null) {
      String message = "Firehose %s under account %s not found.".formatted(name, Loopback.ACCOUNT);
      throw ResourceNotFoundException.builder()
          .message(message)
          .statusCode(400)
          .awsErrorDetails(FirehoseLimits.details("ResourceNotFoundException", message))
          .build();
    }
    return buffer;
  }

  private static void accept(DeliveryBuffer buffer, List<Record> records) {
    try {
      buffer.accept(records.stream().map(r -> r.data().asByteArrayUnsafe()).toList());
    } catch (IOException e) {
      throw ServiceUnavailableException.builder()
          .message("The buffer cannot be written")
          .statusCode(500)
          .awsErrorDetails(
              FirehoseLimits.details("ServiceUnavailableException", "The buffer cannot be written"))
          .cause(e)
          .build();
    }
  }

  private static PutRecordBatchResponseEntry accepted() {
    return PutRecordBatchResponseEntry.builder().recordId(id()).build();
  }

  private static String id() {
    return UUID.randomUUID().toString();
  }

  private static String arn(String name) {
    return "arn:aws:firehose:%s:%s:deliverystream/%s"
        .formatted(Loopback.REGION, Loopback.ACCOUNT, name);
  }
}
