package trackline.tests.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import trackline.tests.walk.Client;
import trackline.tests.walk.Client.Answer;

/** The calls of Segment's tracking API at a running Trackline, each test as a user of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TrackingApi {
  /** Stands in every bad value: no answer may repeat it. */
  static final String MARK = "s3cr3t";

  static final String TIME = "2026-11-20T10:00:00.000Z";
  private static final AtomicInteger USERS = new AtomicInteger();

  RunningTrackline trackline;
  Client client;
  String user;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    trackline = RunningTrackline.start(folder);
    client = trackline.client();
  }

  @AfterAll
  void stop() {
    trackline.close();
  }

  @BeforeEach
  void anotherUser() {
    user = "user" + USERS.incrementAndGet();
  }

  /** A message without a type, as it goes to the path of its call. */
  String message(String more) {
    return "{\"userId\":\"%s\",\"event\":\"E\"%s}".formatted(user, more);
  }

  String typed(String type, String more) {
    return "{\"type\":\"%s\",\"userId\":\"%s\"%s}".formatted(type, user, more);
  }

  String track(String more) {
    return typed("track", ",\"event\":\"E\"" + more);
  }

  static String batch(String... messages) {
    return "{\"batch\":[" + String.join(",", messages) + "]}";
  }

  Answer post(String path, String body) {
    return client.post(path, body);
  }

  /** Posts with the key that may ask to forget a user. */
  Answer postByForgetting(String path, String body) {
    return post(
        path,
        Map.of("authorization", "Bearer local-forget", "content-type", "application/json"),
        body);
  }

  /** Posts under the given headers and no others. */
  Answer post(String path, Map<String, String> headers, byte[] body) {
    HttpRequest.Builder request = client.to(path).POST(BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return client.send(request);
  }

  Answer post(String path, Map<String, String> headers, String body) {
    return post(path, headers, body.getBytes(UTF_8));
  }

  static String basic(String pair) {
    return "Basic " + base64(pair);
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  static void isSuccess(Answer answer) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    assertThat(answer.body().toString()).isEqualTo("{\"success\":true}");
    assertThat(answer.header("content-type")).startsWith("application/json");
  }

  /** A problem in our words and in those of Segment's SDKs. */
  static void isProblem(Answer answer, int status) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    assertThat(answer.body().path("status").asInt()).isEqualTo(status);
    for (String member : List.of("title", "detail", "code", "message")) {
      assertThat(answer.body().path(member).asText()).as(member).isNotBlank();
    }
    assertThat(answer.body().toString()).doesNotContain(MARK);
  }

  static List<String> pointers(JsonNode problem) {
    return RunningTrackline.list(problem.path("errors")).stream()
        .map(error -> error.path("pointer").asText())
        .toList();
  }

  /** The only event of the test's user, with all columns. */
  JsonNode row() {
    return row(user);
  }

  JsonNode row(String userId) {
    List<JsonNode> events = trackline.rows(userId);
    assertThat(events).hasSize(1);
    List<JsonNode> rows =
        trackline.rowsOfId(events.getFirst().path("event_id").asText()).stream()
            .filter(row -> row.path("user_id").asText().equals(userId))
            .toList();
    assertThat(rows).hasSize(1);
    return rows.getFirst();
  }

  static JsonNode properties(JsonNode row) {
    return Json.read(row.path("properties").asText("{}"));
  }

  Answer pixel(String path, String data) {
    return client.send(client.to(path + "?data=" + URLEncoder.encode(data, UTF_8)));
  }

  /** The text has bytes that differ in the two alphabets of base64. */
  String pixelMessage() {
    return message(",\"writeKey\":\"local-write\",\"properties\":{\"x\":\"??>>~~ÿþ😀\"}");
  }
}
