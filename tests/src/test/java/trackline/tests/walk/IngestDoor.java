package trackline.tests.walk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import trackline.engines.lambda.LocalFunction;
import trackline.engines.secrets.LocalSecrets;
import trackline.engines.template.FunctionSpec;
import trackline.engines.template.LocalNames;
import trackline.engines.template.Template;

/** The ingest function of the stack, invoked without a gateway in front of it. */
public final class IngestDoor {
  static final ObjectMapper JSON = new ObjectMapper();

  private final LocalFunction function;

  public IngestDoor(DynamoDbClient dynamoDb, S3Client s3, SecretsManagerClient secrets, Path logs) {
    this(dynamoDb, s3, secrets, logs, spec().timeout());
  }

  /** A function that has another time-out than the stack's. */
  public IngestDoor(
      DynamoDbClient dynamoDb,
      S3Client s3,
      SecretsManagerClient secrets,
      Path logs,
      Duration timeout) {
    FunctionSpec spec = spec();
    FunctionSpec shorter =
        new FunctionSpec(
            spec.logicalId(), spec.handlerClass(), spec.environment(), timeout, spec.triggers());
    this.function =
        new LocalFunction(shorter, List.of(dynamoDb, s3, secrets, Clock.systemUTC()), logs);
  }

  private static FunctionSpec spec() {
    return Template.load(Map.of()).function("IngestFunction");
  }

  /** A client of the table of a running Trackline. */
  public static DynamoDbClient dynamoDb(Client client) {
    return DynamoDbClient.builder()
        .endpointOverride(endpoint(client, "dynamodb"))
        .region(Region.US_EAST_1)
        .credentialsProvider(credentials())
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  /** A client of the buckets of a running Trackline. */
  public static S3Client s3(Client client) {
    return s3(endpoint(client, "s3"));
  }

  public static S3Client s3(URI endpoint) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(credentials())
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  /** The keys that a running Trackline takes. */
  public static SecretsManagerClient secrets() {
    return new LocalSecrets(
        Map.of(
            LocalNames.of("WriteKeysSecret"), "{\"old\":\"other\",\"new\":\"local-write\"}",
            LocalNames.of("SegmentTokensSecret"), "{\"local\":\"local-segment\"}",
            LocalNames.of("SegmentSigningSecret"), "{\"local\":\"local-segment\"}"));
  }

  private static URI endpoint(Client client, String service) {
    return URI.create(client.get("/local/endpoints").body().path(service).asText());
  }

  private static StaticCredentialsProvider credentials() {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));
  }

  /** What the function answers to the gateway, its body read where it is JSON. */
  public record Answer(int status, JsonNode headers, JsonNode body) {}

  /** Hands the function any bytes. */
  public Answer invoke(String event) {
    try {
      JsonNode answer = JSON.readTree(function.invoke(event.getBytes(StandardCharsets.UTF_8)));
      boolean isJson = answer.path("headers").path("content-type").asText().contains("json");
      return new Answer(
          answer.path("statusCode").asInt(),
          answer.path("headers"),
          isJson ? JSON.readTree(answer.path("body").asText()) : answer.path("body"));
    } catch (IOException | LocalFunction.FunctionFailure e) {
      throw new AssertionError(e);
    }
  }

  /** Posts a body in payload 2.0. */
  public Answer post(String body) {
    return invoke(version2("/v1/events", body).toString());
  }

  Answer dryRun(String body) {
    return invoke(version2("/v1/events", body).put("rawQueryString", "dry_run=true").toString());
  }

  public static ObjectNode version2(String path, String body) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("version", "2.0").put("rawPath", path).put("rawQueryString", "");
    event
        .putObject("headers")
        .put("Authorization", "Bearer local-write")
        .put("Content-Type", "application/json");
    event
        .putObject("requestContext")
        .put("requestId", java.util.UUID.randomUUID().toString())
        .put("timeEpoch", System.currentTimeMillis())
        .putObject("http")
        .put("method", "POST")
        .put("sourceIp", "203.0.113.7");
    return event.put("body", body).put("isBase64Encoded", false);
  }

  static ObjectNode version1(String path, String body) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("httpMethod", "POST").put("path", path);
    ObjectNode headers = event.putObject("multiValueHeaders");
    headers.putArray("AUTHORIZATION").add("Bearer local-write");
    headers.putArray("content-TYPE").add("application/json");
    event
        .putObject("requestContext")
        .put("requestId", java.util.UUID.randomUUID().toString())
        .put("requestTimeEpoch", System.currentTimeMillis())
        .putObject("identity")
        .put("sourceIp", "203.0.113.7");
    return event.put("body", body).put("isBase64Encoded", false);
  }
}
