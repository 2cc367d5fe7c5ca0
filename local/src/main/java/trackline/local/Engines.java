package trackline.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import trackline.engines.dynamodb.DynamoDbEndpoint;
import trackline.engines.firehose.DeliveryStream;
import trackline.engines.firehose.Destination;
import trackline.engines.firehose.LocalFirehose;
import trackline.engines.opensearch.SearchEndpoint;
import trackline.engines.s3.S3Endpoint;
import trackline.engines.secrets.LocalSecrets;
import trackline.engines.template.FunctionSpec;
import trackline.engines.template.LocalNames;
import trackline.engines.template.TableRequest;
import trackline.engines.template.Template;
import trackline.loopback.OwnNames;

/** The services that hold the walk's data on this machine, with the stack's tables and buckets. */
final class Engines implements AutoCloseable {
  static final String EVENTS_TABLE = LocalNames.of("EventsTable");
  static final String ERASURES_TABLE = LocalNames.of("ErasuresTable");
  static final String ROLLUPS_TABLE = LocalNames.of("RollupsTable");
  static final String LAKE = LocalNames.of("LakeBucket");
  static final String QUARANTINE = LocalNames.of("QuarantineBucket");
  static final String RESULTS = LocalNames.of("ResultsBucket");
  static final String LANDING = LocalNames.of("LandingBucket");
  static final String SEARCH_BACKUP = LocalNames.of("SearchBackupBucket");

  /** Held, so that it stays as it is: it tells of each opening of DynamoDB Local's file. */
  private static final Logger SQLITE = Logger.getLogger("com.almworks.sqlite4java");

  static {
    SQLITE.setLevel(Level.WARNING);
  }

  private static final int BYTES_A_MEGABYTE = 1024 * 1024;

  private final Closing closing = new Closing();
  private final DynamoDbEndpoint dynamoDb;
  private final S3Endpoint s3;
  private final LocalFirehose firehose;
  private final LocalSecrets secrets;
  private final Optional<SearchEndpoint> search;
  private final Optional<AuditTrail> audit;

  Engines(Template template, DataFolder data, OwnNames names, Clock clock) throws IOException {
    try {
      s3 = closing.with(S3Endpoint.start(data.of("s3"), 0, buckets(template), names));
      audit = AuditTrail.open(template, data, s3.client(), this::client, clock);
      audit.ifPresent(closing::with);
      dynamoDb = closing.with(dynamoDb(data.of("dynamodb"), names, clock));
      createTables(template, dynamoDb.client());
      search = search(template, data, names);
      search.ifPresent(closing::with);
      firehose =
          closing.with(
              new LocalFirehose(
                  data.of("firehose"),
                  streams(template),
                  s3.client(),
                  search.map(SearchEndpoint::uri),
                  clock));
      secrets = closing.with(new LocalSecrets(LocalKeys.secrets()));
    } catch (IOException | RuntimeException e) {
      closing.close();
      throw e;
    }
  }

  private DynamoDbEndpoint dynamoDb(Path folder, OwnNames names, Clock clock) throws IOException {
    if (audit.isEmpty()) {
      return DynamoDbEndpoint.start(folder, 0, names);
    }
    AuditTrail trail = audit.get();
    return DynamoDbEndpoint.start(folder, 0, names, trail.housekeeping(), trail.recorder(), clock);
  }

  private DynamoDbClient client() {
    return dynamoDb.client();
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

  private static Optional<SearchEndpoint> search(Template template, DataFolder data, OwnNames names)
      throws IOException {
    return template.resources("AWS::OpenSearchService::Domain").isEmpty()
        ? Optional.empty()
        : Optional.of(SearchEndpoint.start(data.of("opensearch"), names));
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
    JsonNode toIndex = properties.path("AmazonopensearchserviceDestinationConfiguration");
    JsonNode toBucket = properties.path("ExtendedS3DestinationConfiguration");
    return toIndex.isMissingNode()
        ? stream(name, bucket(toBucket), toBucket.path("BufferingHints"))
        : stream(name, index(toIndex), toIndex.path("BufferingHints"));
  }

  private static DeliveryStream stream(String name, Destination destination, JsonNode buffering) {
    return new DeliveryStream(
        name,
        destination,
        buffering.path("SizeInMBs").asLong() * BYTES_A_MEGABYTE,
        Duration.ofSeconds(buffering.path("IntervalInSeconds").asLong()));
  }

  private static Destination.Bucket bucket(JsonNode properties) {
    return new Destination.Bucket(
        properties.path("BucketARN").asText(),
        properties.path("Prefix").asText(),
        properties.path("ErrorOutputPrefix").asText(),
        properties.path("CompressionFormat").asText().equals("GZIP"));
  }

  private static Destination.Index index(JsonNode properties) {
    return new Destination.Index(
        properties.path("IndexName").asText(),
        Duration.ofSeconds(properties.path("RetryOptions").path("DurationInSeconds").asLong()),
        bucket(properties.path("S3Configuration")));
  }

  DynamoDbEndpoint dynamoDb() {
    return dynamoDb;
  }

  /** The client of a function: one of its own, where calls are recorded by their callers. */
  DynamoDbClient client(FunctionSpec function) {
    return audit.map(trail -> dynamoDb.client(trail.session(function))).orElseGet(dynamoDb::client);
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

  /** OpenSearch, where search is on. */
  Optional<SearchEndpoint> search() {
    return search;
  }

  /** What records the calls, where the audit is on. */
  Optional<AuditTrail> audit() {
    return audit;
  }

  /** Empties tables, buckets, buffers and indexes, and the audit trail. */
  void reset() throws IOException {
    dynamoDb.reset();
    firehose.reset();
    s3.reset();
    if (audit.isPresent()) {
      audit.get().trail().reset();
    }
    if (search.isPresent()) {
      search.get().reset();
    }
  }

  @Override
  public void close() {
    closing.close();
  }
}
