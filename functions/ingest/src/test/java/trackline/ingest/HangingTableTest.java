package trackline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.aws.Clients;

/** Services that take a connection and never answer. */
class HangingTableTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Duration TIMEOUT = Duration.ofSeconds(25);

  /** Well within that. */
  private static final Duration SOON = Duration.ofSeconds(12);

  private ServerSocket silence;
  private DynamoDbClient dynamoDb;
  private S3Client s3;
  private IngestHandler handler;

  @BeforeEach
  void start() throws IOException {
    silence = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    dynamoDb = silent(DynamoDbClient.builder().overrideConfiguration(IngestHandler.PATIENCE));
    s3 = silent(S3Client.builder().overrideConfiguration(IngestHandler.PATIENCE));
    Map<String, String> environment =
        Map.ofEntries(
            entry("EVENTS_TABLE", "events"),
            entry("ERASURES_TABLE", "erasures"),
            entry("QUARANTINE_BUCKET", "quarantine"),
            entry("WRITE_KEYS_SECRET", "w"),
            entry("SEGMENT_TOKENS_SECRET", "t"),
            entry("SEGMENT_SIGNING_SECRET", "s"),
            entry("ALLOWED_ORIGINS", ""),
            entry("IP_ADDRESSES", "whole"),
            entry("TRACKING_PLAN", "default"));
    handler = new IngestHandler(environment, dynamoDb, s3, new OwnKeys(), Clock.systemUTC());
  }

  @AfterEach
  void stop() throws IOException {
    dynamoDb.close();
    s3.close();
    silence.close();
  }

  private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C silent(B builder) {
    return Clients.build(
        builder
            .endpointOverride(URI.create("http://127.0.0.1:" + silence.getLocalPort()))
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"))));
  }

  private JsonNode post(String body) throws IOException {
    var event = JSON.createObjectNode().put("rawPath", "/v1/events").put("body", body);
    event.putObject("headers").put("authorization", "Bearer w");
    event
        .putObject("requestContext")
        .put("requestId", "r1")
        .putObject("http")
        .put("method", "POST");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    handler.handleRequest(
        new ByteArrayInputStream(event.toString().getBytes(UTF_8)),
        out,
        Invocation.lasting(TIMEOUT));
    return JSON.readTree(out.toByteArray());
  }

  @Test
  void aHangingTableIsAnsweredWithOurOwn503() throws IOException {
    String batch =
        IntStream.range(0, 500)
            .mapToObj(i -> "{\"user_id\":" + i + ",\"event_type\":\"page\"}")
            .collect(Collectors.joining(",", "[", "]"));
    Instant start = Instant.now();
    JsonNode answer = post(batch);
    assertThat(Duration.between(start, Instant.now())).isLessThan(SOON);
    assertThat(answer.path("statusCode").asInt()).isEqualTo(503);
    assertThat(answer.path("headers").path("retry-after").asInt()).isPositive();
    JsonNode results = JSON.readTree(answer.path("body").asText()).path("results");
    assertThat(results).hasSize(500).allMatch(r -> r.path("status").asText().equals("retry"));
  }

  @Test
  void aHangingQuarantineDoesNotKeepARefusalBack() throws IOException {
    Instant start = Instant.now();
    assertThat(post("{").path("statusCode").asInt()).isEqualTo(400);
    assertThat(Duration.between(start, Instant.now())).isLessThan(SOON);
  }
}
