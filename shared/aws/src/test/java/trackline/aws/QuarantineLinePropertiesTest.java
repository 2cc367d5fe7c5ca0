package trackline.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import trackline.event.Json;
import trackline.event.Json.BadJson;
import trackline.log.LogLine;

/** What is put into quarantine is read back as it was; any other line is read or refused. */
class QuarantineLinePropertiesTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String MARK = "Zx9MarkerQ7";
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  /** Any line is one, or says what it lacks without a value of it. */
  @Property
  void anyLineIsReadOrRefused(@ForAll("lines") JsonNode line) {
    read(line)
        .ifPresent(
            read -> {
              assertThat(read.fallbackId(0)).hasSize(32).isEqualTo(read.fallbackId(0));
              assertThat(read.fallbackId(1)).isNotEqualTo(read.fallbackId(0));
            });
  }

  /** Lines that were cut off, or of which a few characters are others. */
  @Property
  void anyTextIsReadOrRefused(@ForAll("texts") String text) {
    JsonNode line;
    try {
      line = Json.read(text);
    } catch (BadJson e) {
      return;
    }
    read(line);
  }

  private static Optional<QuarantineLine> read(JsonNode line) {
    try {
      return Optional.of(QuarantineLine.of(line));
    } catch (IllegalArgumentException e) {
      assertThat(e).isExactlyInstanceOf(IllegalArgumentException.class).hasNoCause();
      assertThat(e).message().isNotBlank().doesNotContain(MARK);
      return Optional.empty();
    }
  }

  @Property
  void whatWasPutIsReadBack(
      @ForAll byte[] raw, @ForAll QuarantineReason reason, @ForAll("origins") Origin origin)
      throws BadJson {
    Bucket bucket = new Bucket();
    Quarantine quarantine =
        new Quarantine(
            bucket, "quarantine", QuarantineDoor.INGEST, Clock.fixed(NOW, ZoneOffset.UTC));

    quarantine.put(
        "request_id",
        "r1",
        List.of(new Quarantine.Entry(reason, "", "", raw, null, null, origin)),
        new LogLine("ingest", "r1"));

    QuarantineLine line = QuarantineLine.of(Json.read(bucket.objects.getFirst()));
    assertThat(line.door()).isEqualTo("ingest");
    assertThat(line.reason()).isEqualTo(reason.word());
    assertThat(line.is(reason)).isTrue();
    assertThat(line.id()).isEqualTo("r1");
    assertThat(line.raw()).isEqualTo(raw);
    assertThat(line.origin())
        .isEqualTo(
            origin.receivedAt() == null
                ? new Origin(
                    NOW,
                    origin.call(),
                    origin.ipAddress(),
                    origin.userAgent(),
                    origin.batch(),
                    origin.index())
                : origin);
  }

  /** Origins of which any member may be unknown. */
  @Provide
  Arbitrary<Origin> origins() {
    Arbitrary<String> texts =
        Arbitraries.strings().ofMaxLength(10).filter(text -> UTF_8.newEncoder().canEncode(text));
    return Combinators.combine(
            Arbitraries.longs().between(0, 4_000_000_000_000L),
            texts.list().ofSize(4),
            Arbitraries.integers().between(0, 4_000),
            Arbitraries.of(true, false).list().ofSize(6))
        .as(QuarantineLinePropertiesTest::origin);
  }

  private static Origin origin(
      long receivedAt, List<String> texts, int index, List<Boolean> isKnown) {
    return new Origin(
        isKnown.get(0) ? Instant.ofEpochMilli(receivedAt) : null,
        isKnown.get(1) ? texts.get(0) : null,
        isKnown.get(2) ? texts.get(1) : null,
        isKnown.get(3) ? texts.get(2) : null,
        isKnown.get(4) ? texts.get(3) : null,
        isKnown.get(5) ? index : null);
  }

  /** Lines that have every member, and some of them of a hostile kind. */
  @Provide
  Arbitrary<JsonNode> lines() {
    Arbitrary<String> names =
        Arbitraries.of(
            "door",
            "reason",
            "raw",
            "raw_encoding",
            "request_id",
            "sequence_number",
            "object",
            "received_at",
            "at",
            "call",
            "ip_address",
            "user_agent",
            "batch",
            "index");
    Arbitrary<JsonNode> lines =
        Arbitraries.maps(names, values()).ofMaxSize(6).map(members -> good().setAll(members));
    return Arbitraries.oneOf(lines, values());
  }

  private static ObjectNode good() {
    return NODES
        .objectNode()
        .put("door", "ingest")
        .put("reason", "invalid")
        .put("at", "2026-11-20T12:00:00.000Z")
        .put("request_id", "r1")
        .put("index", 0)
        .put("raw", "{}");
  }

  private static Arbitrary<JsonNode> values() {
    Arbitrary<JsonNode> texts =
        Arbitraries.of(
                "",
                MARK,
                "base64",
                "e30=",
                MARK + "*",
                "e30",
                "\ud800",
                "\u0000",
                "2026-02-30T00:00:00Z",
                "+1000000000-12-31T23:59:59.999999999Z",
                "-1000000000-01-01T00:00:00Z",
                "2026-11-20",
                "x".repeat(100_000))
            .map(NODES::textNode);
    Arbitrary<JsonNode> numbers =
        Arbitraries.of("0", "-1", "1.5", "2147483648", "1e400", "-1e2147483000", "9".repeat(900))
            .map(number -> DecimalNode.valueOf(new BigDecimal(number)));
    Arbitrary<JsonNode> others =
        Arbitraries.of(
            NODES.nullNode(),
            NODES.booleanNode(true),
            NODES.objectNode(),
            NODES.objectNode().put("raw", "{}"),
            NODES.arrayNode().add(MARK),
            deep());
    return Arbitraries.oneOf(texts, numbers, others);
  }

  private static JsonNode deep() {
    JsonNode deep = NODES.objectNode();
    for (int i = 0; i < 500; i++) {
      deep = NODES.objectNode().set("raw", deep);
    }
    return deep;
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> cut =
        Combinators.combine(lines(), Arbitraries.integers().between(0, 200))
            .as((line, length) -> first(line.toString(), length));
    Arbitrary<String> changed =
        Combinators.combine(
                lines(), Arbitraries.integers().between(0, 200), Arbitraries.chars().all())
            .as(
                (line, place, other) -> {
                  StringBuilder text = new StringBuilder(line.toString());
                  text.setCharAt(place % text.length(), other);
                  return text.toString();
                });
    return Arbitraries.oneOf(cut, changed, Arbitraries.strings().ofMaxLength(40));
  }

  private static String first(String text, int length) {
    return text.substring(0, Math.min(length, text.length()));
  }

  /** A bucket in memory. */
  private static final class Bucket implements S3Client {
    private final List<String> objects = new ArrayList<>();

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
      try {
        byte[] bytes = body.contentStreamProvider().newStream().readAllBytes();
        QuarantineReader.all(bytes).forEach(line -> objects.add(line.toString()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return PutObjectResponse.builder().build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }
}
