package trackline.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.event.Json;
import trackline.event.Json.BadJson;
import trackline.event.WholeCharacters;

/** Whatever the address of an image holds, it is an answer, and what it takes or keeps is that. */
class PixelPropertiesTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final String KEY = "a-key-of-pages";

  private final TwoTables tables = new TwoTables();
  private final QuarantineBucket bucket = new QuarantineBucket();
  private final IngestHandler handler =
      new IngestHandler(
          Map.ofEntries(
              entry("EVENTS_TABLE", TwoTables.EVENTS),
              entry("ERASURES_TABLE", TwoTables.ERASURES),
              entry("QUARANTINE_BUCKET", "quarantine"),
              entry("WRITE_KEYS_SECRET", KEY),
              entry("SEGMENT_TOKENS_SECRET", "t"),
              entry("SEGMENT_SIGNING_SECRET", "s"),
              entry("ALLOWED_ORIGINS", ""),
              entry("IP_ADDRESSES", "whole"),
              entry("TRACKING_PLAN", "default")),
          tables,
          bucket,
          new OwnKeys(),
          Clock.fixed(NOW, ZoneOffset.UTC));

  private int get(String query) {
    ObjectNode event =
        JsonNodeFactory.instance
            .objectNode()
            .put("rawPath", "/v1/pixel.gif")
            .put("rawQueryString", query);
    event.putObject("headers");
    event.putObject("requestContext").put("requestId", "r1").putObject("http").put("method", "GET");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      handler.handleRequest(
          new ByteArrayInputStream(event.toString().getBytes(UTF_8)),
          out,
          Invocation.lasting(Duration.ofSeconds(25)));
      return Json.read(out.toString(UTF_8)).path("statusCode").asInt();
    } catch (IOException | BadJson e) {
      throw new AssertionError(e);
    }
  }

  private static String data(byte[] json) {
    return "data=" + Base64.getUrlEncoder().encodeToString(json);
  }

  /** 503 would be our own trouble, of which there is none here. */
  private static void isJudged(int status) {
    assertThat(status).isIn(200, 400, 401, 403, 409, 413, 422);
  }

  @Property(tries = 500)
  void anyBytesAreJudged(@ForAll("hostile") byte[] json) {
    isJudged(get(data(json)));
  }

  /** The text of the address itself, with broken escapes and broken base64. */
  @Property(tries = 500)
  void anyQueryIsJudged(@ForAll("queries") String query) {
    isJudged(get(query));
    isJudged(get("writeKey=" + KEY + "&" + query));
    isJudged(get("data=" + query));
  }

  /**
   * What a message holds is stored; what is refused of it is kept, and is read as the same but for
   * the key.
   */
  @Property(tries = 500)
  void aMessageIsTakenOrKeptAsItCame(@ForAll("messages") String json) throws BadJson {
    JsonNode message = Json.read(json);
    tables.clear();
    bucket.clear();

    int status = get(data(json.getBytes(UTF_8)));

    assertThat(status).isIn(200, 422);
    if (status == 200) {
      assertThat(tables.item().path("properties").asText())
          .satisfies(
              text ->
                  assertThat(Json.read(text))
                      .isEqualTo(WholeCharacters.of(message.path("properties"))));
    } else {
      JsonNode kept = Json.read(bucket.line().path("raw").asText());
      assertThat(kept).isEqualTo(((ObjectNode) message).put("writeKey", "[key]"));
    }
  }

  @Property(tries = 300)
  void aParameterIsTakenAsItCame(@ForAll("texts") String value) throws BadJson {
    tables.clear();

    int status = get("writeKey=" + KEY + "&userId=u&x=" + URLEncoder.encode(value, UTF_8));

    assertThat(status).isEqualTo(200);
    assertThat(Json.read(tables.item().path("properties").asText()).path("x").asText())
        .isEqualTo(value);
  }

  /** What is no UTF-8 is never replaced in silence. */
  @ParameterizedTest
  @ValueSource(strings = {"%ff", "%C0%AF", "%ED%A0%80", "a%E2%82", "%", "%4", "%zz"})
  void aBrokenEscapeStaysAsItIs(String broken) throws BadJson {
    assertThat(get("writeKey=" + KEY + "&userId=u&x=" + broken)).isEqualTo(200);
    assertThat(Json.read(tables.item().path("properties").asText()).path("x").asText())
        .isEqualTo(broken);
  }

  /** Half of a character is no text: its replacement stands for it, but in an id. */
  @ParameterizedTest
  @ValueSource(strings = {"\\ud83d", "\\udc00", "a\\ud83db"})
  void halfACharacterIsReplacedButInAnId(String half) throws BadJson {
    assertThat(get(data(message("\"" + half + "\"").getBytes(UTF_8)))).isEqualTo(200);
    assertThat(Json.read(tables.item().path("properties").asText()).path("x").asText())
        .isEqualTo(half.replaceAll("\\\\u[0-9a-f]{4}", "\ufffd"));

    String json = message("1").replace("\"u\"", "\"u" + half + "\"");
    assertThat(get(data(json.getBytes(UTF_8)))).isEqualTo(422);
    assertThat(bucket.line().path("raw").asText()).isEqualTo(json.replace(KEY, "[key]"));
  }

  private static String message(String value) {
    return "{\"writeKey\":\""
        + KEY
        + "\",\"userId\":\"u\",\"timestamp\":\"2026-11-20T11:00:00Z\","
        + "\"properties\":{\"x\":"
        + value
        + "}}";
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings()
        .ofMinLength(1)
        .ofMaxLength(20)
        .filter(text -> UTF_8.newEncoder().canEncode(text));
  }

  /** Messages with a value of any kind, some of which no table could hold. */
  @Provide
  Arbitrary<String> messages() {
    return values().map(PixelPropertiesTest::message);
  }

  private static Arbitrary<String> values() {
    Arbitrary<String> texts =
        Arbitraries.strings()
            .ofMaxLength(20)
            .filter(text -> UTF_8.newEncoder().canEncode(text))
            .map(text -> JsonNodeFactory.instance.textNode(text).toString());
    Arbitrary<String> escapes =
        Arbitraries.of("\\ud83d", "\\udc00", "\\u0000", "\\u2028", "\\ud83d\\ude00", "\\\\", "x")
            .list()
            .ofMaxSize(4)
            .map(parts -> "\"" + String.join("", parts) + "\"");
    Arbitrary<String> numbers =
        Arbitraries.of(
            "0",
            "-0",
            "1.10",
            "1e4000",
            "1e400",
            "1e-200",
            "-1E+125",
            "9".repeat(39),
            "0." + "1".repeat(900));
    Arbitrary<String> deep =
        Arbitraries.integers()
            .between(1, 29)
            .map(depth -> "[".repeat(depth) + "{\"\":1}" + "]".repeat(depth));
    return Arbitraries.oneOf(texts, escapes, numbers, deep, Arbitraries.of("null", "true", "{}"));
  }

  /** Any bytes, messages with a few bytes changed or cut off, and what is too much of something. */
  @Provide
  Arbitrary<byte[]> hostile() {
    Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(60);
    Arbitrary<byte[]> changed =
        Combinators.combine(
                messages(),
                Arbitraries.integers().between(0, 200),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(3),
                Arbitraries.integers().between(0, 200))
            .as(PixelPropertiesTest::changed);
    Arbitrary<byte[]> excessive =
        Arbitraries.of(
                "[".repeat(5_000),
                "{\"a\":".repeat(5_000),
                message("1" + "0".repeat(5_000)),
                message("1e2147483647"),
                message("1e99999999999"),
                message("[".repeat(40) + "]".repeat(40)),
                "\uFEFF" + message("1"))
            .map(text -> text.getBytes(UTF_8));
    return Arbitraries.oneOf(any, changed, excessive);
  }

  private static byte[] changed(String message, int place, byte[] other, int cut) {
    byte[] bytes = message.getBytes(UTF_8);
    for (int i = 0; i < other.length; i++) {
      bytes[(place + i) % bytes.length] = other[i];
    }
    return Arrays.copyOf(bytes, cut == 0 ? bytes.length : Math.min(cut, bytes.length));
  }

  @Provide
  Arbitrary<String> queries() {
    Arbitrary<String> names =
        Arbitraries.of(
            "writeKey",
            "type",
            "event",
            "userId",
            "timestamp",
            "properties",
            "",
            "x",
            "a/b~",
            "%ff");
    Arbitrary<String> values =
        Arbitraries.oneOf(
            Arbitraries.of(
                KEY, "a-key-of-readers", "", "delete", "page", "%", "%00", "%ff", "+", "=", "u"),
            Arbitraries.bytes()
                .array(byte[].class)
                .ofMaxSize(8)
                .map(bytes -> new String(bytes, ISO_8859_1).replace("\u0000", "%00")),
            Arbitraries.strings().ascii().ofMaxLength(10));
    return Combinators.combine(names, values)
        .as((name, value) -> name + "=" + value)
        .list()
        .ofMaxSize(5)
        .map(List::stream)
        .map(pairs -> pairs.collect(Collectors.joining("&")));
  }
}
