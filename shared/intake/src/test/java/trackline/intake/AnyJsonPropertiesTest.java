package trackline.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import trackline.event.Column;
import trackline.event.EventTime;
import trackline.event.Json;
import trackline.event.Json.BadJson;
import trackline.event.Slices;
import trackline.plan.TrackingPlan;
import trackline.segment.SegmentMessage;
import trackline.segment.SegmentTime;

/** Whatever a client sends gets a verdict, never an exception: that would be a 500, and a loss. */
class AnyJsonPropertiesTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Reception RECEPTION =
      new Reception("tracker", Instant.parse("2026-11-20T12:00:00Z"), "203.0.113.7", "curl/8");

  private final Intake intake = new Intake(TrackingPlan.load("default"), AddressPolicy.CUT);

  @Property
  void judgesAnyEvent(@ForAll("events") JsonNode event) {
    check(intake.judge(event, RECEPTION));
  }

  @Property
  void readsAnyMessageOfSegment(@ForAll("messages") JsonNode message, @ForAll SegmentTime time) {
    switch (SegmentMessage.of(message, time)) {
      case SegmentMessage.Event event -> check(intake.judge(event.event(), RECEPTION));
      case SegmentMessage.Erasure erasure -> assertThat(erasure.userIds()).isNotEmpty();
      case SegmentMessage.RefusedErasure refused ->
          assertThat(refused.fault().pointer()).startsWith("/");
      case SegmentMessage.Unfit unfit -> assertThat(unfit.faults()).isNotEmpty();
    }
  }

  /** What is refused says why; what is taken has its key. */
  private static void check(Verdict verdict) {
    switch (verdict) {
      case Verdict.Good good -> {
        assertThat(EventTime.parse(good.row().get(Column.EVENT_AT))).isPresent();
        assertThat(good.row().get(Column.EVENT_KEY))
            .endsWith("#" + good.row().get(Column.EVENT_ID));
        assertThat(good.row().key().userId()).isNotBlank();
      }
      case Verdict.Bad bad -> assertThat(bad.faults()).isNotEmpty();
      case Verdict.TooLarge large -> assertThat(large.eventId()).isNotEmpty();
    }
  }

  /** Any bytes are one document or none, and have a first element or none. */
  @Property
  void readsAnyBytes(@ForAll("bodies") byte[] body) {
    assertThat(Slices.first(body).map(first -> first.length).orElse(0))
        .isLessThanOrEqualTo(body.length);
    try {
      assertThat(Json.read(new String(body, UTF_8))).isNotNull();
    } catch (BadJson e) {
      assertThat(e).hasMessageNotContaining("secret");
    }
  }

  @Provide
  Arbitrary<byte[]> bodies() {
    Arbitrary<String> tokens =
        Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\\u",
            "\\ud800",
            "1",
            "-",
            "1e400",
            "NaN",
            "null",
            "true",
            " ",
            "\n",
            "\u0000",
            "é",
            "\uFEFF",
            "\"secret\"",
            "{\"a\":1}",
            "[]");
    return Arbitraries.oneOf(
        Arbitraries.bytes().array(byte[].class).ofMaxSize(40),
        tokens.list().ofMaxSize(30).map(parts -> String.join("", parts).getBytes(UTF_8)));
  }

  @Provide
  Arbitrary<JsonNode> events() {
    Arbitrary<String> names =
        Arbitraries.of(
            "event_id",
            "user_id",
            "anonymous_id",
            "event_type",
            "event_name",
            "event_at",
            "sent_at",
            "ip_address",
            "user_agent",
            "properties",
            "referrer",
            "source",
            "event_key",
            "",
            "__proto__",
            "S");
    return Arbitraries.oneOf(values(2), object(names, values(2)));
  }

  @Provide
  Arbitrary<JsonNode> messages() {
    Arbitrary<String> names =
        Arbitraries.of(
            "type",
            "messageId",
            "userId",
            "anonymousId",
            "event",
            "name",
            "properties",
            "traits",
            "context",
            "timestamp",
            "originalTimestamp",
            "sentAt",
            "sent_at_as_written",
            "mergeProperties",
            "receivedAt",
            "integrations",
            "previousId",
            "groupId",
            "event_id",
            "message_type");
    Arbitrary<String> inner =
        Arbitraries.of("ip", "userAgent", "page", "url", "location", "country", "sessionId", "x");
    Arbitrary<JsonNode> value =
        Arbitraries.oneOf(values(1), object(inner, object(inner, values(1))));
    return object(names, value).map(AnyJsonPropertiesTest::typed);
  }

  /** Most have a type, or nothing would come further than that. */
  private static JsonNode typed(JsonNode message) {
    return message.size() % 4 == 0
        ? message
        : ((ObjectNode) message).put("type", message.size() % 4 == 1 ? "merge" : "track");
  }

  private static Arbitrary<JsonNode> object(Arbitrary<String> names, Arbitrary<JsonNode> values) {
    return Arbitraries.maps(names, values)
        .ofMaxSize(9)
        .map(members -> NODES.objectNode().<ObjectNode>setAll(members));
  }

  private static Arbitrary<JsonNode> values(int depth) {
    Arbitrary<JsonNode> texts =
        Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(5),
                Arbitraries.of(
                    "login",
                    "track",
                    "delete",
                    "u1",
                    "..",
                    "a/b",
                    "\ud800",
                    "203.0.113.7",
                    "::1%0",
                    "2026-11-20T10:00:00Z",
                    "2026-02-30T00:00:00Z",
                    "9999-12-31T23:59:59Z",
                    "1970-01-01T00:00:00Z",
                    "0000-01-01T00:00:00Z"))
            .map(NODES::textNode);
    Arbitrary<JsonNode> leaves =
        Arbitraries.oneOf(
            texts,
            texts,
            Arbitraries.longs().map(NODES::numberNode),
            Arbitraries.bigDecimals().map(NODES::numberNode),
            Arbitraries.of(NODES.nullNode(), NODES.booleanNode(true)));
    if (depth == 0) {
      return leaves;
    }
    Arbitrary<JsonNode> deeper = values(depth - 1);
    return Arbitraries.oneOf(
        leaves,
        deeper.list().ofMaxSize(3).map(list -> NODES.arrayNode().addAll(list)),
        object(Arbitraries.strings().ofMaxLength(4), deeper));
  }
}
