package trackline.tests.importer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.engines.template.LocalNames;
import trackline.event.EventTime;
import trackline.local.Local;
import trackline.local.LocalOptions;
import trackline.tests.walk.Client;

/** What lands in the bucket of a Trackline on this machine. */
class LocalLandingTest {
  private static final String IMPORTS = LocalNames.of("ImportsTable");
  private static final String START =
      """
      {"organizationId": "482f2a38", "eventTime": "2022-11-19T23:23:16.792323Z",
       "sessionId": "69175e43", "type": "session_start", "actorId": "dd445fb0",
       "appEventId": "04368795", "ipAddresses": ["52.9.13.199"], "kind": "Session"}""";

  @Test
  void whatLandsIsInTheAnswersAndInTheLakeAfterAFlush(@TempDir Path folder) throws Exception {
    try (Local local = Local.start(new LocalOptions(0, folder, 0, 7, 1))) {
      Client client = new Client(local.url());
      try (S3Client s3 = s3(client)) {
        s3.putObject(r -> r.bucket(landing(client)).key("a b+c"), RequestBody.fromString(START));
        s3.putObject(
            r -> r.bucket(landing(client)).key("airkit-verify-test-1"),
            RequestBody.fromString("verify"));
        client.local("flush");

        JsonNode event = client.get("/v1/users/dd445fb0/events").body().path("events").path(0);
        assertThat(event.path("event_type").asText()).isEqualTo("session_start");
        assertThat(event.path("source").asText()).isEqualTo("airkit");
        assertThat(client.get("/local/objects").body().path("objects")).isNotEmpty();
        assertThat(client.get("/local/events?status=bad").body().path("events")).isEmpty();
      }
    }
    // What is known is not imported again.
    try (Local local = Local.start(new LocalOptions(0, folder, 0, 7, 1))) {
      Client client = new Client(local.url());
      client.local("flush");
      assertThat(client.get("/local/events?status=good").body().path("events")).hasSize(1);
      assertThat(Files.readString(folder.resolve("logs/importer.log"))).contains("\"known\"");
    }
  }

  /** The lock of a dead process is nobody's: each file that a kill cut would hold up the start. */
  @Test
  void whatAKilledProcessHadBegunIsGoneOnWithAtOnce(@TempDir Path folder) throws Exception {
    LocalOptions options = new LocalOptions(0, folder, 0, 7, 1);
    try (Local local = Local.start(options)) {
      Client client = new Client(local.url());
      try (S3Client s3 = s3(client);
          DynamoDbClient dynamoDb = dynamoDb(client)) {
        s3.putObject(r -> r.bucket(landing(client)).key("cut"), RequestBody.fromString(START));
        client.local("flush");
        receipt(dynamoDb, "running", Instant.now().plus(Duration.ofMinutes(10)));
      }
    }
    try (Local local = Local.start(options)) {
      try (DynamoDbClient dynamoDb = dynamoDb(new Client(local.url()))) {
        assertThat(receipts(dynamoDb)).extracting(r -> r.get("status").s()).containsExactly("done");
      }
    }
  }

  private static void receipt(DynamoDbClient dynamoDb, String status, Instant lockedUntil) {
    Map<String, AttributeValue> receipt = new HashMap<>(receipts(dynamoDb).getFirst());
    receipt.put("status", AttributeValue.fromS(status));
    receipt.put("locked_until", AttributeValue.fromS(EventTime.format(lockedUntil)));
    dynamoDb.putItem(r -> r.tableName(IMPORTS).item(receipt));
  }

  private static List<Map<String, AttributeValue>> receipts(DynamoDbClient dynamoDb) {
    return dynamoDb.scan(r -> r.tableName(IMPORTS)).items();
  }

  private static DynamoDbClient dynamoDb(Client client) {
    return DynamoDbClient.builder()
        .endpointOverride(
            URI.create(client.get("/local/endpoints").body().path("dynamodb").asText()))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  private static String landing(Client client) {
    return client.get("/local/endpoints").body().path("buckets").path("landing").asText();
  }

  private static S3Client s3(Client client) {
    return S3Client.builder()
        .endpointOverride(URI.create(client.get("/local/endpoints").body().path("s3").asText()))
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }
}
