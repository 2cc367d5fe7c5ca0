package trackline.tests.importer;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import trackline.aws.QuarantineReader;
import trackline.engines.dynamodb.DynamoDbEndpoint;
import trackline.engines.s3.S3Endpoint;
import trackline.engines.template.FunctionSpec;
import trackline.engines.template.LocalNames;
import trackline.engines.template.TableRequest;
import trackline.engines.template.Template;
import trackline.importer.ImporterHandler;
import trackline.tests.walk.FaultingDynamoDb;

/** The stack's importer between a real bucket and real tables, invoked by hand. */
final class LandingStage implements AutoCloseable {
  static final String LANDING = LocalNames.of("LandingBucket");
  static final Duration AMPLE = Duration.ofMinutes(15);

  private static final String QUARANTINE = LocalNames.of("QuarantineBucket");
  private static final String EVENTS = LocalNames.of("EventsTable");
  private static final String IMPORTS = LocalNames.of("ImportsTable");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DynamoDbEndpoint dynamoDb;
  private final S3Endpoint s3;
  private final FunctionSpec spec;

  /** The function's own line to the tables, whose troubles it is told. */
  private final DynamoDbClient patient;

  private final Map<String, String> environment;

  final FaultingDynamoDb faults;

  /** The events that the function has sent to itself and not yet got. */
  final Deque<String> toItself = new ArrayDeque<>();

  /** How far the function's clock is ahead of the machine's. */
  Duration ahead = Duration.ZERO;

  private final InstantSource time = () -> Instant.now().plus(ahead);

  /** What it logged. */
  final List<JsonNode> logged = new ArrayList<>();

  LandingStage(Path folder) throws IOException {
    Template template = Template.load(Map.of("AirkitOrganizationId", "local"));
    spec = template.function("ImporterFunction");
    environment = new HashMap<>(spec.environment());
    dynamoDb = DynamoDbEndpoint.start(folder.resolve("dynamodb"), 0);
    s3 = S3Endpoint.start(folder.resolve("s3"), 0, List.of(LANDING, QUARANTINE));
    template
        .resources("AWS::DynamoDB::Table")
        .forEach((id, properties) -> tables().createTable(TableRequest.of(id, properties)));
    patient = patient(dynamoDb.uri());
    faults = new FaultingDynamoDb(patient);
  }

