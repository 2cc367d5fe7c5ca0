package trackline.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.dynamodb.services.local.embedded.DynamoDBEmbedded;
import trackline.aws.RollupTable;
import trackline.plan.TrackingPlan;

/** The query function on a DynamoDB in this process, called with what the gateway sends. */
final class QueryFunction implements AutoCloseable {

  static final String READ_KEY = "read-key";
  static final String WRITE_KEY = "write-key";

  private static final JsonMapper JSON = new JsonMapper();
  private static final TrackingPlan PLAN = TrackingPlan.load(TrackingPlan.DEFAULT);

  /** An answer of the function as the gateway takes it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Answer(int status, Map<String, String> headers, byte[] body) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    List<String> faultNames() {
      return json().path("errors").findValuesAsText("pointer");
    }
  }

  /** A clock that a test sets, and that may go on by itself each time it is asked. */
  static final class SetClock extends Clock {
    Instant now = Instant.parse("2026-11-20T12:00:00Z");
    Duration goesOnBy = Duration.ZERO;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      Instant told = now;
      now = now.plus(goesOnBy);
      return told;
    }
  }

  final SetClock clock = new SetClock();
  final List<String> invocations = new ArrayList<>();
  final List<QueryRequest> reads = new ArrayList<>();
  final List<String> log = new ArrayList<>();
  boolean storeFails;
  Duration readTakes = Duration.ZERO;
  boolean invokeFails;

  private final DynamoDbClient store = DynamoDBEmbedded.create().dynamoDbClient();
  private final QueryHandler handler;

  QueryFunction() {
    this(TrackingPlan.DEFAULT);
  }

  /**
   * A function under a plan.
   *
   * @param plan its file
   */
  QueryFunction(String plan) {
    createTables();
    Map<String, String> environment = new HashMap<>();
    environment.put("EVENTS_TABLE", "events");
    environment.put("ERASURES_TABLE", "erasures");
    environment.put("ROLLUPS_TABLE", "rollups");
    environment.put("ROLLUP_FUNCTION", "rollup");
    environment.put("EXISTING_TABLES", "");
    environment.put("TRACKING_PLAN", plan);
    environment.put("READ_KEYS_SECRET", "read");
    handler = new QueryHandler(environment, new Store(), new Rollup(), new Secrets(), clock);
  }

  private void createTables() {
    store.createTable(
        table ->
            table
                .tableName("events")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(text("user_id"), text("event_key"), text("history_key"))
                .keySchema(key("user_id", KeyType.HASH), key("event_key", KeyType.RANGE))
                .globalSecondaryIndexes(history()));
    store.createTable(
        table ->
            table
                .tableName("rollups")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(text("name"))
                .keySchema(key("name", KeyType.HASH)));
    store.createTable(
        table ->
            table
                .tableName("erasures")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(text("user_id"))
                .keySchema(key("user_id", KeyType.HASH)));
  }

  void forget(String userId) {
    store.putItem(
        put -> put.tableName("erasures").item(Map.of("user_id", AttributeValue.fromS(userId))));
  }

  private static GlobalSecondaryIndex history() {
    return GlobalSecondaryIndex.builder()
        .indexName("history")
        .keySchema(key("user_id", KeyType.HASH), key("history_key", KeyType.RANGE))
        .projection(projection -> projection.projectionType(ProjectionType.ALL))
        .build();
  }

  private static AttributeDefinition text(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.S)
        .build();
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  RollupTable rollups() {
    return new RollupTable(store, "rollups");
  }

  /** An event's item; types that the default plan marks as history go into the index. */
  static Map<String, AttributeValue> event(String user, String at, String id, String type) {
    Map<String, AttributeValue> item = new HashMap<>();
    String eventKey = at + "#" + id;
    item.put("user_id", AttributeValue.fromS(user));
    item.put("event_key", AttributeValue.fromS(eventKey));
    item.put("event_id", AttributeValue.fromS(id));
    item.put("event_type", AttributeValue.fromS(type));
    item.put("event_at", AttributeValue.fromS(at));
    item.put("source", AttributeValue.fromS("tracker"));
    item.put("content_hash", AttributeValue.fromS("never shown"));
    item.put("received_at", AttributeValue.fromS(at));
    item.put("properties", AttributeValue.fromS("{\"n\":1.10}"));
    if (PLAN.hasHistory(type)) {
      item.put("history_key", AttributeValue.fromS(type + "#" + eventKey));
    }
    return item;
  }

  void store(List<Map<String, AttributeValue>> items) {
    for (int start = 0; start < items.size(); start += 25) {
      List<WriteRequest> writes =
          items.subList(start, Math.min(items.size(), start + 25)).stream()
              .map(item -> WriteRequest.builder().putRequest(put -> put.item(item)).build())
              .toList();
      store.batchWriteItem(batch -> batch.requestItems(Map.of("events", writes)));
    }
  }

  Answer get(String path) {
    return call("GET", path, READ_KEY);
  }

  Answer call(String method, String pathAndQuery, @Nullable String key) {
    return call(method, pathAndQuery, key, Map.of());
  }

  Answer call(
      String method, String pathAndQuery, @Nullable String key, Map<String, String> headers) {
    // An id in a path may have one of its own.
    int mark = pathAndQuery.endsWith("/events") ? -1 : pathAndQuery.indexOf('?');
    String path = mark < 0 ? pathAndQuery : pathAndQuery.substring(0, mark);
    ObjectNode event = JSON.createObjectNode().put("version", "2.0").put("rawPath", path);
    event.put("rawQueryString", mark < 0 ? "" : pathAndQuery.substring(mark + 1));
    ObjectNode sent = event.putObject("headers");
    headers.forEach(sent::put);
    if (key != null) {
      sent.put("authorization", "Bearer " + key);
    }
    ObjectNode context = event.putObject("requestContext").put("requestId", "r-1");
    context.put("domainName", "localhost");
    context.putObject("http").put("method", method).put("path", path).put("sourceIp", "192.0.2.1");
    return invoke(event.toString());
  }

  /** A REST API hands the path over as it was sent, in payload 1.0. */
  Answer ofRestApi(String path) {
    return invoke(payload1(path).toString());
  }

  /** An HTTP API that is set to payload 1.0 says so, and decodes the path. */
  Answer ofHttpApi1(String path) {
    return invoke(payload1(path).put("version", "1.0").toString());
  }

  private static ObjectNode payload1(String path) {
    ObjectNode event = JSON.createObjectNode().put("httpMethod", "GET").put("path", path);
    event.putObject("headers").put("Authorization", "Bearer " + READ_KEY);
    event.putObject("requestContext").put("requestId", "r-1").putObject("identity");
    return event;
  }

  /** A function URL hands the path over as it was sent, in payload 2.0. */
  Answer ofFunctionUrl(String path) {
    ObjectNode event = JSON.createObjectNode().put("version", "2.0").put("rawPath", path);
    event.putObject("headers").put("authorization", "Bearer " + READ_KEY);
    ObjectNode context = event.putObject("requestContext").put("requestId", "r-1");
    context.put("domainName", "abc.lambda-url.us-east-1.on.aws");
    context.putObject("http").put("method", "GET").put("path", path);
    return invoke(event.toString());
  }

  /** Hands the function any text. */
  Answer invoke(String event) {
    return answer(send(event));
  }

  private JsonNode send(String event) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      handler.handleRequest(new ByteArrayInputStream(event.getBytes(UTF_8)), out, new LogContext());
      return JSON.readTree(out.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer answer(JsonNode event) {
    Map<String, String> headers = new HashMap<>();
    event
        .path("headers")
        .properties()
        .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
    String body = event.path("body").asText();
    return new Answer(
        event.path("statusCode").asInt(),
        headers,
        event.path("isBase64Encoded").asBoolean()
            ? Base64.getDecoder().decode(body)
            : body.getBytes(UTF_8));
  }

  @Override
  public void close() {
    store.close();
  }

  /** The table, with a note of each read, and a switch that breaks it. */
  private final class Store implements DynamoDbClient {
    @Override
    public QueryResponse query(QueryRequest request) {
      failOrNot();
      reads.add(request);
      clock.now = clock.now.plus(readTakes);
      return store.query(request);
    }

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
      failOrNot();
      return store.batchGetItem(request);
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
      failOrNot();
      return store.getItem(request);
    }

    private void failOrNot() {
      if (storeFails) {
        throw DynamoDbException.builder().message("broken by the test").build();
      }
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  /** The rollup function, which only notes what it is asked. */
  private final class Rollup implements LambdaClient {
    @Override
    public InvokeResponse invoke(InvokeRequest request) {
      if (invokeFails) {
        throw new IllegalStateException("broken by the test");
      }
      invocations.add(
          request.functionName()
              + " "
              + request.invocationTypeAsString()
              + " "
              + Optional.ofNullable(request.payload()).orElseThrow().asUtf8String());
      return InvokeResponse.builder().statusCode(202).build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  /** One key of each kind. */
  private static final class Secrets implements SecretsManagerClient {
    @Override
    public GetSecretValueResponse getSecretValue(GetSecretValueRequest request) {
      String key = request.secretId() + "-key";
      return GetSecretValueResponse.builder().secretString("{\"test\":\"" + key + "\"}").build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  /** What Lambda tells a function; only the log is used. */
  private final class LogContext implements Context {
    @Override
    public LambdaLogger getLogger() {
      return new LambdaLogger() {
        @Override
        public void log(String message) {
          log.add(message);
        }

        @Override
        public void log(byte[] message) {
          log.add(new String(message, UTF_8));
        }
      };
    }

    @Override
    public String getAwsRequestId() {
      return "r-1";
    }

    @Override
    public String getLogGroupName() {
      return "";
    }

    @Override
    public String getLogStreamName() {
      return "";
    }

    @Override
    public String getFunctionName() {
      return "query";
    }

    @Override
    public String getFunctionVersion() {
      return "1";
    }

    @Override
    public String getInvokedFunctionArn() {
      return "";
    }

    @Override
    public CognitoIdentity getIdentity() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ClientContext getClientContext() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int getRemainingTimeInMillis() {
      return 30_000;
    }

    @Override
    public int getMemoryLimitInMB() {
      return 512;
    }
  }
}
