package trackline.tests.stack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Stands where AWS is while an artifact is tried: every call succeeds, on an empty account, and is
 * noted as the IAM action that allows it. What the calls do is for tests with real engines.
 */
final class AwsStandIn implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String CONSUMED =
      "{\"ConsumedCapacity\":{\"TableName\":\"t\",\"CapacityUnits\":1.0}";

  /** What a search domain says of a template, and of a policy. */
  private static final String DOMAIN_HAS_IT =
      "{\"acknowledged\":true,\"_seq_no\":0,\"_primary_term\":1}";

  /** The mapping that there is. */
  private static final String MAPPING = "{\"UUID\":\"6f2d\"}";

  /** Of the answer to a question that has three columns. */
  private static final String HEADER =
      "{\"Data\":[{\"VarCharValue\":\"event_name\"},{\"VarCharValue\":\"region\"},"
          + "{\"VarCharValue\":\"calls\"}]}";

  private static final String OBJECT = "\"column\"\n";

  /** How long every object is. */
  static final int OBJECT_SIZE = OBJECT.length();

  private final HttpServer server;
  private final Set<String> actions = new ConcurrentSkipListSet<>();

  AwsStandIn() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::serve);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The IAM actions that were needed up to now. */
  Set<String> actions() {
    return Set.copyOf(actions);
  }

  private void serve(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    if (target == null) {
      byWay(exchange);
    } else {
      answer(exchange, 200, call(target, JSON.readTree(body)));
    }
  }

  /**
   * S3 and Lambda have no name of the call in a header. CloudFormation's answer has no signature.
   */
  private void byWay(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestHeaders().containsKey("Authorization")) {
      answer(exchange, 200, "");
      return;
    }
    if (exchange.getRequestURI().getPath().contains("/event-source-mappings")) {
      mappings(exchange);
    } else if (exchange.getRequestURI().getPath().startsWith("/_")) {
      answer(exchange, 200, DOMAIN_HAS_IT);
    } else if (exchange.getRequestURI().getPath().endsWith("/invocations")) {
      actions.add("lambda:InvokeFunction");
      answer(exchange, 202, "");
    } else {
      bucket(exchange);
    }
  }

  /** A bucket without objects, of which each has the same content nevertheless. */
  private void bucket(HttpExchange exchange) throws IOException {
    if (exchange.getRequestMethod().equals("PUT")) {
      actions.add("s3:PutObject");
      answer(exchange, 200, "");
    } else if (exchange.getRequestURI().getRawQuery() != null
        && exchange.getRequestURI().getRawQuery().contains("list-type=2")) {
      actions.add("s3:ListBucket");
      answer(exchange, 200, "<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>");
    } else {
      actions.add("s3:GetObject");
      String wanted = exchange.getRequestHeaders().getFirst("If-Match");
      exchange.getResponseHeaders().set("ETag", wanted == null ? "\"etag\"" : wanted);
      answer(exchange, 200, OBJECT);
    }
  }

  /** There is one mapping, of a table that is attached no longer. */
  private void mappings(HttpExchange exchange) throws IOException {
    switch (exchange.getRequestMethod()) {
      case "GET" -> {
        actions.add("lambda:ListEventSourceMappings");
        answer(
            exchange,
            200,
            "{\"EventSourceMappings\":[{\"UUID\":\"6f2d\",\"FunctionArn\":\"forward\","
                + "\"EventSourceArn\":\"arn:aws:dynamodb:eu-central-1:1:table/former/stream/"
                + "2026-11-01T08:15:42.613\"}]}");
      }
      case "POST" -> {
        actions.add("lambda:CreateEventSourceMapping");
        answer(exchange, 202, MAPPING);
      }
      default -> {
        actions.add("lambda:DeleteEventSourceMapping");
        answer(exchange, 202, MAPPING);
      }
    }
  }

  private String call(String target, JsonNode request) {
    String name = target.substring(target.indexOf('.') + 1);
    actions.add(action(target, name));
    if (target.startsWith("Logs")) {
      return "{\"queryId\":\"7d2e90c4\",\"status\":\"Complete\",\"results\":[]}";
    }
    return switch (name) {
      case "GetSecretValue" -> secret(request.path("SecretId").asText());
      case "BatchExecuteStatement" ->
          "{\"Responses\":[" + repeat("{}", request.path("Statements").size()) + "]}";
      case "BatchGetItem" -> "{\"Responses\":{},\"UnprocessedKeys\":{}}";
      // Of the tables that are updated, one is asked what it has then.
      case "UpdateItem" ->
          CONSUMED
              + ",\"Attributes\":{\"status\":{\"S\":\"running\"},"
              + "\"started_at\":{\"S\":\"2026-11-20T10:00:00.000Z\"}}}";
      case "GetItem" -> CONSUMED + "}";
      case "Query" -> "{\"Items\":[],\"Count\":0,\"ScannedCount\":0}";
      case "PutRecordBatch" ->
          "{\"FailedPutCount\":0,\"RequestResponses\":["
              + repeat("{\"RecordId\":\"1\"}", request.path("Records").size())
              + "]}";
      case "DescribeTable" -> table(request.path("TableName").asText());
      case "StartQueryExecution" -> "{\"QueryExecutionId\":\"4c1d0b7e\"}";
      case "GetQueryExecution" ->
          "{\"QueryExecution\":{\"QueryExecutionId\":\"4c1d0b7e\",\"Query\":\"SELECT 1\","
              + "\"Status\":{\"State\":\"SUCCEEDED\"},"
              + "\"Statistics\":{\"DataScannedInBytes\":0},"
              + "\"ResultConfiguration\":{\"OutputLocation\":\"s3://results/4c1d0b7e.csv\"}}}";
      case "GetQueryResults" ->
          "{\"ResultSet\":{\"Rows\":[" + HEADER + "],\"ResultSetMetadata\":{\"ColumnInfo\":[]}}}";
      default -> "{}";
    };
  }

  private static String table(String name) {
    return "{\"Table\":{\"TableName\":\""
        + name
        + "\",\"StreamSpecification\":{\"StreamEnabled\":true,\"StreamViewType\":\"NEW_IMAGE\"},"
        + "\"LatestStreamArn\":\"arn:aws:dynamodb:eu-central-1:1:table/"
        + name
        + "/stream/2026-11-01T08:15:42.613\"}}";
  }

  /** The one call whose action has another name here is PartiQL's. */
  private static String action(String target, String name) {
    String service =
        switch (target.replaceFirst("_?[0-9]*\\..*", "")) {
          case "DynamoDB", "DynamoDBStreams" -> "dynamodb";
          case "Firehose" -> "firehose";
          case "AWSEvents" -> "events";
          case "AmazonAthena" -> "athena";
          case "Logs" -> "logs";
          default -> "secretsmanager";
        };
    return service + ":" + (name.equals("BatchExecuteStatement") ? "PartiQLInsert" : name);
  }

  private static String secret(String id) {
    return "{\"Name\":\"" + id + "\",\"SecretString\":\"{\\\"default\\\":\\\"" + id + "\\\"}\"}";
  }

  private static String repeat(String answer, int times) {
    return IntStream.range(0, times).mapToObj(i -> answer).collect(Collectors.joining(","));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
