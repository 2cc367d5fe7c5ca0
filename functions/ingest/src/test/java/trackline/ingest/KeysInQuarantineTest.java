package trackline.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Quarantine holds no key, whichever way one came in; all else is there as it came. */
class KeysInQuarantineTest {
  private static final String KEY = RefusedRequests.KEY;
  private static final String ESCAPED = "\\u0077k\\/\\u0034\\u0037-Secret";

  private final RefusedRequests function = new RefusedRequests();

  /**
   * A body that is refused.
   *
   * @param kept what is in quarantine of it
   */
  record Case(String path, String body, String kept) {
    @Override
    public String toString() {
      return path + " " + body;
    }
  }

  static Stream<Case> refused() {
    return Stream.of(
        // A message that came alone, its key first, last, alone, of another place, or no text.
        new Case(
            "/v1/track",
            "{\"writeKey\" : \"" + KEY + "\" , \"event\":\"\u00e9\"}",
            "{\"writeKey\" : \"[key]\" , \"event\":\"\u00e9\"}"),
        new Case(
            "/v1/page",
            "{\"name\":\"n\",\"writeKey\":\"elsewhere-valid\"}",
            "{\"name\":\"n\",\"writeKey\":\"[key]\"}"),
        new Case(
            "/v1/page", "{\"write\\u004bey\":\"elsewhere\"}", "{\"write\\u004bey\":\"[key]\"}"),
        new Case(
            "/v1/page",
            "{\"writeKey\":{\"k\":[\"x\"]},\"a\":1}",
            "{\"writeKey\":\"[key]\",\"a\":1}"),
        new Case("/v1/page", "{\"writeKey\":4711,\"a\":1}", "{\"writeKey\":\"[key]\",\"a\":1}"),
        // In a batch each message may carry it, as the browser SDK's do.
        new Case(
            "/v1/batch",
            "{\"batch\":[{\"writeKey\":\"elsewhere\",\"type\":\"x\"}]}",
            "{\"writeKey\":\"[key]\",\"type\":\"x\"}"),
        // Whole bodies that cannot be read.
        new Case(
            "/v1/batch",
            "{\"writeKey\":\"elsewhere\",\"batch\":{}}",
            "{\"writeKey\":\"[key]\",\"batch\":{}}"),
        new Case(
            "/v1/track",
            "[{\"writeKey\":\"elsewhere\"},{\"a\":1}]",
            "[{\"writeKey\":\"[key]\"},{\"a\":1}]"),
        new Case(
            "/v1/batch",
            "{\"batch\":[{\"writeKey\":\"elsewhere\"},{\"event\":",
            "{\"batch\":[{\"writeKey\":\"[key]\"},{\"event\":"),
        new Case("/v1/track", "{\"a\":1,\"writeKey\":\"elsewh", "{\"a\":1,\"writeKey\":\"[key]\""),
        new Case(
            "/v1/track",
            "{\"writeKey\":\"else\nwhere\",\"a\":1}",
            "{\"writeKey\":\"[key]\",\"a\":1}"),
        // A valid key wherever it stands, readable or not.
        new Case("/v1/track", "writeKey=" + KEY + "&a=1", "writeKey=[key]&a=1"),
        new Case("/v1/track", "k=wk%2F47-Secre%74&a=1", "k=[key]&a=1"),
        new Case("/v1/track", "{'k':'" + ESCAPED + "'}", "{'k':'[key]'}"),
        new Case(
            "/v1/track",
            "{\"event\":\"e\",\"properties\":{\"url\":\"?k=" + KEY + "\"}}",
            "{\"event\":\"e\",\"properties\":{\"url\":\"?k=[key]\"}}"),
        new Case("/v1/events", "{\"a\":\"" + RefusedRequests.PAGE_KEY, "{\"a\":\"[key]"),
        new Case("/v1/tag", "{\"writeKey\":\"elsewhere\"}", "{\"writeKey\":\"[key]\"}"),
        // At every door and depth, and in addresses.
        new Case(
            "/v1/events",
            "{\"event_type\":\"x\",\"writeKey\":\"mine\"}",
            "{\"event_type\":\"x\",\"writeKey\":\"[key]\"}"),
        new Case(
            "/v1/track",
            "{\"properties\":{\"a\":[{\"writeKey\":\"mine\"}]},\"name\":\"writeKey\"}",
            "{\"properties\":{\"a\":[{\"writeKey\":\"[key]\"}]},\"name\":\"writeKey\"}"),
        new Case(
            "/v1/track",
            "{\"u\":\"https://a.example/?writeKey=elsewh\\/ere&b=1#writeKey=\"}",
            "{\"u\":\"https://a.example/?writeKey=[key]&b=1#writeKey=[key]\"}"),
        new Case(
            "/v1/track", "{\"u\":\"%3FwriteKey%3Da%2Fb%26c", "{\"u\":\"%3FwriteKey%3D[key]%26c"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void ofWhatIsRefusedTheKeyIsNotKept(Case bad) {
    int status = function.send(RefusedRequests.request(bad.path(), bad.body().getBytes(UTF_8)));

    assertThat(status).isBetween(200, 499);
    assertThat(new String(function.onlyRaw(), UTF_8)).isEqualTo(bad.kept());
  }

  static Stream<Charset> others() {
    return Stream.of(UTF_16LE, UTF_16BE);
  }

  @ParameterizedTest
  @MethodSource("others")
  void norInAnotherEncoding(Charset charset) {
    function.send(RefusedRequests.request("/v1/track", ("{\"k\":\"" + KEY).getBytes(charset)));

    String raw = new String(function.onlyRaw(), ISO_8859_1).replace("\0", "");
    assertThat(raw).isEqualTo("{\"k\":\"[key]");
  }

  @Test
  void norAmongBytesThatAreNoText() {
    byte[] body = ("\u00ff{\"k\":\"" + KEY + "\"}\u00fe").getBytes(ISO_8859_1);

    function.send(RefusedRequests.request("/v1/track", body));

    assertThat(new String(function.onlyRaw(), ISO_8859_1))
        .isEqualTo("\u00ff{\"k\":\"[key]\"}\u00fe");
  }

  @Test
  void norInAGzipThatBreaksOff() {
    byte[] gzip = gzip("{\"writeKey\":\"elsewhere\",\"event\":\"" + "e".repeat(100) + "\"}");
    ObjectNode request = RefusedRequests.request("/v1/track", Arrays.copyOf(gzip, gzip.length - 9));
    request.withObject("/headers").put("content-encoding", "gzip");

    assertThat(function.send(request)).isEqualTo(400);

    assertThat(new String(function.onlyRaw(), UTF_8))
        .startsWith("{\"writeKey\":\"[key]\",\"event\":\"e");
  }

  @Test
  void aGzipWithoutOneIsKeptAsItCame() {
    byte[] gzip = Arrays.copyOf(gzip("{\"event\":\"" + "e".repeat(100) + "\"}"), 20);
    ObjectNode request = RefusedRequests.request("/v1/track", gzip);
    request.withObject("/headers").put("content-encoding", "gzip");

    function.send(request);

    assertThat(function.onlyRaw()).isEqualTo(gzip);
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
      out.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return gzip.toByteArray();
  }

  @Test
  void theKeyOfAnImageIsNotKept() {
    ObjectNode request = RefusedRequests.request("/v1/pixel.gif", new byte[0]);
    request.withObject("/headers").remove("authorization");
    request.withObject("/requestContext/http").put("method", "GET");
    request.put("rawQueryString", "writeKey=" + RefusedRequests.PAGE_KEY + "&event=e");

    function.send(request);

    assertThat(new String(function.onlyRaw(), UTF_8)).contains("\"writeKey\":\"[key]\"");
    assertThat(function.objects()).doesNotContain(RefusedRequests.PAGE_KEY);
  }

  /** Browsers and the tag have no header to put the key in. */
  @ParameterizedTest
  @ValueSource(strings = {"/v1/batch", "/v1/tag"})
  void aBodyThatBreaksOffBehindItsKeyIsKept(String path) {
    String body = "{\"writeKey\":\"%s\",\"batch\":[{\"type\":";
    ObjectNode request =
        RefusedRequests.request(path, body.formatted(RefusedRequests.PAGE_KEY).getBytes(UTF_8));
    request.withObject("/headers").remove("authorization");

    assertThat(function.send(request)).isEqualTo(400);

    assertThat(new String(function.onlyRaw(), UTF_8)).isEqualTo(body.formatted("[key]"));
  }

  @Test
  void aStrangersBodyIsNotKept() {
    ObjectNode request =
        RefusedRequests.request("/v1/batch", "{\"writeKey\":\"x\",\"batch\":[{".getBytes(UTF_8));
    request.withObject("/headers").remove("authorization");

    assertThat(function.send(request)).isEqualTo(401);

    assertThat(function.kept()).isEmpty();
  }

  /** Beside the bytes an entry tells of ids, pointers, the agent and what the batch shares. */
  @ParameterizedTest
  @ValueSource(strings = {"Bearer ", "Basic "})
  void noOtherMemberOfAnEntryHasIt(String scheme) {
    String body =
        """
        {"context":{"note":"KEY"},"batch":[{"type":"track","messageId":"KEY",
        "properties":{"KEY":1}}]}\
        """
            .replace("KEY", RefusedRequests.PAGE_KEY);
    ObjectNode request = RefusedRequests.request("/v1/batch", body.getBytes(UTF_8));
    request.withObject("/headers").put("user-agent", "curl -u " + RefusedRequests.PAGE_KEY);
    if (scheme.equals("Basic ")) {
      request.withObject("/headers").put("authorization", "Basic cGFnZS1rZXktMDgxNTo=");
    }

    assertThat(function.send(request)).isEqualTo(200);

    assertThat(function.kept()).hasSize(1);
    assertThat(function.objects())
        .doesNotContain(RefusedRequests.PAGE_KEY, "cGFnZS1rZXktMDgxNTo=", "authorization");
    assertThat(function.kept().getFirst().path("batch").asText())
        .isEqualTo("{\"context\":{\"note\":\"[key]\"}}");
  }

  /** What is left is judged as it would have been with the key in it. */
  @Test
  void whatIsKeptIsReadAgainAsBefore() {
    String body = "{\"writeKey\":\"" + KEY + "\",\"event\":\"e\"}";
    function.send(RefusedRequests.request("/v1/track", body.getBytes(UTF_8)));
    String fault = function.kept().getFirst().path("detail").asText();

    ObjectNode again = JsonNodeFactory.instance.objectNode();
    ObjectNode replay = again.putObject("replay").put("door", "segment").put("dry_run", true);
    replay.putArray("entries").add(function.kept().getFirst());

    assertThat(function.answer(again).path("results").path(0).path("errors").path(0).path("detail"))
        .hasToString("\"" + fault + "\"");
  }
}
