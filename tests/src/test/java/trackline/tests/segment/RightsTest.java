package trackline.tests.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import trackline.aws.ErasureTable;
import trackline.engines.template.LocalNames;
import trackline.tests.walk.Client.Answer;
import trackline.time.Deadline;

/** What a key may do: its secret says so, and how much a page's key may send. */
class RightsTest extends TrackingApi {
  private static final int MOST_USERS = 100;
  private static final int MOST_OTHERS = 20;
  private static final int MOST_BYTES = 65_536;
  private static final int MOST_EVENT_BYTES = 32_768;
  private static final int MOST_EVENTS = 50;

  private Answer post(String path, String key, String body) {
    return post(
        path, Map.of("authorization", "Bearer " + key, "content-type", "application/json"), body);
  }

  private static String delete(String userId) {
    return "{\"type\":\"delete\",\"userId\":\"" + userId + "\"}";
  }

  private Map<String, AttributeValue> erasure(String userId) {
    return trackline
        .dynamoDb()
        .getItem(
            r ->
                r.tableName(LocalNames.of("ErasuresTable"))
                    .consistentRead(true)
                    .key(Map.of("user_id", AttributeValue.fromS(userId))))
        .item();
  }

  // ---- forgetting

  @ParameterizedTest
  @ValueSource(strings = {"local-write", "local-page"})
  void noKeyMayForgetUnlessItsSecretSaysSo(String key) {
    List<JsonNode> kept =
        trackline.storesNothing(() -> isSuccess(post("/v1/batch", key, batch(delete(user)))));
    assertThat(kept)
        .singleElement()
        .satisfies(entry -> assertThat(entry.toString()).contains("the right forget"));
    assertThat(erasure(user)).isEmpty();
    isSuccess(post("/v1/track", key, message("")));
  }

  @Test
  void whoAskedIsKept() {
    isSuccess(post("/v1/batch", "local-forget", batch(delete(user))));
    Map<String, AttributeValue> kept = erasure(user);
    assertThat(kept.get("key_label").s()).isEqualTo("forget");
    assertThat(kept.get("source").s()).isEqualTo("segment");
    assertThat(kept.get("request_id").s()).isNotBlank();
    assertThat(kept.get("requested_at").s()).startsWith("20");
  }

  @Test
  void whoAskedTooIsKeptBesideTheFirst() {
    isSuccess(post("/v1/batch", "local-forget", batch(delete(user))));
    Map<String, AttributeValue> first = erasure(user);
    String body = "[" + delete(user) + "]";
    isSuccess(Webhook.post(client, body, Webhook.signature(body)));
    Map<String, AttributeValue> kept = erasure(user);
    assertThat(kept).containsAllEntriesOf(first);
    Map<String, AttributeValue> others = kept.get("others").m();
    assertThat(others).containsOnlyKeys("webhook/local");
    Map<String, AttributeValue> webhook = others.get("webhook/local").m();
    assertThat(webhook).containsOnlyKeys("requested_at", "request_id");
    assertThat(webhook.get("requested_at").s()).isGreaterThan(first.get("requested_at").s());
    assertThat(webhook.get("request_id").s()).isNotEqualTo(first.get("request_id").s());

    // Whoever asks again adds nothing.
    isSuccess(post("/v1/batch", "local-forget", batch(delete(user))));
    isSuccess(Webhook.post(client, body, Webhook.signature(body)));
    assertThat(erasure(user)).isEqualTo(kept);
  }

  private Set<String> ask(String userId, String label, int second) {
    ErasureTable table = new ErasureTable(trackline.dynamoDb(), LocalNames.of("ErasuresTable"));
    Instant at = Instant.parse("2026-11-20T12:00:00Z").plusSeconds(second);
    return table.record(
        List.of(userId),
        new ErasureTable.Request(at, "segment", label, "r-" + second),
        Deadline.NONE);
  }

  /** A read of an item is one unit, up to 4 KB. */
  @Test
  void anItemStaysSmallHoweverManyAsk() {
    String longest = "\ud83d\udc64".repeat(128);
    for (int i = 0; i < MOST_OTHERS + 3; i++) {
      assertThat(ask(longest, "shop-desk-of-2026-" + i, i)).isEmpty();
    }
    Map<String, AttributeValue> kept = erasure(longest);
    assertThat(kept.get("key_label").s()).isEqualTo("shop-desk-of-2026-0");
    assertThat(kept.get("others").m())
        .hasSize(MOST_OTHERS)
        .containsKey("segment/shop-desk-of-2026-" + MOST_OTHERS);
    assertThat(readUnits(longest)).isEqualTo(1);
    trackline.letIn(longest);
  }

  private double readUnits(String userId) {
    return trackline
        .dynamoDb()
        .getItem(
            r ->
                r.tableName(LocalNames.of("ErasuresTable"))
                    .consistentRead(true)
                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                    .key(Map.of("user_id", AttributeValue.fromS(userId))))
        .consumedCapacity()
        .capacityUnits();
  }

  /** Items of earlier versions have no others, and those of the first ones no label. */
  @Test
  void anItemOfAnEarlierVersionTakesAskers() {
    trackline
        .dynamoDb()
        .putItem(
            r ->
                r.tableName(LocalNames.of("ErasuresTable"))
                    .item(
                        Map.of(
                            "user_id", AttributeValue.fromS(user),
                            "requested_at", AttributeValue.fromS("2026-01-01T00:00:00.000Z"),
                            "source", AttributeValue.fromS("segment"))));
    assertThat(ask(user, "a", 1)).isEmpty();
    assertThat(ask(user, "b", 2)).isEmpty();
    assertThat(ask(user, "a", 3)).isEmpty();
    assertThat(erasure(user).get("others").m()).containsOnlyKeys("segment/a", "segment/b");
    isProblem(post("/v1/track", "local-write", message("")), 422);
  }

