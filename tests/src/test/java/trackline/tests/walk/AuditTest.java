package trackline.tests.walk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import trackline.local.Attached;
import trackline.local.Local;
import trackline.local.LocalOptions;
import trackline.plan.TrackingPlan;

/** Who touched the tables: calls from inside and outside, and the audit's answers about them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditTest {
  private static final String TESTER = "arn:aws:iam::000000000000:user/AKIATESTER";
  private static final String INGEST =
      "arn:aws:sts::000000000000:assumed-role/trackline-ingest-role/trackline-ingest";

  private Path data;
  private Local local;
  private Client client;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    data = folder;
    local = started();
    client = new Client(local.url());
  }

  private Local started() throws Exception {
    return Local.start(
        new LocalOptions(0, data, 0, 7, 1, TrackingPlan.DEFAULT, false, true, Attached.NONE));
  }

  @AfterAll
  void stop() {
    local.close();
  }

  @BeforeEach
  void empty() {
    client.local("reset");
  }

  private JsonNode endpoints() {
    return client.get("/local/endpoints").body();
  }

  private DynamoDbClient tester() {
    return DynamoDbClient.builder()
        .endpointOverride(URI.create(endpoints().path("dynamodb").asText()))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIATESTER", "x")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  private Client.Answer ask(String question) {
    return client.send(
        client.to("/v1/audit/" + question).header("authorization", "Bearer local-audit"));
  }

  /** The rows, which both engines agree on. */
  private List<List<String>> rows(String question) {
    Client.Answer athena = ask(question + "engine=athena");
    assertThat(athena.status()).as(athena.body().toString()).isEqualTo(200);
    Client.Answer logs = ask(question + "engine=logs");
    assertThat(logs.status()).as(logs.body().toString()).isEqualTo(200);
    assertThat(logs.body().path("rows")).isEqualTo(athena.body().path("rows"));
    assertThat(athena.body().path("bytes_scanned").asLong()).isPositive();
    return StreamSupport.stream(athena.body().path("rows").spliterator(), false)
        .map(row -> StreamSupport.stream(row.spliterator(), false).map(JsonNode::asText).toList())
        .toList();
  }

  private static Map<String, AttributeValue> key(String table) {
    return Map.of(
        "user_id", AttributeValue.fromS("ada"), "event_key", AttributeValue.fromS("k-" + table));
  }

  @Test
  void whatOthersAndTheFunctionsDoIsAnswered() {
    client.post("{\"user_id\":\"ada\",\"event_type\":\"login\"}");
    String table = endpoints().path("tables").path("events").asText();
    try (DynamoDbClient tester = tester()) {
      tester.putItem(r -> r.tableName(table).item(key("a")));
      tester.putItem(r -> r.tableName(table).item(key("b")));
      tester.getItem(r -> r.tableName(table).key(key("a")));
      tester.query(
          r ->
              r.tableName(table)
                  .keyConditionExpression("user_id = :u")
                  .expressionAttributeValues(Map.of(":u", AttributeValue.fromS("ada"))));
      tester.deleteItem(r -> r.tableName(table).key(key("a")));
      tester.executeStatement(
          r ->
              r.statement(
                  "DELETE FROM \"" + table + "\" WHERE user_id = 'ada' AND event_key = 'k-b'"));
    }
    assertThat(rows("writes?"))
        .anySatisfy(
            row ->
                assertThat(row)
                    .startsWith("PutItem", "PutItem", TESTER, "null", table, "null", "2"))
        .anySatisfy(
            row -> assertThat(row).startsWith("ExecuteStatement", "DELETE", TESTER, "null", table))
        .anySatisfy(
            row ->
                assertThat(row)
                    .startsWith(
                        "BatchExecuteStatement", "INSERT", INGEST, "trackline-ingest", table));
    assertThat(rows("deletes?"))
        .extracting(row -> List.of(row.get(0), row.get(2), row.get(7)))
        .containsExactlyInAnyOrder(
            List.of("DeleteItem", TESTER, "{\"event_key\":\"k-a\",\"user_id\":\"ada\"}"),
            List.of("ExecuteStatement", TESTER, "user_id = 'ada' AND event_key = 'k-b'"));
    assertThat(rows("reads?"))
        .filteredOn(row -> row.get(3).equals(TESTER))
        .extracting(row -> row.get(1))
        .containsExactlyInAnyOrder("GetItem", "Query");
    assertThat(rows("principal?principal=AKIATESTER&")).hasSize(6);
    assertThat(rows("principal?principal=trackline-ingest&")).isNotEmpty();
    assertThat(rows("principal?principal=AKIANOBODY&")).isEmpty();
    assertThat(rows("deletes?table=" + table + "&")).hasSize(2);
    assertThat(rows("deletes?table=no-such-table&")).isEmpty();
    assertThat(ask("object_reads?bucket=trackline-lake&engine=logs").status()).isEqualTo(200);
    assertThat(ask("object_reads?table=" + table).status()).isEqualTo(400);
    assertThat(rows("key_history?key_name=event_key&key=k-b&"))
        .extracting(row -> row.get(1))
        .containsExactlyInAnyOrder("PutItem", "ExecuteStatement");
    assertThat(rows("denied?")).isEmpty();
    assertThat(rows("calls_by_region?table=" + table + "&"))
        .contains(List.of("GetItem", "us-east-1", "1"));
  }

  @Test
  void aFlushWritesFilesAndASignedDigest() throws Exception {
    client.post("{\"user_id\":\"bob\",\"event_type\":\"login\"}");
    client.local("flush");

    JsonNode endpoints = endpoints();
    assertThat(endpoints.path("buckets").path("trail").asText()).isEqualTo("trackline-trail");
    assertThat(endpoints.path("buckets").path("evidence").asText()).isEqualTo("trackline-evidence");
    assertThat(endpoints.path("trail").path("bucket").asText()).isEqualTo("trackline-trail");
    assertThat(endpoints.path("trail").path("public_keys").get(0).path("fingerprint").asText())
        .hasSize(32);
    assertThat(Instant.parse(endpoints.path("trail").path("begins").path("us-east-1").asText()))
        .isBefore(Instant.now());
    try (Stream<Path> files = Files.walk(data.resolve("s3/trackline-trail"))) {
      List<String> names = files.filter(Files::isRegularFile).map(Path::toString).toList();
      assertThat(names).anyMatch(name -> name.contains("/CloudTrail/us-east-1/"));
      assertThat(names).anyMatch(name -> name.contains("/CloudTrail-Digest/us-east-1/"));
    }
    assertThat(client.send(client.to("/local/session")).body().path("audit_key").asText())
        .isEqualTo("local-audit");
  }

  @Test
  void aResetEmptiesTheTrail() {
    client.post("{\"user_id\":\"cyd\",\"event_type\":\"login\"}");
    client.local("flush");
    client.local("reset");

    assertThat(rowsOf(ask("writes?engine=athena"))).isEmpty();
    assertThat(rowsOf(ask("writes?engine=logs"))).isEmpty();
  }

  private static JsonNode rowsOf(Client.Answer answer) {
    assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
    return answer.body().path("rows");
  }

  @Test
  void aRestartForgetsNothing() throws Exception {
    client.post("{\"user_id\":\"dan\",\"event_type\":\"login\"}");
    local.close();
    local = started();
    client = new Client(local.url());

    assertThat(rows("writes?"))
        .anySatisfy(row -> assertThat(row).startsWith("BatchExecuteStatement", "INSERT", INGEST));
  }

  @Test
  void withoutTheAuditThereIsNone(@TempDir Path folder) throws Exception {
    try (Local plain = Local.start(new LocalOptions(0, folder, 0, 7, 1))) {
      Client other = new Client(plain.url());
      Client.Answer answer =
          other.send(other.to("/v1/audit/writes").header("authorization", "Bearer local-audit"));
      assertThat(answer.status()).isEqualTo(404);
      assertThat(other.get("/local/endpoints").body().has("trail")).isFalse();
      assertThat(Files.exists(folder.resolve("trail"))).isFalse();
    }
  }
}
