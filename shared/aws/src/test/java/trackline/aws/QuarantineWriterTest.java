package trackline.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class QuarantineWriterTest {
  private static final Origin REQUEST =
      new Origin(
          Instant.parse("2026-11-30T10:00:00Z"), "batch", "203.0.113.7", "agent", "{}", null);

  private final List<byte[]> objects = new ArrayList<>();

  @Test
  void aRequestsFactsAreWrittenOnceAndReadInEachLine() throws IOException {
    write(1 << 20, REQUEST.at(0), REQUEST.at(1), Origin.UNKNOWN, REQUEST.at(3));
    assertThat(objects).hasSize(1);
    assertThat(inflated(objects.getFirst()).split("\"user_agent\"", -1)).hasSize(3);
    assertThat(read(objects.getFirst()))
        .extracting(line -> line.path("user_agent").asText(), line -> line.path("index").asInt())
        .containsExactly(tuple("agent", 0), tuple("agent", 1), tuple("", 0), tuple("agent", 3));
  }

  @Test
  void eachObjectIsBoundedAndCanBeReadAlone() throws IOException {
    Origin[] origins = new Origin[100];
    Arrays.setAll(origins, REQUEST::at);
    write(1_000, origins);
    assertThat(objects).hasSizeGreaterThan(2);
    List<Integer> places = new ArrayList<>();
    for (byte[] object : objects) {
      assertThat(inflated(object).length()).isLessThan(1_000 + 400);
      for (JsonNode line : read(object)) {
        assertThat(line.path("user_agent").asText()).isEqualTo("agent");
        places.add(line.path("index").asInt());
      }
    }
    assertThat(places).hasSize(100).isSorted();
  }

  @Test
  void whatEscapesWouldMultiplyIsKeptAsBase64() {
    byte[] controls = new byte[1_000];
    Arrays.fill(controls, (byte) 1);
    byte[] quotes = "\"".repeat(1_000).getBytes(UTF_8);
    QuarantineWriter writer = new QuarantineWriter((number, gzip) -> objects.add(gzip));
    writer.add(line(), Origin.UNKNOWN, controls);
    writer.add(line(), Origin.UNKNOWN, quotes);
    writer.finish();
    List<ObjectNode> lines = read(objects.getFirst());
    assertThat(Base64.getDecoder().decode(lines.getFirst().path("raw").asText()))
        .isEqualTo(controls);
    assertThat(lines.getFirst().path("raw_encoding").asText()).isEqualTo("base64");
    assertThat(lines.getLast().path("raw").asText()).isEqualTo("\"".repeat(1_000));
  }

  @Test
  void plainObjectsOfEarlierVersionsAreRead() {
    String object =
        """
        {"door":"segment","user_agent":"a","batch":"{}","raw":"1"}
        {"door":"segment","user_agent":"b","same_batch":true,"raw":"2"}
        """;
    assertThat(read(object.getBytes(UTF_8)))
        .extracting(line -> line.path("user_agent").asText(), line -> line.path("batch").asText())
        .containsExactly(tuple("a", "{}"), tuple("b", "{}"));
  }

  @Test
  void aLineBehindABrokenOneIsUnreadableOnlyIfItNeedsIt() throws IOException {
    String object =
        """
        {"raw":"1","user_agent":"a"}
        {"raw":
        {"raw":"3","same_request":true}
        {"raw":"4","user_agent":"b"}
        {"raw":"5","same_request":true}
        """;
    assertThat(told(object.getBytes(UTF_8)))
        .containsExactly("1 a", "2 unreadable", "3 unreadable", "4 b", "5 b");
  }

  @Test
  void aGzipThatBreaksOffIsToldAfterItsWholeLines() throws IOException {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip, true)) {
      out.write("{\"raw\":\"1\",\"user_agent\":\"a\"}\n".getBytes(UTF_8));
      out.flush();
      out.write("{\"raw\":\"2\"}\n".getBytes(UTF_8));
    }
    byte[] torn = Arrays.copyOf(gzip.toByteArray(), gzip.size() - 20);
    assertThat(told(torn)).containsExactly("1 a", "2 unreadable");
  }

  private static List<String> told(byte[] object) throws IOException {
    List<String> told = new ArrayList<>();
    QuarantineReader.read(
        new ByteArrayInputStream(object),
        new QuarantineReader.Lines() {
          @Override
          public void line(int number, ObjectNode line) {
            told.add(number + " " + line.path("user_agent").asText());
          }

          @Override
          public void unreadable(int number, String why) {
            told.add(number + " unreadable");
          }
        });
    return told;
  }

  private void write(int maxLines, Origin... origins) {
    QuarantineWriter writer =
        new QuarantineWriter(
            (number, gzip) -> {
              assertThat(number).isEqualTo(objects.size() + 1);
              objects.add(gzip);
            },
            maxLines);
    for (Origin origin : origins) {
      writer.add(line(), origin, "{}".getBytes(UTF_8));
    }
    writer.finish();
  }

  private static ObjectNode line() {
    return JsonNodeFactory.instance.objectNode().put("door", "segment");
  }

  private static List<ObjectNode> read(byte[] object) {
    return QuarantineReader.all(object);
  }

  private static String inflated(byte[] gzip) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
