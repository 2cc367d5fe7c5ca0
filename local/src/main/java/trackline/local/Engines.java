package trackline.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import trackline.local.engine.DeliveryStream;
import trackline.local.engine.DynamoDbEndpoint;
import trackline.local.engine.LocalFirehose;
import trackline.local.engine.LocalSecrets;
import trackline.local.engine.S3Endpoint;
import trackline.local.stack.LocalNames;
import trackline.local.stack.TableRequest;
import trackline.local.stack.Template;

/** The services that hold the walk's data on this machine, with the stack's tables and buckets. */
final class Engines implements AutoCloseable {
  static final String EVENTS_TABLE = LocalNames.of("EventsTable");
  static final String ROLLUPS_TABLE = LocalNames.of("RollupsTable");
  static final String LAKE = LocalNames.of("LakeBucket");
  static final String QUARANTINE = LocalNames.of("QuarantineBucket");
  static final String RESULTS = LocalNames.of("ResultsBucket");
  static final String LANDING = LocalNames.of("LandingBucket");

  private static final int BYTES_A_MEGABYTE = 1024 * 1024;

  private final Closing closing = new Closing();
  private final DynamoDbEndpoint dynamoDb;
  private final S3Endpoint s3;
  private final LocalFirehose firehose;
  private final LocalSecrets secrets;

  Engines(Template template, DataFolder data, Clock clock) throws IOException {
    try {
      dynamoDb = closing.with(DynamoDbEndpoint.start(data.of("dynamodb"), 0));
      createTables(template, dynamoDb.client());
      s3 = closing.with(S3Endpoint.start(data.of("s3"), 0, buckets(template)));
      firehose =
          closing.with(
              new LocalFirehose(data.of("firehose"), streams(template), s3.client(), clock));
      secrets = closing.with(new LocalSecrets(LocalKeys.secrets()));
    } catch (IOException | RuntimeException e) {
      closing.close();
      throw e;
    }
  }

  private static void createTables(Template template, DynamoDbClient client) {
    List<String> existing = client.listTablesPaginator().tableNames().stream().toList();
    template
        .resources("AWS::DynamoDB::Table")
        .forEach(
            (id, properties) -> {
              CreateTableRequest request = TableRequest.of(id, properties);
              if (!existing.contains(request.tableName())) {
                client.createTable(request);
                client.waiter().waitUntilTableExists(r -> r.tableName(request.tableName()));
              }
            });
  }

  /** The stack's buckets, and the one in which a vendor's files land. */
  private static List<String> buckets(Template template) {
    return Stream.concat(
            template.resources("AWS::S3::Bucket").keySet().stream().map(LocalNames::of),
            Stream.of(LANDING))
        .distinct()
        .toList();
  }

  private static List<DeliveryStream> streams(Template template) {
    List<DeliveryStream> streams = new ArrayList<>();
    template
        .resources("AWS::KinesisFirehose::DeliveryStream")
        .forEach((id, properties) -> streams.add(stream(LocalNames.of(id), properties)));
    return streams;
  }

  private static DeliveryStream stream(String name, JsonNode properties) {
    JsonNode destination = properties.path("ExtendedS3DestinationConfiguration");
    JsonNode buffering = destination.path("BufferingHints");
    return new DeliveryStream(
        name,
        destination.path("BucketARN").asText(),
        destination.path("Prefix").asText(),
        destination.path("ErrorOutputPrefix").asText(),
        buffering.path("SizeInMBs").asLong() * BYTES_A_MEGABYTE,
        Duration.ofSeconds(buffering.path("IntervalInSeconds").asLong()),
        destination.path("CompressionFormat").asText().equals("GZIP"));
  }

  DynamoDbEndpoint dynamoDb() {
    return dynamoDb;
  }

  S3Endpoint s3() {
    return s3;
  }

  LocalFirehose firehose() {
    return firehose;
  }

  LocalSecrets secrets() {
    return secrets;
  }

  /** Empties tables, buckets and buffers. */
  void reset() throws IOException {
    dynamoDb.reset();
    firehose.reset();
    s3.reset();
  }

  @Override
  public void close() {
    closing.close();
  }
}
