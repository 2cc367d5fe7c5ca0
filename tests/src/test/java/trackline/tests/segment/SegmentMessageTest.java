package trackline.tests.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.tests.walk.Client.Answer;

/** What becomes of Segment's messages: their columns, their times, and whom they ask to forget. */
class SegmentMessageTest extends TrackingApi {
  private static final List<String> CALLS =
      List.of("track", "identify", "page", "screen", "group", "alias");

  @Test
  void theContextFillsTheColumns() {
    isSuccess(
        post(
            "/v1/track",
            """
            {"userId":"%1$s","anonymousId":"a-%1$s","event":"Order Completed","messageId":"m-%1$s","timestamp":"%2$s",
             "context":{"ip":"2001:db8::7","userAgent":"Agent/1","locale":"de-DE","sessionId":"s1","library":{"name":"x","version":"1"},
               "page":{"url":"https://a.example/p?q=1","path":"/p","referrer":"https://b.example/","title":"T","search":"?q=1"},
               "location":{"country":"DE","city":"Köln"},"unknown":{"a b":[1]}},
             "properties":{"revenue":"19.99","a b":{"c.d":null}},"integrations":{"All":false},"extra":{"x":1}}
            """
                .formatted(user, TIME)));
    JsonNode row = row();
    Map.of(
            "event_id", "m-" + user,
            "anonymous_id", "a-" + user,
            "event_name", "Order Completed",
            "event_at", TIME,
            "event_key", TIME + "#m-" + user,
            "ip_address", "2001:db8::7",
            "user_agent", "Agent/1",
            "session_id", "s1",
            "country", "DE",
            "source", "segment")
        .forEach((column, value) -> assertThat(row.path(column).asText()).isEqualTo(value));
    assertThat(row.path("page_url").asText()).isEqualTo("https://a.example/p?q=1");
    assertThat(row.path("page_path").asText()).isEqualTo("/p");
    assertThat(row.path("referrer").asText()).isEqualTo("https://b.example/");
    assertThat(properties(row))
        .isEqualTo(
            Json.read(
                """
                {"revenue":"19.99","a b":{"c.d":null},"integrations":{"All":false},"extra":{"x":1},
                 "context":{"locale":"de-DE","library":{"name":"x","version":"1"},"page":{"title":"T","search":"?q=1"},
                   "location":{"city":"Köln"},"unknown":{"a b":[1]}}}
                """));
  }

  @Test
  void aBatchSaysItsContextOnceForAll() {
    String own = track(",\"messageId\":\"own-%s\",\"context\":{\"locale\":\"fr\"}".formatted(user));
    String without = track(",\"messageId\":\"without-" + user + "\"");
    isSuccess(
        post(
            "/v1/batch",
            batch(own, without)
                .replaceFirst(
                    "\\{",
                    "{\"sequence\":1,\"context\":{\"locale\":\"de\",\"library\":{\"name\":\"L\"}},")));
    JsonNode first = properties(trackline.rowsOfId("own-" + user).getFirst()).path("context");
    assertThat(first.path("locale").asText()).isEqualTo("fr");
    assertThat(first.path("library").path("name").asText()).isEqualTo("L");
    JsonNode second = properties(trackline.rowsOfId("without-" + user).getFirst()).path("context");
    assertThat(second.path("locale").asText()).isEqualTo("de");
  }

  @Test
  void traitsAndIdsOfGroupAndAliasAreKept() {
    String traits = "{\"Annual Revenue\":\"1,000\",\"a.b\":{\"c d\":[null,1]},\"name\":\"N\"}";
    isSuccess(post("/v1/identify", message(",\"traits\":" + traits)));
    assertThat(properties(row()).path("traits")).isEqualTo(Json.read(traits));
    anotherUser();
    isSuccess(post("/v1/group", message(",\"groupId\":\"g 1/2\",\"traits\":" + traits)));
    assertThat(properties(row()).path("group_id").asText()).isEqualTo("g 1/2");
    assertThat(properties(row()).path("traits")).isEqualTo(Json.read(traits));
    anotherUser();
    isSuccess(post("/v1/alias", message(",\"previousId\":\"before\"")));
    assertThat(properties(row()).path("previous_id").asText()).isEqualTo("before");
  }

