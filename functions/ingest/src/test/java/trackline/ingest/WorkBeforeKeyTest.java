package trackline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a stranger makes the function do grows with what the stranger sends, and no faster: four
 * times as much is about four times the work. No kilobyte of it takes a millisecond.
 */
class WorkBeforeKeyTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final int SIZE = 2_400;
  private static final int TIMES = 4;
  private static final int TRIES = 7;

  /** Work in proportion, and half as much again; work by the square would be 16 times as much. */
  private static final int MOST = TIMES + TIMES / 2;

  /** Less than this is nothing. */
  private static final Duration LEAST = Duration.ofMillis(1);

  /** Most take some dozens of microseconds. */
  private static final Duration MOST_PER_KILOBYTE = Duration.ofMillis(1);

  private static final RefusedRequests FUNCTION = new RefusedRequests();

  /** Requests without a good key, by the number of characters that are hostile in them. */
  static Stream<Arguments> shapes() {
    return Stream.of(
        shape("context for many", n -> batch(many("{},", n / 2), objects(n / 2), "x")),
        shape("context of no key", n -> batch(many("{},", n / 2), objects(n / 2), null)),
        shape(
            "context beside contexts",
            n -> batch(many("{\"context\":{}},", n / 2), members(n / 2), "x")),
        shape("broken elements", n -> batch(many("{\"a\":[1,],", n), "{}", "x")),
        shape("broken elements of no key", n -> batch(many("{\"a\":[1,],", n), "{}", null)),
        shape("open brackets", n -> body("/v1/batch", "{\"batch\":[" + many("[{\"a\":", n))),
        shape("open strings", n -> body("/v1/batch", "{\"batch\":[" + many("{\"a\":\"", n))),
        shape(
            "names of keys", n -> body("/v1/batch", "{\"batch\":[}" + many("\"writeKey\":\"", n))),
        shape("keys in elements", n -> batch(many("{\"writeKey\":\"x\"},", n), "{}", "x")),
        shape("long key", n -> batch("", "{}", "k".repeat(n))),
        shape("members", n -> body("/v1/track", members(n))),
        shape("long number", n -> body("/v1/track", "{\"a\":" + "9".repeat(n) + "}")),
        shape(
            "long numbers",
            n -> body("/v1/track", "{\"a\":[" + many("9".repeat(900) + ",", n) + "0]}")),
        shape(
            "tag",
            n ->
                body(
                    "/v1/tag",
                    "{\"batch\":[" + many("{\"a\":[1,],", n) + "0],\"writeKey\":\"x\"}")),
        shape("blanks", n -> body("/v1/tag", " ".repeat(n))),
        shape(
            "content type",
            n -> header("content-type", "application/json" + many(";charset=utf-8", n))),
        shape(
            "content type of blanks",
            n -> header("content-type", "application/json;" + " ".repeat(n) + "x")),
        shape("content encoding", n -> header("content-encoding", many("gzip,", n))),
        shape("authorization", n -> header("authorization", "Bearer " + "k".repeat(n))),
        shape(
            "authorization of blanks",
            n -> header("authorization", " ".repeat(n) + "k" + " ".repeat(n))),
        shape("basic", n -> header("authorization", "Basic " + "a".repeat(n))),
        shape("basic of colons", n -> header("authorization", "Basic " + many("Ojo6", n))),
        shape("origin", n -> header("origin", "https://" + many("shop.", n))),
        shape("origin of stars", n -> header("origin", "https://" + many("a.example.", n))),
        shape("cookies", n -> header("cookie", many("a=b; ", n))),
        shape("preflight", WorkBeforeKeyTest::preflight),
        shape("parameters", n -> query(many("a%41=%42&", n))),
        shape("broken escapes", n -> query(many("%zz&", n))),
        shape("no characters", n -> query(many("%ff&", n))),
        shape("same parameter", n -> query(many("a&", n))),
        shape("pixel", n -> pixel(many("p=1&", n))),
        shape("pixel data", n -> pixel("data=" + many("e30", n))),
        shape("path", n -> body("/v1/" + many("%2e%2e/", n), "{}")),
        shape("settings", n -> body("/v1/projects/" + many("a/settings", n), "{}")),
        shape("webhook", n -> body("/webhooks/segment/" + "t".repeat(n), "[]")));
  }

  private static Arguments shape(String name, IntFunction<ObjectNode> request) {
    return Arguments.of(Named.of(name, request));
  }

  private static ObjectNode preflight(int n) {
    ObjectNode request = header("origin", "https://shop.example");
    request.withObject("/requestContext/http").put("method", "OPTIONS");
    request
        .withObject("/headers")
        .put("access-control-request-method", "POST")
        .put("access-control-request-headers", many("a ,\t", n));
    return request;
  }

  private static String many(String text, int length) {
    return text.repeat(Math.max(1, length / text.length()));
  }

  private static String objects(int length) {
    return "{\"a\":[" + many("{},", length) + "0]}";
  }

  private static String members(int length) {
    StringBuilder members = new StringBuilder("{\"a\":0");
    for (int i = 0; members.length() < length; i++) {
      members.append(",\"").append(Integer.toString(i, 36)).append("\":0");
    }
    return members.append('}').toString();
  }

  private static ObjectNode batch(String elements, String context, @Nullable String key) {
    String last = key == null ? "" : ",\"writeKey\":\"" + key + "\"";
    return body("/v1/batch", "{\"batch\":[" + elements + "{}],\"context\":" + context + last + "}");
  }

  private static ObjectNode body(String path, String body) {
    ObjectNode request = RefusedRequests.request(path, body.getBytes(UTF_8));
    request.withObject("/headers").remove("authorization");
    return request;
  }

  private static ObjectNode header(String name, String value) {
    ObjectNode request = body("/v1/batch", "{\"batch\":[{}]}");
    request.withObject("/headers").put(name, value);
    return request;
  }

  private static ObjectNode query(String query) {
    return body("/v1/batch", "{\"batch\":[{}]}").put("rawQueryString", query);
  }

  private static ObjectNode pixel(String query) {
    ObjectNode request = body("/v1/pixel.gif", "").put("rawQueryString", query);
    request.withObject("/requestContext/http").put("method", "GET");
    return request;
  }

  /** What the first requests take is the loading of classes. */
  @BeforeAll
  static void warmUp() {
    nanos(batch(many("{},", SIZE), "{}", "x"));
    nanos(header("authorization", "Bearer x"));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void growsWithWhatIsSent(IntFunction<ObjectNode> shape) {
    long little = nanos(shape.apply(SIZE));
    long much = nanos(shape.apply(TIMES * SIZE));
    assertThat(much).isLessThan(MOST * Math.max(little, LEAST.toNanos()));
    assertThat(much).isLessThan(TIMES * SIZE / 1_000 * MOST_PER_KILOBYTE.toNanos());
  }

  /** The least that a request takes this thread, whatever else the machine does. */
  private static long nanos(ObjectNode request) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      long start = THREADS.getCurrentThreadCpuTime();
      int status = FUNCTION.send(request);
      least = Math.min(least, THREADS.getCurrentThreadCpuTime() - start);
      assertThat(status).isIn(204, 400, 401, 404, 405, 413, 415);
    }
    return least;
  }
}
