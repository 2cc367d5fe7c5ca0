package trackline.tests.walk;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingLong;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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
import trackline.aws.TableStream;
import trackline.local.Attached;
import trackline.local.Local;
import trackline.local.LocalOptions;
import trackline.plan.TrackingPlan;

/** The ledger after a flush: all that came in by any door is where it should be. */
class LedgerTest {
  private static final int FAKE = 200;
  private static final StaticCredentialsProvider ANYBODY =
      StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any"));

  @TempDir Path data;

  private static Local start(Path data, int fakeEvents) throws Exception {
    return Local.start(
        new LocalOptions(
            0,
            data,
            fakeEvents,
            3,
            1,
            TrackingPlan.DEFAULT,
            false,
            false,
            new Attached(List.of("orders"), false, true, "default")));
  }

  @Test
  void balancesExactly() throws Exception {
    try (Local local = start(data, FAKE)) {
      Client client = new Client(local.url());
      writeOrders(client);
      sendToTheTracker(client);
      sendToSegment(client);
      land(client);
      client.local("flush");
      client.local("refresh");

      List<JsonNode> rows = rows(client);
      assertThat(rows).allSatisfy(LedgerTest::assertBalanced);
      Map<String, Long> accepted = sums(rows, 3);
      assertThat(accepted)
          .containsEntry("tracker", FAKE + 104L)
          .containsEntry("segment", 3L)
          .containsEntry("airkit", 2L)
          .containsEntry("table:orders", 0L);
      assertThat(sums(rows, 4)).containsEntry("segment", 1L).containsEntry("airkit", 1L);
      assertThat(sums(rows, 5)).containsEntry("tracker", 3L).containsEntry("segment", 1L);
      assertThat(sums(rows, 6)).containsEntry("tracker", 4L).containsEntry("airkit", 1L);
      assertThat(sums(rows, 7)).containsEntry("table:orders", 4L);
      assertThat(sums(rows, 9))
          .as("two of the tracker's are one event, of two times of reception")
          .containsEntry("tracker", FAKE + 103L)
          .containsEntry("segment", 3L)
          .containsEntry("airkit", 2L)
          .containsEntry("table:orders", 4L);
    }
    try (Local local = start(data, 0)) {
      Client client = new Client(local.url());
      client.post(event("ada", "after the restart"));
      client.local("flush");
      client.local("refresh");
      assertThat(rows(client)).allSatisfy(LedgerTest::assertBalanced);
      assertThat(sums(rows(client), 3)).containsEntry("tracker", FAKE + 105L);

      client.local("reset");
      client.post(event("ada", "after the reset"));
      client.local("flush");
      client.local("refresh");
      assertThat(rows(client)).hasSize(1).allSatisfy(LedgerTest::assertBalanced);
    }
  }

  /** Nothing is missing, and the doors' events are as many at each step. */
  private static void assertBalanced(JsonNode row) {
    assertThat(row.get(10).asLong(-1)).as(row.toString()).isZero();
    assertThat(row.get(8)).as(row.toString()).isEqualTo(row.get(7));
    boolean isTable = row.get(2).asText().startsWith("table:");
    assertThat(row.get(3).toString())
        .as(row.toString())
        .isEqualTo(isTable ? "null" : row.get(7).toString());
  }

  private static List<JsonNode> rows(Client client) {
    return client.get("/v1/rollups/ledger").body().path("rows").valueStream().toList();
  }

  private static Map<String, Long> sums(List<JsonNode> rows, int column) {
    return rows.stream()
        .collect(
            groupingBy(row -> row.get(2).asText(), summingLong(row -> row.get(column).asLong())));
  }

  private static String event(String user, String id) {
    return """
        {"user_id":"%s","event_type":"click","event_id":"%s"}"""
        .formatted(user, id.replace(' ', '-'));
  }

  /** 104 accepted, 3 refused and an unreadable one; without a time, a retry is a row of its own. */
  private static void sendToTheTracker(Client client) {
    String timed =
        event("ada", "timed").replace("}", ",\"event_at\":\"2026-01-02T03:04:05.678Z\"}");
    assertThat(client.post(timed).status()).isEqualTo(202);
    assertThat(client.post(timed).status()).isEqualTo(200);
    assertThat(client.post(timed.replace("click", "login")).status()).isEqualTo(409);
    assertThat(client.post(event("ada", "retried")).status()).isEqualTo(202);
    assertThat(client.post(event("ada", "retried")).status()).isEqualTo(202);
    List<String> batch =
        IntStream.range(0, 101).mapToObj(i -> event("user-" + i, "batch-" + i)).toList();
    String body = "[7,{\"event_type\":\"nope\"}," + String.join(",", batch) + "]";
    assertThat(client.post(body).status()).isEqualTo(200);
    assertThat(client.post("{\"user_id\":").status()).isEqualTo(400);
    assertThat(client.post("/v1/events?dry_run=true", event("ada", "dry")).status()).isEqualTo(200);
  }

  private static void sendToSegment(Client client) {
    String good =
        """
        {"type":"track","event":"Order","userId":"ada","messageId":"m%d",\
        "timestamp":"2026-11-01T10:00:00Z"}""";
    String body =
        "{\"batch\":["
            + String.join(",", good.formatted(1), good.formatted(2), good.formatted(1))
            + ",{\"type\":\"track\",\"event\":\"Nobody's\"}]}";
    assertThat(client.post("/v1/batch", body).status()).isEqualTo(200);
    assertThat(client.post("/v1/track", good.formatted(3)).status()).isEqualTo(200);
  }

  /** Two good ones, one of them twice, and one without a time. */
  private static void land(Client client) {
    JsonNode endpoints = client.get("/local/endpoints").body();
    String good =
        """
        {"organizationId":"482f2a38","eventTime":"2022-11-19T23:23:16.%s","sessionId":"69175e43",\
        "type":"session_start","actorId":"dd445fb0","appEventId":"%s","kind":"Session"}
        """;
    String file =
        good.formatted("1Z", "a") + good.formatted("2Z", "b") + good.formatted("1Z", "a") + "{}\n";
    try (S3Client s3 =
        S3Client.builder()
            .endpointOverride(URI.create(endpoints.path("s3").asText()))
            .forcePathStyle(true)
            .region(Region.US_EAST_1)
            .credentialsProvider(ANYBODY)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build()) {
      String landing = endpoints.path("buckets").path("landing").asText();
      s3.putObject(r -> r.bucket(landing).key("export.json"), RequestBody.fromString(file));
    }
  }

  /** Three new items and a change of one. */
  private static void writeOrders(Client client) {
    try (DynamoDbClient dynamoDb =
        DynamoDbClient.builder()
            .endpointOverride(
                URI.create(client.get("/local/endpoints").body().path("dynamodb").asText()))
            .region(Region.EU_WEST_1)
            .credentialsProvider(ANYBODY)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build()) {
      ExistingTable.create(dynamoDb, "orders");
      TableStream.enable(dynamoDb, "orders", true);
      for (String[] order :
          List.of(order("1", "a"), order("2", ""), order("3", ""), order("1", "b"))) {
        dynamoDb.putItem(
            r ->
                r.tableName("orders")
                    .item(
                        Map.of(
                            "id", AttributeValue.fromS(order[0]),
                            "state", AttributeValue.fromS(order[1]))));
      }
    }
  }

  private static String[] order(String id, String state) {
    return new String[] {id, state};
  }
}