  @Test
  void whatStandsTwiceInAMessageIsKept() {
    isSuccess(
        post(
            "/v1/page",
            """
            {"userId":"%s","name":"Home","category":"Docs","properties":{"name":"Home","category":"Docs","path":"/"}}
            """
                .formatted(user)));
    assertThat(row().path("event_name").asText()).isEqualTo("Home");
    assertThat(properties(row()).path("category").asText()).isEqualTo("Docs");
    assertThat(properties(row()).path("name").asText()).isEqualTo("Home");
  }

  /**
   * Names that have a meaning at the top of a message or of our events have none in properties; but
   * what is called a key is none to be kept.
   */
  @Test
  void propertiesMayHaveAnyNames() {
    String own =
        """
        {"event_type":"x","user_id":"y","event_id":[1],"event_at":"z","properties":{"p":1},"sent_at":7,"traits":"t",
         "context":{"c":1},"group_id":2,"messageId":3,"type":"delete","writeKey":"w","__proto__":{"S":"s"},"source":"q"}
        """;
    isSuccess(
        post(
            "/v1/track",
            message(
                ",\"context\":{\"locale\":\"de\"},\"traits\":{\"a\":1},\"properties\":" + own)));
    JsonNode kept = properties(row());
    Json.read(own.replace("\"w\"", "\"[key]\""))
        .properties()
        .forEach(p -> assertThat(kept.path(p.getKey())).as(p.getKey()).isEqualTo(p.getValue()));
    assertThat(kept.toString()).contains("{\"locale\":\"de\"}", "{\"a\":1}");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"userId\":null,\"anonymousId\":\"ANON\"', anon:ANON, ANON",
    "'\"anonymousId\":\"ANON\"', anon:ANON, ANON",
    "'\"userId\":\"\",\"anonymousId\":\"ANON\"', anon:ANON, ANON",
    "'\"userId\":\"USER\",\"anonymousId\":\"ANON\"', USER, ANON",
    "'\"userId\":\"USER\",\"anonymousId\":null', USER, ''",
  })
  void anEventHasItsTwoIds(String ids, String userId, String anonymousId) {
    isSuccess(
        post("/v1/track", "{" + ids.replace("ANON", "a-" + user).replace("USER", user) + "}"));
    JsonNode row = row(userId.replace("ANON", "a-" + user).replace("USER", user));
    assertThat(row.path("anonymous_id").asText())
        .isEqualTo(anonymousId.replace("ANON", "a-" + user));
  }

  @Test
  void aNumberIsAUserToo() {
    String number = "9007199254740993" + user.substring("user".length());
    isSuccess(post("/v1/track", "{\"userId\":" + number + ",\"event\":\"E\"}"));
    assertThat(row(number).path("user_id").asText()).isEqualTo(number);
  }

  @Test
  void withoutAnIdButWithATimeARetryIsTheSameEvent() {
    String once = message(",\"timestamp\":\"" + TIME + "\",\"sentAt\":\"2026-11-20T10:00:01Z\"");
    isSuccess(post("/v1/track", once));
    isSuccess(post("/v1/track", once.replace("00:01Z", "07:01Z")));
    assertThat(trackline.rows(user)).hasSize(1);
    isSuccess(post("/v1/track", once.replace("\"E\"", "\"F\"")));
    assertThat(trackline.rows(user)).hasSize(2);
  }

  @Test
  void aRetryOfABatchStoresNothing() {
    String batch =
        batch(
            track(",\"messageId\":\"a\",\"timestamp\":\"%s\"".formatted(TIME)),
            track(",\"messageId\":\"b\",\"timestamp\":\"%s\"".formatted(TIME)));
    isSuccess(post("/v1/batch", batch));
    assertThat(trackline.storesNothing(() -> isSuccess(post("/v1/batch", batch)))).isEmpty();
    assertThat(
            trackline.storesNothing(
                () ->
                    isSuccess(
                        post(
                            "/v1/batch",
                            batch.replaceFirst("\\{", "{\"sentAt\":\"" + Instant.now() + "\",")))))
        .isEmpty();
    assertThat(trackline.rows(user)).hasSize(2);
  }

  /** The browser's SDK counts its attempts in the message. */
  @Test
  void aRetryThatSaysItIsOneStoresNothing() {
    String first =
        message(
            ",\"messageId\":\"m\",\"timestamp\":\"%s\"".formatted(TIME)
                + ",\"_metadata\":{\"bundled\":[]}");
    isSuccess(post("/v1/t", first));
    String retry = first.replace("{\"bundled\":[]", "{\"bundled\":[],\"retryCount\":2");
    assertThat(trackline.storesNothing(() -> isSuccess(post("/v1/t", retry)))).isEmpty();
    assertThat(trackline.rows(user)).hasSize(1);
  }

  @Test
  void otherContentUnderTheSameIdAndTimeIsNoSuccessAlone() {
    String first = message(",\"messageId\":\"m\",\"timestamp\":\"%s\"".formatted(TIME));
    isSuccess(post("/v1/track", first));
    String other = first.replace("\"E\"", "\"F\"");
    assertThat(trackline.storesNothing(() -> isProblem(post("/v1/track", other), 409))).hasSize(1);
    String typed = other.replaceFirst("\\{", "{\"type\":\"track\",");
    List<JsonNode> kept = trackline.storesNothing(() -> isSuccess(post("/v1/batch", batch(typed))));
    assertThat(kept).hasSize(1);
    assertThat(kept.getFirst().path("reason").asText()).isEqualTo("conflict");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"with a blank\"",
        "\"ключ\"",
        "\"a/b?c=d\"",
        "\"{braces}\"",
        "\"LONG\"",
        "7",
        "0"
      })
  void anyMessageIdTellsARetry(String id) {
    String given = id.replace("LONG", "x".repeat(300));
    String once = message(",\"timestamp\":\"%s\",\"messageId\":%s".formatted(TIME, given));
    isSuccess(post("/v1/track", once));
    isSuccess(post("/v1/track", once));
    isSuccess(post("/v1/track", once.replace("10:00:00", "10:00:01").replace("\"E\"", "\"F\"")));
    List<JsonNode> events = trackline.rows(user);
    assertThat(events).hasSize(2);
    assertThat(events.get(0).path("event_id")).isEqualTo(events.get(1).path("event_id"));
    assertThat(events.get(0).path("event_id").asText()).matches("[A-Za-z0-9_.:-]{1,128}");
  }

  @ParameterizedTest
  @CsvSource({"timestamp, -7200", "timestamp, 86400", "originalTimestamp, 31536000"})
  void aClientsClockIsCorrectedByWhenItSent(String member, long offset) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Instant theirs = now.plusSeconds(offset).minusSeconds(60);
    isSuccess(
        post(
            "/v1/track",
            message(
                ",\"%s\":\"%s\",\"sentAt\":\"%s\""
                    .formatted(member, theirs, now.plusSeconds(offset)))));
    Instant corrected = Instant.parse(row().path("event_at").asText());
    assertThat(corrected).isCloseTo(now.minusSeconds(60), within(10, ChronoUnit.SECONDS));
    Instant inKey = Instant.parse(row().path("event_key").asText().split("#", 2)[0]);
    if (offset < 0) {
      assertThat(inKey).isEqualTo(theirs);
    } else {
      // No event stands above those that come after it.
      assertThat(inKey).isBetween(corrected.minusSeconds(3600), corrected);
    }
  }

  @Test
  void aBatchsTimeOfSendingIsThatOfItsMessages() {
    Instant now = Instant.now();
    String body =
        batch(track(",\"timestamp\":\"%s\"".formatted(now.plusSeconds(3540))))
            .replaceFirst("\\{", "{\"sentAt\":\"" + now.plusSeconds(3600) + "\",");
    isSuccess(post("/v1/batch", body));
    assertThat(Instant.parse(row().path("event_at").asText()))
        .isCloseTo(now.minusSeconds(60), within(10, ChronoUnit.SECONDS));
  }

  @Test
  void withoutATimeItIsOurs() {
    isSuccess(post("/v1/track", message("")));
    assertThat(Instant.parse(row().path("event_at").asText()))
        .isCloseTo(Instant.now(), within(10, ChronoUnit.SECONDS));
  }

  private String ours(String userId) {
    return "{\"user_id\":\"" + userId + "\",\"event_type\":\"page\"}";
  }

  @Test
  void afterARequestForErasureNoDoorTakesTheUsersEvents() throws Exception {
    isSuccess(post("/v1/track", message("")));
    List<JsonNode> kept =
        trackline.storesNothing(
            () ->
                isSuccess(
                    postByForgetting(
                        "/v1/batch", batch(typed("delete", ",\"messageId\":\"d1\"")))));
    assertThat(kept).isEmpty();

    trackline.storesNothing(
        () -> {
          for (String call : CALLS) {
            isProblem(post("/v1/" + call, message(",\"previousId\":\"p\",\"groupId\":\"g\"")), 422);
          }
          assertThat(post("/v1/events", ours(user)).status()).isEqualTo(422);
          assertThat(pixel("/v1/pixel.gif", base64(pixelMessage())).status()).isEqualTo(422);
          isSuccess(post("/v1/batch", batch(track(""), track(",\"n\":2"))));
          isSuccess(Webhook.post(client, track("")));
          Answer tag = post("/v1/tag", "{\"batch\":[" + ours(user) + "]}");
          assertThat(tag.body().path("rejected").asInt()).isEqualTo(1);
        });

    String forgotten = user;
    anotherUser();
    String other = track(",\"properties\":{\"friend\":\"" + forgotten + "\"}");
    isSuccess(post("/v1/batch", batch(other.replace(user, forgotten), other)));
    assertThat(trackline.rows(user)).hasSize(1);
    assertThat(trackline.rows(forgotten)).hasSize(1);
  }

  @Test
  void theErasureOfAnAnonymousVisitorCounts() {
    String erasure = "{\"type\":\"delete\",\"anonymousId\":\"" + user + "\"}";
    isSuccess(postByForgetting("/v1/batch", batch(erasure)));
    isProblem(post("/v1/track", "{\"anonymousId\":\"" + user + "\",\"event\":\"E\"}"), 422);
    isSuccess(post("/v1/track", message("")));
  }

  @Test
  void anErasureCanBeAskedForTwiceAndByTheWebhook() throws Exception {
    isSuccess(Webhook.post(client, typed("delete", "")));
    isSuccess(Webhook.post(client, "[" + typed("delete", "") + "]"));
    isProblem(post("/v1/track", message("")), 422);
  }

  @ParameterizedTest
  @ValueSource(strings = {"track", "identify", "page", "screen", "group", "alias"})
  void anErasureAtThePathOfAnotherCallIsNoErasureAndNoEvent(String call) {
    List<JsonNode> kept =
        trackline.storesNothing(
            () -> {
              Answer answer = postByForgetting("/v1/" + call, typed("delete", ""));
              isProblem(answer, 422);
              assertThat(pointers(answer.body())).containsExactly("/type");
            });
    assertThat(kept).hasSize(1);
    isSuccess(post("/v1/track", message("")));
  }

  @Test
  void anErasureOfNobodyIsRefusedAndKept() {
    for (String nobody :
        List.of(
            "{\"type\":\"delete\"}",
            "{\"type\":\"delete\",\"userId\":null,\"anonymousId\":null}",
            "{\"type\":\"delete\",\"userId\":\"\",\"anonymousId\":\" \"}")) {
      List<JsonNode> kept =
          trackline.storesNothing(() -> isSuccess(postByForgetting("/v1/batch", batch(nobody))));
      assertThat(kept).extracting(e -> e.path("raw").asText()).containsExactly(nobody);
      assertThat(kept).extracting(e -> e.path("pointer").asText()).containsExactly("/userId");
    }
    isSuccess(post("/v1/track", message("")));
  }

  @Test
  void anErasureWithAnIdThatNoUserHasIsRefusedAndHarmsNobody() {
    for (String id : List.of("x".repeat(3_000), "x".repeat(129), "a\\u0000b", "a\\nb")) {
      String erasure = "{\"type\":\"delete\",\"userId\":\"" + id + "\"}";
      List<JsonNode> kept =
          trackline.quarantinedBy(
              () ->
                  isSuccess(
                      postByForgetting(
                          "/v1/batch", batch(erasure, track(",\"n\":" + id.length())))));
      assertThat(kept).extracting(e -> e.path("pointer").asText()).containsExactly("/userId");
    }
    assertThat(trackline.rows(user)).isNotEmpty();
  }

  @Test
  void anEventOfAForgottenVisitorIsRefusedUnderAnyUser() {
    isSuccess(
        postByForgetting(
            "/v1/batch", batch("{\"type\":\"delete\",\"anonymousId\":\"" + user + "a\"}")));
    isProblem(post("/v1/track", message(",\"anonymousId\":\"" + user + "a\"")), 422);
    isSuccess(post("/v1/track", message("")));
  }

  @Test
  void aNumberCanBeErased() {
    String number = "77000" + user.substring("user".length());
    isSuccess(
        postByForgetting("/v1/batch", batch("{\"type\":\"delete\",\"userId\":" + number + "}")));
    isProblem(post("/v1/track", "{\"userId\":\"" + number + "\"}"), 422);
    isProblem(post("/v1/track", "{\"userId\":" + number + "}"), 422);
  }
}
