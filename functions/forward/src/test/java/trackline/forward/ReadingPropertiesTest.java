package trackline.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import trackline.aws.QuarantineReason;
import trackline.lake.LakeLine;

/**
 * Whatever a stream record holds is a line, or is refused with its place: an exception would keep
 * the shard back.
 */
class ReadingPropertiesTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC);
  private static final Sources SOURCES =
      new Sources(
          "events",
          new OtherTables(TableChanges.INSERTS, TableMapping.load(TableMapping.DEFAULT), CLOCK),
          CLOCK);

  /** Writes half characters as escapes, as they may come. */
  private static final ObjectMapper ASCII =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final ObjectMapper EXACT =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  @Property(tries = 1_000)
  void anyItemIsALineOrRefused(@ForAll("items") ObjectNode image, @ForAll boolean isOther)
      throws IOException {
    check(record(image, isOther, NODES.numberNode(1_795_201_201L)));
  }

  @Property(tries = 500)
  void anyTimeOfAChangeIsTaken(@ForAll("times") JsonNode time, @ForAll boolean isOther)
      throws IOException {
    check(record(NODES.objectNode().set("x", typed("S", NODES.textNode("y"))), isOther, time));
  }

  @Property(tries = 300)
  void aDeepItemIsALineOrRefused(
      @ForAll @IntRange(min = 1, max = 400) int depth, @ForAll boolean isOther) throws IOException {
    JsonNode value = typed("S", NODES.textNode("x"));
    for (int i = 0; i < depth; i++) {
      value =
          i % 2 == 0
              ? typed("L", NODES.arrayNode().add(value))
              : typed("M", NODES.objectNode().set("m", value));
    }
    check(record(NODES.objectNode().set("x", value), isOther, NODES.numberNode(1_795_201_201L)));
  }

  /** The record as it comes out of the event that Lambda hands over. */
  private static StreamRecord record(ObjectNode image, boolean isOther, JsonNode time)
      throws IOException {
    ObjectNode record = StreamEvents.change("INSERT", "98");
    if (isOther) {
      record.put("eventSourceARN", "arn:aws:dynamodb:us-east-1:1:table/other/stream/x");
    }
    ObjectNode dynamodb = record.withObject("/dynamodb");
    dynamodb.set("ApproximateCreationDateTime", time);
    dynamodb.set("NewImage", image.isEmpty() ? NODES.objectNode().set("x", nothing()) : image);
    ObjectNode event = NODES.objectNode();
    event.putArray("Records").add(record);
    byte[] bytes = ASCII.writeValueAsBytes(event);
    return StreamEvent.records(StreamEvent.parse(new ByteArrayInputStream(bytes))).getFirst();
  }

  private static void check(StreamRecord record) throws JsonProcessingException {
    switch (Reading.of(record, SOURCES)) {
      case Reading.Line line -> isOneLine(line);
      case Reading.Refused refused -> isExplained(record, refused);
      case Reading.Ignored ignored -> throw new AssertionError("Ignored: " + ignored.change());
    }
  }

  /** One line of good UTF-8 and good JSON, with all that the item has. */
  private static void isOneLine(Reading.Line line) throws JsonProcessingException {
    String text = new String(line.bytes(), UTF_8);
    assertThat(text.getBytes(UTF_8)).isEqualTo(line.bytes());
    assertThat(text.lines()).hasSize(1);
    assertThat(text).endsWith("}\n").doesNotContain("\u2028", "\u2029", "\u0085");
    JsonNode read = EXACT.readTree(text);
    LakeLine.others(line.item())
        .properties()
        .forEach(
            other ->
                assertThat(read.get(other.getKey()).toString())
                    .isEqualTo(other.getValue().toString()));
  }

  private static void isExplained(StreamRecord record, Reading.Refused refused) {
    assertThat(refused.entry().reason()).isEqualTo(QuarantineReason.UNREADABLE);
    assertThat(refused.entry().detail()).isNotBlank();
    assertThat(refused.entry().pointer()).startsWith("/dynamodb/");
    assertThat(refused.entry().raw()).isEqualTo(record.raw());
  }

  @Provide
  Arbitrary<JsonNode> times() {
    Arbitrary<JsonNode> numbers =
        Arbitraries.of(
                "0",
                "-1",
                "1795201201.5",
                "1795201201123",
                "1e18",
                "-1e18",
                "9223372036854775807",
                "1e400",
                "1e-400",
                "1e2147483647",
                "-1e-2147483647",
                "9".repeat(900))
            .map(number -> DecimalNode.valueOf(new BigDecimal(number)));
    return Arbitraries.oneOf(
        numbers,
        Arbitraries.longs().map(NODES::numberNode),
        Arbitraries.of(NODES.nullNode(), NODES.textNode("x"), NODES.objectNode()));
  }

  @Provide
  Arbitrary<ObjectNode> items() {
    Arbitrary<String> some =
        Arbitraries.oneOf(
            Arbitraries.of(
                "event_id",
                "event_at",
                "source",
                "user_id",
                "properties",
                "user_agent",
                "S",
                "",
                "a/b~",
                "__proto__",
                "\u2028"),
            names());
    return Arbitraries.maps(some, values(3)).ofMaxSize(5).map(ReadingPropertiesTest::object);
  }

  /** DynamoDB's names are UTF-8. */
  private static Arbitrary<String> names() {
    return Arbitraries.strings().ofMaxLength(5).filter(name -> UTF_8.newEncoder().canEncode(name));
  }

  private static ObjectNode object(Map<String, JsonNode> members) {
    return NODES.objectNode().setAll(members);
  }

  /** Values as DynamoDB types them, a few of them of no type or of a wrong one. */
  private static Arbitrary<JsonNode> values(int depth) {
    Arbitrary<JsonNode> good = Arbitraries.oneOf(texts(), numbers(), sets(), plain());
    Arbitrary<JsonNode> wrong =
        Combinators.combine(
                Arbitraries.of("S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS", "X", ""),
                Arbitraries.of(
                    NODES.nullNode(),
                    NODES.textNode("*"),
                    NODES.numberNode(1),
                    NODES.objectNode(),
                    NODES.arrayNode().add(1),
                    NODES.arrayNode().addNull(),
                    NODES.objectNode().put("S", 1)))
            .as(ReadingPropertiesTest::typed);
    Arbitrary<JsonNode> untyped =
        Arbitraries.of(
            NODES.nullNode(),
            NODES.textNode("x"),
            NODES.arrayNode(),
            NODES.objectNode(),
            NODES.objectNode().put("S", "x").put("N", "1"));
    if (depth == 0) {
      return Arbitraries.frequencyOf(Tuple.of(12, good), Tuple.of(1, wrong), Tuple.of(1, untyped));
    }
    Arbitrary<JsonNode> inner = values(depth - 1);
    Arbitrary<JsonNode> maps =
        Arbitraries.maps(names(), inner).ofMaxSize(3).map(members -> typed("M", object(members)));
    Arbitrary<JsonNode> lists =
        inner.list().ofMaxSize(3).map(list -> typed("L", NODES.arrayNode().addAll(list)));
    return Arbitraries.frequencyOf(
        Tuple.of(12, good), Tuple.of(3, maps), Tuple.of(3, lists), Tuple.of(1, wrong));
  }

  private static Arbitrary<JsonNode> texts() {
    return Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(10),
            Arbitraries.of("\ud800", "a\udc00b", "\u2028", "\u0085", "\r\n", "}\n{", "\u0000"))
        .map(text -> typed("S", NODES.textNode(text)));
  }

  private static Arbitrary<JsonNode> numbers() {
    return Arbitraries.of(
            "0",
            "-0",
            "1.10",
            "1E+125",
            "-1E-130",
            "9".repeat(38),
            "9".repeat(201),
            "1E+1000",
            "NaN",
            "",
            " 1",
            "\u0661",
            "0x1")
        .map(number -> typed("N", NODES.textNode(number)));
  }

  private static Arbitrary<JsonNode> sets() {
    return Arbitraries.of(
        typed("SS", array("b", "\ud800")),
        typed("NS", array("1", "2.5")),
        typed("BS", array("AA==", "")),
        typed("BS", array("A")));
  }

  private static Arbitrary<JsonNode> plain() {
    return Arbitraries.of(
        typed("BOOL", NODES.booleanNode(false)), nothing(), typed("B", NODES.textNode("AAEC/w==")));
  }

  private static ArrayNode array(String... texts) {
    ArrayNode array = NODES.arrayNode();
    List.of(texts).forEach(array::add);
    return array;
  }

  private static ObjectNode nothing() {
    return NODES.objectNode().put("NULL", true);
  }

  private static ObjectNode typed(String type, JsonNode content) {
    return NODES.objectNode().set(type, content);
  }
}
