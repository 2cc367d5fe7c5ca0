package trackline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.event.Json;

/** The same thing, said to every door in its form, comes to the same. */
class EveryDoorTest {
  private static final String OURS =
      "{\"event_type\":\"track\",\"user_id\":\"u\",\"event_id\":\"e\",\"event_at\":\"2026-11-20T10:00:00Z\"%s}";
  private static final String SEGMENTS =
      "{\"type\":\"track\",\"userId\":\"u\",\"messageId\":\"e\",\"timestamp\":\"2026-11-20T10:00:00Z\"%s}";
  private static final String SENT_AT = ",\"sent_at\":%s";
  private static final String SENTAT = ",\"sentAt\":%s";
  private static final String ADDRESS = ",\"ip_address\":%s";
  private static final String IP = ",\"context\":{\"ip\":%s}";

  private final TwoTables tables = new TwoTables();
  private final RefusedRequests function = new RefusedRequests(tables);

  /** A door, how an event looks there, and how it says when it was sent and from which address. */
  enum Door {
    EVENTS("/v1/events", "%s", OURS, SENT_AT, ADDRESS),
    ARRAY("/v1/events", "[%s]", OURS, SENT_AT, ADDRESS),
    TAG("/v1/tag", "{\"batch\":[%s]}", OURS, SENT_AT, ADDRESS),
    TRACK("/v1/track", "%s", SEGMENTS, SENTAT, IP),
    BATCH("/v1/batch", "{\"batch\":[%s]}", SEGMENTS, SENTAT, IP),
    BEACON("/beacon/v1/batch", "{\"batch\":[%s]}", SEGMENTS, SENTAT, IP),
    PIXEL("/v1/pixel.gif", "%s", SEGMENTS, SENTAT, IP),
    /** What Segment hands on has its clock corrected: {@code sentAt} is a property. */
    WEBHOOK("/webhooks/segment/token", "[%s]", SEGMENTS, SENTAT, IP);

    private final String path;
    private final String frame;
    private final String event;
    private final String sentAt;
    private final String address;

    Door(String path, String frame, String event, String sentAt, String address) {
      this.path = path;
      this.frame = frame;
      this.event = event;
      this.sentAt = sentAt;
      this.address = address;
    }

    byte[] body(String member) {
      return frame.formatted(event.formatted(member)).getBytes(UTF_8);
    }

    /** A request of a body, which the webhook's is signed for. */
    ObjectNode request(byte[] body, byte[] signed) {
      ObjectNode request = RefusedRequests.request(path, body);
      request.withObject("/headers").put("x-signature", BadNeighboursTest.signature(signed));
      if (this == PIXEL) {
        request.remove("body");
        request.withObject("/requestContext/http").put("method", "GET");
        String data = Base64.getUrlEncoder().encodeToString(body);
        request.put("rawQueryString", "data=" + data);
      }
      return request;
    }
  }

  private JsonNode stored(Door door, String member) {
    tables.clear();
    byte[] body = door.body(member);
    JsonNode answer = function.answer(door.request(body, body));
    assertThat(answer.path("statusCode").asInt()).as("%s %s", door, answer).isBetween(200, 202);
    return tables.item();
  }