  /** A client that repeats no call on a slow machine: its repetition would find duplicates. */
  private static DynamoDbClient patient(URI uri) {
    return DynamoDbClient.builder()
        .endpointOverride(uri)
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
        .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(AMPLE))
        .build();
  }

  private DynamoDbClient tables() {
    return dynamoDb.client();
  }

  private ImporterHandler handler() {
    return new ImporterHandler(
        environment, faults, s3.client(), new Itself(), time.withZone(ZoneOffset.UTC));
  }

  /** Has all files read by the mapping in a file. */
  void mapBy(Path mapping) {
    environment.put("FILE_MAPPINGS", LANDING + "/=" + mapping);
  }

  /** Puts an object into the landing bucket; the event that S3 makes of it. */
  String land(String key, byte[] content) {
    String etag =
        s3.client()
            .putObject(r -> r.bucket(LANDING).key(key), RequestBody.fromBytes(content))
            .eTag();
    return event(key, etag.replace("\"", ""), content.length);
  }

  String land(String key, String content) {
    return land(key, content.getBytes(StandardCharsets.UTF_8));
  }

  static String event(String key, String etag, long size) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("source", "aws.s3").put("detail-type", "Object Created");
    ObjectNode detail = event.putObject("detail");
    detail.putObject("bucket").put("name", LANDING);
    detail.putObject("object").put("key", key).put("etag", etag).put("size", size);
    return event.toString();
  }

  void delete(String key) {
    s3.client().deleteObject(r -> r.bucket(LANDING).key(key));
  }

  /** Invokes the function in time enough; the status that it answers for the first file. */
  String invoke(String event) throws IOException {
    return invoke(event, UUID.randomUUID().toString(), () -> AMPLE);
  }

  String invoke(String event, String requestId, Supplier<Duration> timeLeft) throws IOException {
    return answer(event, requestId, timeLeft).path("files").path(0).path("status").asText();
  }

  /** Has lines of the quarantine judged again. */
  JsonNode replay(List<JsonNode> lines) throws IOException {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.putObject("replay").put("door", "importer").putArray("entries").addAll(lines);
    return answer(event.toString(), "replay", () -> AMPLE).path("results");
  }

  private JsonNode answer(String event, String requestId, Supplier<Duration> timeLeft)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    handler()
        .handleRequest(
            new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
            out,
            context(requestId, timeLeft));
    return JSON.readTree(out.toByteArray());
  }

  private Context context(String requestId, Supplier<Duration> timeLeft) {
    LambdaLogger logger =
        new LambdaLogger() {
          @Override
          public void log(String message) {
            try {
              logged.add(JSON.readTree(message));
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          }

          @Override
          public void log(byte[] message) {
            throw new UnsupportedOperationException();
          }
        };
    return (Context)
        Proxy.newProxyInstance(
            LandingStage.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getAwsRequestId" -> requestId;
                  case "getRemainingTimeInMillis" -> (int) timeLeft.get().toMillis();
                  case "getLogger" -> logger;
                  case "getInvokedFunctionArn" -> "arn:aws:lambda:us-east-1:1:function:importer";
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  /** The rows of the events table. */
  List<Map<String, AttributeValue>> rows() {
    return tables().scanPaginator(r -> r.tableName(EVENTS)).items().stream().toList();
  }

  /** The ids of the events in the table, sorted. */
  List<String> ids() {
    return rows().stream().map(row -> String.valueOf(row.get("event_id").s())).sorted().toList();
  }

  void erase(String user) {
    tables()
        .putItem(
            r ->
                r.tableName(LocalNames.of("ErasuresTable"))
                    .item(Map.of("user_id", AttributeValue.fromS(user))));
  }

  /** The receipts of a key, whatever its content was. */
  List<Map<String, AttributeValue>> receipts(String key) {
    return tables()
        .query(
            r ->
                r.tableName(IMPORTS)
                    .keyConditionExpression("#object = :object")
                    .expressionAttributeNames(Map.of("#object", "object"))
                    .expressionAttributeValues(
                        Map.of(":object", AttributeValue.fromS(LANDING + "/" + key))))
        .items();
  }

  /** A member of the only receipt of a key. */
  String receipt(String key, String member) {
    List<Map<String, AttributeValue>> receipts = receipts(key);
    if (receipts.size() != 1) {
      throw new AssertionError("Receipts: " + receipts);
    }
    AttributeValue value = receipts.getFirst().get(member);
    return value == null ? "" : value.n() == null ? String.valueOf(value.s()) : value.n();
  }

  /** The entries of the quarantine. */
  List<JsonNode> quarantined() {
    List<JsonNode> entries = new ArrayList<>();
    s3.client()
        .listObjectsV2Paginator(r -> r.bucket(QUARANTINE))
        .contents()
        .forEach(
            object ->
                entries.addAll(
                    QuarantineReader.all(
                        s3.client()
                            .getObjectAsBytes(r -> r.bucket(QUARANTINE).key(object.key()))
                            .asByteArray())));
    return entries;
  }

  /** Empties tables and buckets. */
  void reset() throws IOException {
    dynamoDb.reset();
    s3.reset();
    toItself.clear();
    logged.clear();
    environment.putAll(spec.environment());
    ahead = Duration.ZERO;
    faults.inserts.clear();
    faults.insertCalls.set(0);
  }

  @Override
  public void close() {
    s3.close();
    patient.close();
    dynamoDb.close();
  }

  /** Keeps what the function sends to itself. */
  private final class Itself implements LambdaClient {
    @Override
    public InvokeResponse invoke(InvokeRequest request) {
      if (request.invocationType() != InvocationType.EVENT) {
        throw new AssertionError("It would wait for itself");
      }
      toItself.add(request.payload().asUtf8String());
      return InvokeResponse.builder().statusCode(202).build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }
}
