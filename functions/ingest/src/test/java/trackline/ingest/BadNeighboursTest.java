package trackline.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.event.Json;

/** What cannot be read of a batch takes no other event of it along, at any door. */
class BadNeighboursTest {
  private static final String OURS =
      "{\"event_type\":\"track\",\"user_id\":\"u\",\"event_id\":\"%s\",\"event_at\":\"2026-11-20T10:00:00Z\"}";
  private static final String SEGMENTS =
      "{\"type\":\"track\",\"userId\":\"u\",\"messageId\":\"%s\",\"timestamp\":\"2026-11-20T10:00:00Z\"}";

  private final TwoTables tables = new TwoTables();
  private final RefusedRequests function = new RefusedRequests(tables);

  /** A door that takes batches, and how a batch looks there. */
  enum Door {
    EVENTS("/v1/events", OURS, "[%s]"),
    EVENTS_BATCH("/v1/events", OURS, "{\"batch\":[%s],\"sent_at\":\"2026-11-20T10:00:00Z\"}"),
    TAG("/v1/tag", OURS, "{\"writeKey\":\"x\",\"batch\":[%s]}"),
    BATCH("/v1/batch", SEGMENTS, "{\"batch\":[%s],\"context\":{\"a\":[1]},\"writeKey\":\"x\"}"),
    IMPORT("/v1/import/", SEGMENTS, "{\"context\":{\"a\":[1]},\"batch\": [%s\n]}"),
    WEBHOOK("/webhooks/segment/token", SEGMENTS, "[%s]");

    private final String path;
    private final String event;
    private final String frame;

    Door(String path, String event, String frame) {
      this.path = path;
      this.event = event;
      this.frame = frame;
    }

    /** Whether it takes events of our own form. */
    boolean isOurs() {
      return event.equals(OURS);
    }

    String event(String id) {
      return event.formatted(id);
    }

    /** The request, of which each character is a byte. */
    ObjectNode request(String... events) {
      byte[] body = body(String.join(",", events));
      return request(body, body);
    }

    /** The body around a batch's elements, of which each character is a byte. */
    byte[] body(String elements) {
      return frame.replace("%s", elements).getBytes(ISO_8859_1);
    }

    /**
     * The request of a body, which is signed as the webhook has it.
     *
     * @param sent the body as it is sent, gzip or not
     */
    ObjectNode request(byte[] sent, byte[] body) {
      ObjectNode request = RefusedRequests.request(path, sent);
      request.withObject("/headers").put("x-signature", signature(body));
      return request;
    }
  }