  private static JsonNode json(String text) {
    try {
      return Json.read(text);
    } catch (Json.BadJson e) {
      throw new AssertionError(text, e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"2026-11-20T10:00:01.123456\"",
        "\"soon\"",
        "\"1970-01-01T00:00:09Z\"",
        "1763632801000",
        "{\"at\":1}"
      })
  void aTimeOfSendingThatCorrectsNoClockIsKeptBesideTheEvent(String sentAt) {
    for (Door door : Door.values()) {
      JsonNode item = stored(door, door.sentAt.formatted(sentAt));
      assertThat(item.path("event_at").asText()).isEqualTo("2026-11-20T10:00:00.000Z");
      String name = door == Door.WEBHOOK ? "sentAt" : "sent_at_as_written";
      assertThat(json(item.path("properties").asText()).path(name))
          .as(door.name())
          .isEqualTo(json(sentAt));
    }
    assertThat(function.kept()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"unknown\"|",
        "\"\"|",
        "\" \"|",
        "null|",
        "[\"198.51.100.7\"]|",
        "\"unknown, 198.51.100.7\"|",
        "\"198.51.100.7, 10.0.0.1\"|198.51.100.7",
        "\"[2001:DB8:0::1]:443\"|2001:db8::1"
      })
  void anAddressIsThatOfTheEventOrNone(String said, String kept) {
    for (Door door : Door.values()) {
      assertThat(stored(door, door.address.formatted(said)).path("ip_address").textValue())
          .as(door.name())
          .isEqualTo(kept);
    }
    assertThat(function.kept()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WEBHOOK")
  void whoSaysNoAddressHasThatOfTheRequest(Door door) {
    assertThat(stored(door, "").path("ip_address").asText()).isEqualTo("203.0.113.7");
  }

  /** Segment hands on what others sent. */
  @Test
  void theWebhooksRequestHasNobodysAddress() {
    assertThat(stored(Door.WEBHOOK, "").has("ip_address")).isFalse();
  }

  @Test
  void whoReadsTheAnswerIsToldWhatWasNotUsed() {
    String members = ",\"sent_at\":\"soon\",\"ip_address\":\"secret\"";
    JsonNode single = told(Door.EVENTS, members);
    assertThat(single.path("status").asText()).isEqualTo("accepted");
    assertWarned(single);
    for (Door door : List.of(Door.ARRAY, Door.TAG)) {
      JsonNode result = told(door, members).path("results").path(0);
      assertThat(result.path("errors")).isEmpty();
      assertWarned(result);
    }
    assertThat(told(Door.EVENTS, "").has("warnings")).isFalse();
  }

  private JsonNode told(Door door, String members) {
    tables.clear();
    byte[] body = door.body(members);
    return json(function.answer(door.request(body, body)).path("body").asText());
  }

  private static void assertWarned(JsonNode result) {
    assertThat(result.path("warnings").findValuesAsText("pointer"))
        .containsExactlyInAnyOrder("/sent_at", "/ip_address");
    assertThat(result.toString()).doesNotContain("soon", "secret");
  }

  // ---- limits

  /** A page's key opens every door that takes a key at all. */
  private static ObjectNode ofPage(Door door, byte[] body) {
    ObjectNode request = door.request(body, body);
    request.withObject("/headers").put("authorization", "Bearer " + RefusedRequests.KEY_OF_A_PAGE);
    return request;
  }

  private static byte[] padded(Door door, int bytes) {
    int frame = door.event.formatted(",\"x\":\"\"").length();
    return door.body(",\"x\":\"" + "x".repeat(bytes - frame) + "\"");
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WEBHOOK")
  void aPagesKeyHasItsLimitsAtEveryDoor(Door door) {
    Limits page = Limits.PAGE;
    assertThat(function.send(ofPage(door, padded(door, page.eventBytes())))).isBetween(200, 202);
    assertThat(tables.stored()).hasSize(1);
    tables.clear();

    JsonNode answer = function.answer(ofPage(door, padded(door, page.eventBytes() + 1)));
    assertThat(answer.path("statusCode").asInt()).isIn(200, 422);
    assertThat(tables.stored()).isEmpty();
    assertThat(function.kept().getFirst().path("detail").asText())
        .contains("with a page's key an event may have " + page.eventBytes());

    assertThat(function.send(ofPage(door, padded(door, page.bodyBytes() + 200)))).isEqualTo(413);
    assertThat(tables.stored()).isEmpty();
  }

  /** A server's key may send what a page's may not. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WEBHOOK")
  void aServersKeyHasTheDoorsOwnLimits(Door door) {
    byte[] body = padded(door, Limits.PAGE.bodyBytes() + 200);
    assertThat(function.send(door.request(body, body))).isBetween(200, 202);
    assertThat(tables.stored()).hasSize(1);
  }

  /** What is cheap to refuse is refused before a body is inflated: this one is too large. */
  @ParameterizedTest
  @ValueSource(strings = {"dry_run=maybe", "dry_run=true&dry_run=true", "dryrun=true"})
  void aBadParameterIsRefusedBeforeTheBodyIsLookedAt(String query) {
    byte[] large = gzip(new byte[2 * 1_048_576]);
    ObjectNode request = RefusedRequests.request("/v1/events", large).put("rawQueryString", query);
    JsonNode answer = function.answer(request);
    assertThat(answer.path("statusCode").asInt()).isEqualTo(400);
    assertThat(answer.path("body").asText()).contains("dry_run").doesNotContain("inflated");
    assertThat(function.kept()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "g", "A94A8FE5CCB19BA61C4C0873D391E987982FBBD3"})
  void aSignatureThatIsNoneIsRefusedBeforeTheBodyIsLookedAt(String signature) {
    byte[] large = gzip(new byte[5 * 1_048_576]);
    ObjectNode request = Door.WEBHOOK.request(large, large);
    request.withObject("/headers").put("x-signature", signature);
    assertThat(function.send(request)).isEqualTo(401);
  }

  // ---- the request's agent

  private JsonNode ofAgent(Door door, String member, String agent) {
    tables.clear();
    byte[] body = door.body(member);
    ObjectNode request = door.request(body, body);
    request.withObject("/headers").put("user-agent", agent);
    assertThat(function.send(request)).as(door.name()).isBetween(200, 202);
    return tables.item().path("user_agent");
  }

  /** It is stored with each event of a batch: fifty tiny ones would be forty times their bytes. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WEBHOOK")
  void theRequestsAgentIsCut(Door door) {
    int most = Receptions.LONGEST_AGENT;
    assertThat(ofAgent(door, "", "a".repeat(most)).asText()).isEqualTo("a".repeat(most));
    assertThat(ofAgent(door, "", "a".repeat(8_000)).asText()).isEqualTo("a".repeat(most));
    String faces = "\ud83d\ude00".repeat(most);
    assertThat(ofAgent(door, "", faces).asText()).isEqualTo(faces);
    assertThat(ofAgent(door, "", "a" + faces).asText())
        .isEqualTo("a" + "\ud83d\ude00".repeat(most - 1));
  }

  @ParameterizedTest
  @EnumSource
  void theAgentThatAnEventSaysIsKeptWhole(Door door) {
    String own = "b".repeat(8_000);
    String member =
        door.event.equals(OURS)
            ? ",\"user_agent\":\"%s\"".formatted(own)
            : ",\"context\":{\"userAgent\":\"%s\"}".formatted(own);
    assertThat(ofAgent(door, member, "a".repeat(8_000)).asText()).isEqualTo(own);
  }

  /** A replay has the agent of then, no more of it. */
  @Test
  void theRequestsAgentIsCutInQuarantineToo() {
    ObjectNode request = RefusedRequests.request("/v1/events", "[7]".getBytes(UTF_8));
    request.withObject("/headers").put("user-agent", "a".repeat(8_000));
    assertThat(function.send(request)).isEqualTo(200);
    assertThat(function.kept().getFirst().path("user_agent").asText())
        .isEqualTo("a".repeat(Receptions.LONGEST_AGENT));
  }

  // ---- gzip

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private int encoded(Door door, byte[] sent, byte[] signed, Map<String, String> headers) {
    tables.clear();
    ObjectNode request = door.request(sent, signed);
    headers.forEach(request.withObject("/headers")::put);
    return function.send(request);
  }

  /** A front may inflate a body and leave the header, or drop the header. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PIXEL")
  void gzipIsKnownByItsBytesWhateverTheHeaderSays(Door door) {
    byte[] body = door.body("");
    Map<String, String> marked = Map.of("content-encoding", "gzip");
    assertThat(encoded(door, gzip(body), body, marked)).isBetween(200, 202);
    assertThat(encoded(door, gzip(body), body, Map.of())).isBetween(200, 202);
    assertThat(encoded(door, body, body, marked)).isBetween(200, 202);
    assertThat(encoded(door, body, body, Map.of("content-encoding", "x-gzip"))).isBetween(200, 202);
    assertThat(encoded(door, body, body, Map.of("content-encoding", "br"))).isEqualTo(415);
    assertThat(tables.stored()).isEmpty();
  }

  @Test
  void theWebhooksSignatureIsOfTheJsonOrOfTheBytesAsTheyCame() {
    byte[] body = Door.WEBHOOK.body("");
    byte[] other = Door.WEBHOOK.body(",\"x\":1");
    assertThat(encoded(Door.WEBHOOK, gzip(body), body, Map.of())).isEqualTo(200);
    assertThat(encoded(Door.WEBHOOK, gzip(body), gzip(body), Map.of())).isEqualTo(200);
    assertThat(encoded(Door.WEBHOOK, gzip(body), other, Map.of())).isEqualTo(401);
    assertThat(encoded(Door.WEBHOOK, gzip(body), gzip(other), Map.of())).isEqualTo(401);
  }

  // ---- types

  private static ObjectNode call(String call, String type) {
    String body = "{\"type\":%s,\"userId\":\"u\",\"event\":\"E\"}".formatted(type);
    return RefusedRequests.request("/v1/" + call, body.getBytes(UTF_8));
  }

  private static final List<String> CALLS =
      List.of(
          "track",
          "identify",
          "page",
          "screen",
          "group",
          "alias",
          "merge",
          "t",
          "i",
          "p",
          "s",
          "g",
          "a");

  /** As at Rudder's server: the path says what is called for. */
  @ParameterizedTest
  @ValueSource(strings = {"\"identify\"", "\"track\"", "\"login\"", "\"batch\"", "7", "null", "{}"})
  void theTypeOfAMessageThatComesAloneIsThatOfItsCall(String type) {
    for (String call : CALLS) {
      tables.clear();
      assertThat(function.send(call(call, type))).as(call).isEqualTo(200);
      String own = SegmentCall.named(call).orElseThrow().messageType();
      assertThat(tables.item().path("event_type").asText())
          .as(call)
          .isEqualTo(own.equals("merge") ? "alias" : own);
    }
    assertThat(function.kept()).isEmpty();
  }

  /** Neither an event of who wants to be forgotten, nor a request that the call did not ask for. */
  @ParameterizedTest
  @ValueSource(strings = {"\"delete\"", "\"DELETE\"", "\" delete\""})
  void aRequestToForgetIsTakenByNoOtherCall(String type) {
    for (String call : CALLS) {
      function.clear();
      assertThat(function.send(call(call, type))).as(call).isEqualTo(422);
      JsonNode kept = function.kept().getFirst();
      assertThat(kept.path("pointer").asText()).isEqualTo("/type");
      ObjectNode again = JsonNodeFactory.instance.objectNode();
      ObjectNode replay = again.putObject("replay").put("door", "segment");
      replay.putArray("entries").add(kept);
      assertThat(function.answer(again).at("/results/0/status").asText()).isEqualTo("rejected");
    }
    assertThat(tables.stored()).isEmpty();
    assertThat(tables.erased()).isEmpty();
  }

  @Test
  void aRequestToForgetIsTakenInABatch() {
    byte[] body = "{\"batch\":[{\"type\":\"delete\",\"userId\":\"u\\u200b\"}]}".getBytes(UTF_8);
    assertThat(function.send(RefusedRequests.request("/v1/batch", body))).isEqualTo(200);
    // The id of an older row, that no event may have any more.
    assertThat(tables.erased()).containsExactly("u\u200b");
  }

  // ---- methods

  /** What Allow names is taken, by the method at least, and nothing else is. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/events | POST",
        "/v1/tag | POST",
        "/v1/track | POST",
        "/v1/batch | POST",
        "/v1/m | POST",
        "/v1/import/ | POST",
        "/beacon/v1/batch | POST",
        "/v1/pixel.gif | GET",
        "/v1/pixel/page | GET",
        "/webhooks/segment/token | POST",
        "/v1/projects/wk/settings | GET, HEAD",
        "/sourceConfig | GET, HEAD",
        "/sourceConfig/ | GET, HEAD"
      })
  void aMethodIsAllowedOrNot(String path, String allow) {
    for (String method :
        List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "post")) {
      ObjectNode request = RefusedRequests.request(path, new byte[0]);
      request.withObject("/requestContext/http").put("method", method);
      JsonNode answer = function.answer(request);
      boolean isAllowed = List.of(allow.split(", ")).contains(method);
      assertThat(answer.path("statusCode").asInt() != 405).as(method).isEqualTo(isAllowed);
      assertThat(answer.at("/headers/allow").asText()).isEqualTo(isAllowed ? "" : allow);
      if (method.equals("HEAD")) {
        assertThat(answer.path("body").asText()).isEmpty();
      }
    }
  }
}
