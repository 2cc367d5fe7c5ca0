package trackline.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import trackline.ingest.BadNeighboursTest.Door;

/**
 * What is kept of a bad request stands in proportion to what was sent: a key in a page is in
 * anybody's hands, and storage is paid for.
 */
class QuarantineGrowthTest {
  /** The bytes kept for each byte sent. */
  private static final int MOST = 20;

  /** What a line says beside the bytes as they came: reason, place, times, ids. */
  private static final int FACTS = 400;

  private static final int AGENT = 8_000;
  private static final int LONG = 200_000;
  private static final int MAX_BODY = 900_000;
  private static final String SMALL = "elements that are no objects";

  private static final Map<String, String> AGENTS =
      Map.of(
          "no agent", "",
          "a long agent", "a".repeat(AGENT),
          "an agent of quotes", "\"".repeat(AGENT),
          "an agent of tabs and backslashes", "\t\\".repeat(AGENT / 2),
          "an agent of line separators", "\u2028".repeat(AGENT / 3));

  private static final Map<String, String> BODIES =
      Map.ofEntries(
          entry(SMALL, "0"),
          entry("empty objects", "{}"),
          entry("elements that cannot be read", "{\"a\":NaN}"),
          entry("long pointers", "{\"%s\":1e999999}".formatted("/~".repeat(400))),
          entry("escaped control characters", "\"%s\"".formatted("\\u0001".repeat(100))),
          entry("control characters", "\u0001".repeat(LONG)),
          entry("quotes", "\"".repeat(LONG)),
          entry("backslashes", "[\"" + "\\".repeat(LONG)),
          entry("line separators", "[\"" + utf8("\u2028".repeat(LONG / 3))),
          entry("no text at all", "[" + "\u00ff".repeat(LONG / 2)));

  /** The bytes of a text, each as a character. */
  private static String utf8(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  /** As many as the door takes. */
  private static String elements(Door door, String element) {
    int most = door.isOurs() ? Submission.MAX_EVENTS : SegmentSubmission.MAX_MESSAGES;
    int fitting = Math.min(most, MAX_BODY / (element.length() + 1));
    return element + ("," + element).repeat(fitting - 1);
  }

  private static final RefusedRequests FUNCTION = new RefusedRequests();

  static Stream<Arguments> requests() {
    return Arrays.stream(Door.values()).flatMap(QuarantineGrowthTest::requests);
  }

  private static Stream<Arguments> requests(Door door) {
    Stream<Arguments> agents =
        AGENTS.keySet().stream().map(agent -> Arguments.of(door, agent, SMALL, "plain"));
    Stream<Arguments> bodies =
        BODIES.keySet().stream()
            // The other doors read and keep as these two.
            .filter(body -> body.equals(SMALL) || door == Door.EVENTS || door == Door.BATCH)
            .flatMap(
                body ->
                    Stream.of("plain", "gzip", "torn gzip")
                        .map(form -> Arguments.of(door, "no agent", body, form)));
    return Stream.concat(agents, bodies);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void isBounded(Door door, String agentName, String bodyName, String form) {
    String agent = AGENTS.getOrDefault(agentName, "");
    byte[] body = door.body(elements(door, BODIES.getOrDefault(bodyName, "")));
    byte[] sent = form.equals("plain") ? body : gzip(body, form.equals("torn gzip"));
    ObjectNode request = door.request(sent, body);
    if (!form.equals("plain")) {
      request.withObject("/headers").put("content-encoding", "gzip");
    }
    request.withObject("/headers").put("user-agent", agent);
    FUNCTION.clear();
    JsonNode answer = FUNCTION.answer(request);
    assertThat(answer.path("statusCode").asInt()).isIn(200, 207, 400, 413, 422);
    long headers = request.path("headers").toString().getBytes(UTF_8).length;
    assertThat(FUNCTION.keptBytes()).isLessThan(MOST * (sent.length + headers));
    int lines = 2 * (body.length + (int) headers) + FACTS * FUNCTION.kept().size();
    assertThat(FUNCTION.objects().length()).isLessThanOrEqualTo(lines);
  }

  private static byte[] gzip(byte[] body, boolean torn) {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] bytes = gzip.toByteArray();
    return torn ? Arrays.copyOf(bytes, bytes.length - 9) : bytes;
  }
}