  static String signature(byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(RefusedRequests.SIGNING.getBytes(UTF_8), "HmacSHA1"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<Arguments> broken() {
    return Stream.of(Door.values())
        .flatMap(
            door ->
                Stream.of(
                        "{\"x\":NaN}",
                        "{\"x\":{\"y\":[-Infinity]}}",
                        "{\"a\":1,\"a\":2}",
                        "{\"a\":" + "[".repeat(32) + "]".repeat(32) + "}",
                        "{\"a\":" + "[".repeat(700) + "]".repeat(700) + "}",
                        "{\"a\":" + "9".repeat(100_000) + "}",
                        "{\"a\":1e99999999999}",
                        "{\"a\":[1,],}",
                        "{\"a\":\"b\nc\"}",
                        "{\"a\":\"\u00ff\u00c3\"}",
                        "{\"a\":[\"b\"",
                        "{\"a\":\"b}",
                        "undefined")
                    .map(text -> Arguments.of(door, text)));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void theOthersAreStoredAndItLiesInQuarantine(Door door, String broken) {
    JsonNode answer = function.answer(door.request(door.event("e1"), broken, door.event("e2")));

    assertThat(answer.path("statusCode").asInt()).as("%s", answer).isEqualTo(200);
    assertThat(tables.stored()).containsExactly("e1", "e2");
    assertThat(new String(function.onlyRaw(), ISO_8859_1)).isEqualTo(broken);
    JsonNode kept = function.kept().getFirst();
    assertThat(kept.path("reason").asText()).isEqualTo("invalid");
    assertThat(kept.path("detail").asText()).startsWith("cannot be read: it ");
    assertThat(kept.path("index").asInt()).isEqualTo(1);
  }

  /** A comma too many, one behind the last event too, is an event that has no bytes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"e1,,e2 | 1", "e1,e2, | 2", ",e1,e2 | 0", "e1, ,e2 | 1"})
  void aCommaTooManyIsAnEventThatCannotBeRead(String batch, int place) {
    String[] events = batch.split(",", -1);
    for (Door door : Door.values()) {
      tables.clear();
      JsonNode answer =
          function.answer(
              door.request(
                  Stream.of(events)
                      .map(id -> id.isBlank() ? id : door.event(id))
                      .toArray(String[]::new)));
      assertThat(answer.path("statusCode").asInt()).as("%s", answer).isEqualTo(200);
      assertThat(tables.stored()).as(door.name()).containsExactly("e1", "e2");
      JsonNode kept = function.kept().getLast();
      assertThat(kept.path("detail").asText()).isEqualTo("cannot be read: it is empty");
      assertThat(kept.path("raw").asText("?")).isEmpty();
      assertThat(kept.path("index").asInt()).isEqualTo(place);
    }
    assertThat(function.kept()).hasSize(Door.values().length);
  }

  /** It is refused whole: cut, two names could become one. */
  @ParameterizedTest
  @EnumSource(Door.class)
  void aNameThatIsTooLongLiesInQuarantineAsItCame(Door door) {
    String name = door.isOurs() ? "event_name" : "event";
    String named = "{\"" + name + "\":\"" + "x".repeat(257) + "\",";
    String odd = door.event("e2").replaceFirst("\\{", named);

    assertThat(function.send(door.request(door.event("e1"), odd, door.event("e3")))).isEqualTo(200);
    assertThat(tables.stored()).containsExactly("e1", "e3");
    assertThat(new String(function.onlyRaw(), ISO_8859_1)).isEqualTo(odd);
    JsonNode kept = function.kept().getFirst();
    assertThat(kept.path("reason").asText()).isEqualTo("invalid");
    assertThat(kept.path("pointer").asText()).isEqualTo("/" + name);
  }

  /** What can be read by now, and could not be stored before. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"x\":1e300",
        "\"x\":1234567890123456789012345678901234567890",
        "\"x\":\"nice \\ud83d\"",
        "\"nice \\ud83d\":1",
        "\"\\ud83d\":1,\"\\ud83e\":2",
        "\"\":1",
        "\"properties\":[]"
      })
  void plainDataIsNothingBroken(String member) {
    for (Door door : Door.values()) {
      tables.clear();
      String odd = door.event("e2").replaceFirst("\\{", "{" + member + ",");
      assertThat(function.send(door.request(door.event("e1"), odd))).isEqualTo(200);
      assertThat(tables.stored()).as(door.name()).containsExactly("e1", "e2");
    }
    assertThat(function.kept()).isEmpty();
  }

  @Test
  void theAnswerSaysWhichAndWhereAndWhy() throws Json.BadJson {
    String broken = "{\"user_id\":\"secret\",\n\"properties\":{\"a/b\":[1,NaN]}}";
    JsonNode answer =
        Json.read(
            function
                .answer(Door.EVENTS.request(Door.EVENTS.event("e1"), broken))
                .path("body")
                .asText());
    JsonNode result = answer.path("results").path(1);
    assertThat(answer.path("rejected").asInt()).isEqualTo(1);
    assertThat(result.path("status").asText()).isEqualTo("rejected");
    assertThat(result.path("errors").path(0).path("pointer").asText())
        .isEqualTo("/properties/a~1b/1");
    assertThat(result.path("errors").path(0).path("detail").asText())
        .matches("cannot be read: it is not JSON, at line 2, column \\d+");
  }

  @ParameterizedTest
  @CsvSource({"/v1/events", "/v1/track"})
  void anEventThatCameAloneIsTold(String path) {
    byte[] body = "{\"user_id\":\"u\",\"x\":NaN}".getBytes(UTF_8);
    assertThat(function.send(RefusedRequests.request(path, body))).isEqualTo(400);
    assertThat(function.onlyRaw()).isEqualTo(body);
    assertThat(function.kept().getFirst().path("reason").asText()).isEqualTo("unreadable");
  }

  /** A context that cannot be read is that of every message. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"context\":{\"a\":NaN},\"batch\":[%s]}",
        "{\"batch\":[%s],\"context\":{\"a\":1,\"a\":2}}",
        "{\"batch\":[%s],\"batch\":[]}",
        "{\"batch\":[%s]} x",
        "{\"batch\":[%s",
        "{\"batch\":[%s]"
      })
  void whatIsAroundTheMessagesMustBeReadable(String frame) {
    byte[] body = frame.formatted(Door.BATCH.event("e1")).getBytes(UTF_8);
    assertThat(function.send(RefusedRequests.request("/v1/batch", body))).isEqualTo(400);
    assertThat(tables.stored()).isEmpty();
    assertThat(function.onlyRaw()).isEqualTo(body);
  }

  @Test
  void moreThanABatchMayHoldIsNotReadOneByOne() {
    String[] many = Stream.generate(() -> "NaN").limit(4_001).toArray(String[]::new);
    assertThat(function.send(Door.BATCH.request(many))).isEqualTo(413);
    assertThat(function.send(Door.EVENTS.request(many))).isEqualTo(413);
  }

  /** Of a message that cannot be read the key goes too, wherever it stands. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"x\":NaN,\"writeKey\":\"KEY\",\"y\":1}",
        "{\"x\":[1,],\"writeKey\":\"KEY\",}",
        "{\"\\ud83d\":1,\"writeKey\":\"KEY\"}",
        "{\"x\":\"a\nb\",\"writeKey\":\"KEY\"}",
        "{\"writeKey\":\"a\",\"writeKey\":\"KEY\"}"
      })
  void noKeyIsKeptOfIt(String message) {
    function.send(
        Door.BATCH.request(Door.BATCH.event("e1"), message.replace("KEY", "elsewhere-valid")));
    function.send(
        Door.BATCH.request(Door.BATCH.event("e1"), message.replace("KEY", RefusedRequests.KEY)));
    assertThat(function.kept()).hasSize(2);
    assertThat(function.objects()).doesNotContain("elsewhere-valid", RefusedRequests.KEY);
  }

  // ---- replay

  private static ObjectNode line(String door, String reason, byte[] raw) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("door", door)
        .put("reason", reason)
        .put("at", "2026-11-20T10:00:01Z")
        .put("received_at", "2026-11-20T10:00:01Z")
        .put("request_id", "r1")
        .put("index", 0)
        .put("raw", Base64.getEncoder().encodeToString(raw))
        .put("raw_encoding", "base64");
  }

  private JsonNode replayed(ObjectNode line) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    ObjectNode replay = event.putObject("replay").put("door", line.path("door").asText());
    replay.putArray("entries").add(line);
    return function.answer(event).path("results").path(0);
  }

  private static List<String> statuses(JsonNode result) {
    return result.path("events").valueStream().map(e -> e.path("status").asText()).toList();
  }

  /** A body that an earlier version refused as a whole. */
  @ParameterizedTest
  @CsvSource({
    "EVENTS, ingest, ''",
    "EVENTS_BATCH, ingest, ''",
    "TAG, tag, ''",
    "BATCH, segment, batch",
    "IMPORT, segment, batch",
    "WEBHOOK, webhook, ''"
  })
  void aReplayStoresWhatIsGoodInAWholeBodyOnce(Door door, String name, String call) {
    String untimed = door.event("e3").replaceAll(",\"(event_at|timestamp)\":\"[^\"]*\"", "");
    String body =
        door.frame.formatted(
            String.join(",", door.event("e1"), "{\"x\":NaN}", door.event("e2"), untimed));
    ObjectNode line = line(name, "unreadable", body.getBytes(UTF_8));
    if (!call.isEmpty()) {
      line.put("call", call);
    }

    JsonNode first = replayed(line);
    assertThat(first.path("status").asText()).isEqualTo("rejected");
    assertThat(statuses(first)).containsExactly("accepted", "rejected", "accepted", "accepted");
    assertThat(statuses(replayed(line)))
        .containsExactly("duplicate", "rejected", "duplicate", "duplicate");
    assertThat(tables.stored()).containsExactly("e1", "e2", "e3");
    assertThat(function.kept()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"track\",\"userId\":\"u\",\"sentAt\":\"2026-11-20T10:00:00.123456\",\"timestamp\":\"2026-11-20T10:00:00Z\"}",
        "{\"type\":\"merge\",\"userId\":\"u\",\"mergeProperties\":[{\"type\":\"email\",\"value\":\"a@b.c\"}]}",
        "{\"type\":\"track\",\"userId\":\"u\",\"properties\":[]}",
        "{\"type\":\"track\",\"userId\":\"u\",\"properties\":{\"x\":1e300,\"\":\"\\ud83d\"}}",
        "{\"type\":\"track\",\"userId\":\"u\",\"event\":7}"
      })
  void aReplayStoresWhatOnlyTodaysRulesTake(String message) {
    ObjectNode line = line("segment", "invalid", message.getBytes(UTF_8)).put("call", "batch");
    assertThat(replayed(line).path("status").asText()).isEqualTo("accepted");
    assertThat(replayed(line).path("status").asText()).isEqualTo("duplicate");
    assertThat(tables.stored()).hasSize(1);
  }

  @Test
  void aReplayOfWhatStillCannotBeReadSaysWhy() {
    ObjectNode line = line("segment", "invalid", "{\"x\":NaN}".getBytes(UTF_8));
    JsonNode result = replayed(line);
    assertThat(result.path("status").asText()).isEqualTo("rejected");
    assertThat(result.path("errors").path(0).path("detail").asText()).startsWith("cannot be read");
    assertThat(result.path("errors").path(0).path("pointer").asText()).isEqualTo("/x");
  }

  // ---- what a message says of its sender

  private JsonNode stored(String members) {
    byte[] body = ("{\"userId\":\"u\"," + members + "}").getBytes(UTF_8);
    assertThat(function.send(RefusedRequests.request("/v1/track", body))).isEqualTo(200);
    return tables.item();
  }

  /** Of a server that reports for its visitors the own address is 203.0.113.7. */
  @ParameterizedTest
  @CsvSource({
    "'\"203.0.113.5:4711\"', 203.0.113.5",
    "'\"[2001:DB8:0::1]:443\"', 2001:db8::1",
    "'\"::ffff:203.0.113.5\"', 203.0.113.5",
    "'\"0:0:0:0:0:0:0:1\"', ::1",
    "'\"unknown\"', ''",
    "'\"\"', ''",
    "null, ''",
    "[], ''"
  })
  void anAddressIsTheVisitorsOrNone(String ip, String kept) {
    assertThat(stored("\"context\":{\"ip\":" + ip + "}").path("ip_address").asText(""))
        .isEqualTo(kept);
  }

  @Test
  void withoutAWordOfItTheAddressIsTheSenders() {
    assertThat(stored("\"context\":{}").path("ip_address").asText()).isEqualTo("203.0.113.7");
  }

  @Test
  void aRetryOfWhatSaysItsTimeOfSendingBadlyIsADuplicate() {
    String message = "\"messageId\":\"m\",\"timestamp\":\"2026-11-20T10:00:00Z\",\"sentAt\":\"%s\"";
    JsonNode first = stored(message.formatted("2026-11-20T10:00:01.123456"));
    assertThat(first.path("properties").asText())
        .isEqualTo("{\"sent_at_as_written\":\"2026-11-20T10:00:01.123456\"}");
    assertThat(first.path("event_at").asText()).isEqualTo("2026-11-20T10:00:00.000Z");
    assertThat(stored(message.formatted("2026-11-20T10:00:09.654321"))).isEqualTo(first);
    assertThat(function.kept()).isEmpty();
  }

  @Test
  void rudderstacksMergeHasAPathOfItsOwn() {
    byte[] body =
        "{\"userId\":\"u\",\"mergeProperties\":[{\"type\":\"email\",\"value\":\"a@b.c\"}]}"
            .getBytes(UTF_8);
    assertThat(function.send(RefusedRequests.request("/v1/merge", body))).isEqualTo(200);
    assertThat(tables.item().path("event_type").asText()).isEqualTo("alias");
    assertThat(tables.item().path("properties").asText()).contains("\"previous_id\":\"a@b.c\"");
  }
}
