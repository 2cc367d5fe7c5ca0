package trackline.tests.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import trackline.aws.QuarantineReader;
import trackline.engines.template.LocalNames;
import trackline.local.Local;
import trackline.local.LocalOptions;
import trackline.tests.walk.Client;
import trackline.tests.walk.IngestDoor;

/** A running Trackline, and a look at what it has stored and refused. */
public final class RunningTrackline implements AutoCloseable {
  private static final String ERASURES = LocalNames.of("ErasuresTable");

  private final Local local;
  private final Client client;
  private final DynamoDbClient dynamoDb;
  private final S3Client s3;
  private final String table;
  private final String quarantine;

  private RunningTrackline(Local local) {
    this.local = local;
    this.client = new Client(local.url());
    this.dynamoDb = IngestDoor.dynamoDb(client);
    this.s3 = IngestDoor.s3(client);
    JsonNode endpoints = client.get("/local/endpoints").body();
    this.table = endpoints.path("tables").path("events").asText();
    this.quarantine = endpoints.path("buckets").path("quarantine").asText();
  }

  public static RunningTrackline start(Path data) throws IOException, InterruptedException {
    return new RunningTrackline(Local.start(new LocalOptions(0, data, 0, 7, 1)));
  }

  public Client client() {
    return client;
  }

  Local local() {
    return local;
  }

  DynamoDbClient dynamoDb() {
    return dynamoDb;
  }

  S3Client s3() {
    return s3;
  }

  /** The stored events of a user. */
  public List<JsonNode> rows(String userId) {
    String user = URLEncoder.encode(userId, UTF_8).replace("+", "%20");
    return list(client.get("/v1/users/" + user + "/events?limit=1000").body().path("events"));
  }

  /** The rows of an event id, with all their columns. */
  List<JsonNode> rowsOfId(String eventId) {
    return list(client.get("/local/events?status=good&event_id=" + eventId).body().path("events"));
  }

  static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  public int stored() {
    return dynamoDb.scanPaginator(r -> r.tableName(table).consistentRead(true)).items().stream()
        .mapToInt(item -> 1)
        .sum();
  }

  /** An attribute of each stored event that has it. */
  public List<String> storedTexts(String attribute) {
    return dynamoDb.scanPaginator(r -> r.tableName(table).consistentRead(true)).items().stream()
        .filter(item -> item.containsKey(attribute))
        .map(item -> item.get(attribute).s())
        .toList();
  }

  /** The users who are to be forgotten. */
  public List<String> erasures() {
    return dynamoDb.scanPaginator(r -> r.tableName(ERASURES).consistentRead(true)).items().stream()
        .map(item -> item.get("user_id").s())
        .toList();
  }

  /** Takes a request to forget a user back. */
  public void letIn(String userId) {
    dynamoDb.deleteItem(
        r -> r.tableName(ERASURES).key(Map.of("user_id", AttributeValue.fromS(userId))));
  }

  /** What the quarantine's objects have in all. */
  public long quarantinedBytes() {
    return s3.listObjectsV2Paginator(r -> r.bucket(quarantine)).contents().stream()
        .mapToLong(S3Object::size)
        .sum();
  }

  /** Nothing is stored by what a caller does; answers what is in quarantine since. */
  List<JsonNode> storesNothing(Runnable caller) {
    int before = stored();
    List<JsonNode> kept = quarantinedBy(caller);
    assertThat(stored()).isEqualTo(before);
    return kept;
  }

  /** What is in quarantine since a caller did something. */
  List<JsonNode> quarantinedBy(Runnable caller) {
    Set<String> before = keys();
    caller.run();
    return keys().stream().filter(key -> !before.contains(key)).flatMap(this::entries).toList();
  }

  private Set<String> keys() {
    return s3.listObjectsV2Paginator(r -> r.bucket(quarantine)).contents().stream()
        .map(S3Object::key)
        .collect(Collectors.toSet());
  }

  private Stream<JsonNode> entries(String key) {
    byte[] object = s3.getObjectAsBytes(r -> r.bucket(quarantine).key(key)).asByteArray();
    return QuarantineReader.all(object).stream().map(JsonNode.class::cast);
  }

  @Override
  public void close() {
    dynamoDb.close();
    s3.close();
    local.close();
  }
}