  @Test
  void whatIsRefusedOfAForgottenUserIsCounted() {
    isSuccess(post("/v1/batch", "local-forget", batch(delete(user))));
    isSuccess(post("/v1/batch", batch(track(""), track(",\"n\":2"), track(",\"n\":3"))));
    isProblem(post("/v1/track", message("")), 422);
    String ours = "{\"user_id\":\"" + user + "\",\"event_type\":\"page\"}";
    assertThat(client.post("/v1/events?dry_run=true", ours).status()).isEqualTo(200);
    assertThat(erasure(user).get("refused").n()).isEqualTo("4");
  }

  @Test
  void oneBatchShutsOutAHundredUsersAtMost() {
    String[] deletes =
        IntStream.rangeClosed(0, MOST_USERS)
            .mapToObj(i -> delete(user + "-" + i))
            .toArray(String[]::new);
    List<JsonNode> kept =
        trackline.quarantinedBy(() -> isSuccess(post("/v1/batch", "local-forget", batch(deletes))));
    assertThat(kept)
        .extracting(entry -> entry.path("raw").asText())
        .containsExactly(delete(user + "-" + MOST_USERS));
    assertThat(erasure(user + "-" + (MOST_USERS - 1))).isNotEmpty();
    assertThat(erasure(user + "-" + MOST_USERS)).isEmpty();
  }

  /** Segment signs the first message of a batch only. */
  @Test
  void theWebhookForgetsWhomASignedMessageNames() {
    String first = delete(user + "-first");
    String second = delete(user + "-second");
    String body = "[" + first + "," + second + "]";
    List<JsonNode> kept =
        trackline.quarantinedBy(
            () -> isSuccess(Webhook.post(client, body, Webhook.signature(first))));
    assertThat(kept).extracting(entry -> entry.path("raw").asText()).containsExactly(second);
    assertThat(erasure(user + "-first").get("key_label").s()).isEqualTo("local");
    assertThat(erasure(user + "-first").get("source").s()).isEqualTo("webhook");
    assertThat(erasure(user + "-second")).isEmpty();

    isSuccess(Webhook.post(client, body, Webhook.signature(body)));
    assertThat(erasure(user + "-second")).isNotEmpty();
  }

  // ---- a page's key

  @ParameterizedTest
  @CsvSource({"/v1/events", "/v1/tag", "/v1/track", "/v1/batch"})
  void aPagesKeyTakesNoLongBodyWhereverItStands(String path) {
    String filler = " ".repeat(MOST_BYTES);
    String body =
        switch (path) {
          case "/v1/events" -> "{\"user_id\":\"%s\",\"event_type\":\"page\"%s}";
          case "/v1/tag" -> "{\"batch\":[{\"user_id\":\"%s\",\"event_type\":\"page\"}]%s}";
          case "/v1/track" -> "{\"userId\":\"%s\",\"event\":\"E\"%s}";
          default -> "{\"batch\":[{\"type\":\"page\",\"userId\":\"%s\"}]%s}";
        };
    // The body of one event is that event.
    int most = body.contains("batch") ? MOST_BYTES : MOST_EVENT_BYTES;
    String fitting = body.formatted(user, " ".repeat(most - body.formatted(user, "").length()));
    assertThat(fitting.getBytes(UTF_8)).hasSize(most);
    assertThat(post(path, "local-page", fitting).status()).isIn(200, 202);
    List<JsonNode> kept =
        trackline.storesNothing(
            () -> {
              String large = body.formatted(user + "x", filler);
              assertThat(post(path, "local-page", large).status()).isEqualTo(413);
              if (!path.equals("/v1/events")) {
                String inside = ",\"writeKey\":\"local-page\"" + filler;
                Map<String, String> headers = Map.of("content-type", "application/json");
                Answer answer = post(path, headers, body.formatted(user + "x", inside));
                assertThat(answer.status()).isEqualTo(413);
              }
            });
    assertThat(kept).isEmpty();
    assertThat(post(path, "local-write", body.formatted(user + "y", filler)).status())
        .isIn(200, 202);
  }

  @Test
  void aPagesKeyTakesNoMoreThanFiftyEvents() {
    String[] most =
        IntStream.range(0, MOST_EVENTS).mapToObj(i -> track(",\"n\":" + i)).toArray(String[]::new);
    isSuccess(post("/v1/batch", "local-page", batch(most)));
    String more = batch(String.join(",", most), track(",\"n\":-1"));
    isProblem(post("/v1/batch", "local-page", more), 413);
    isSuccess(post("/v1/batch", "local-write", more));
  }

  /** The neighbours of an event that is too long are stored. */
  @Test
  void aLongEventOfAPageIsRefusedByItself() {
    String fits = withProperty(MOST_EVENT_BYTES);
    String large = withProperty(MOST_EVENT_BYTES + 1);
    List<JsonNode> kept =
        trackline.quarantinedBy(
            () -> {
              isSuccess(post("/v1/batch", "local-page", batch(large, track(""))));
              isSuccess(post("/v1/batch", "local-page", batch(fits)));
            });
    assertThat(kept).extracting(entry -> entry.path("raw").asText()).containsExactly(large);
    assertThat(trackline.rows(user)).hasSize(2);
    isProblem(post("/v1/track", "local-page", large), 422);
    isSuccess(post("/v1/track", "local-write", large));
  }

  private String withProperty(int bytes) {
    String frame = track(",\"properties\":{\"p\":\"\"}");
    return track(",\"properties\":{\"p\":\"" + "x".repeat(bytes - frame.length()) + "\"}");
  }
}
