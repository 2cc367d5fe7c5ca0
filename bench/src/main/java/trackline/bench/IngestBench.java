package trackline.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import trackline.ingest.IngestHandler;

/**
 * Events a second of processor time through the whole of a warm ingest, at a table that takes
 * everything at once: what a request costs beside its network.
 */
public final class IngestBench {
  private static final String KEY = "a-key-of-the-bench";

  /** So many times as long as a round: the compiler is done by then. */
  private static final int WARM_UP = 10;

  private static final int ROUNDS = 5;

  private static final Map<String, String> ENVIRONMENT =
      Map.ofEntries(
          entry("EVENTS_TABLE", "events"),
          entry("ERASURES_TABLE", "erasures"),
          entry("QUARANTINE_BUCKET", "quarantine"),
          entry("WRITE_KEYS_SECRET", "keys"),
          entry("SEGMENT_TOKENS_SECRET", "tokens"),
          entry("SEGMENT_SIGNING_SECRET", "signing"),
          entry("IP_ADDRESSES", "whole"),
          entry("ALLOWED_ORIGINS", ""),
          entry("TRACKING_PLAN", "default"));

  /** One shape of request: how many events it has, and what the gateway hands on. */
  private record Shape(String name, int events, String request) {}

  /** Every secret holds the one key. */
  private static final class OneKey implements SecretsManagerClient {
    @Override
    public GetSecretValueResponse getSecretValue(GetSecretValueRequest request) {
      return GetSecretValueResponse.builder().secretString("{\"bench\":\"" + KEY + "\"}").build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  private IngestBench() {}

  /** Measures each shape; the argument is how long a round takes, in milliseconds. */
  public static void main(String[] arguments) throws IOException {
    Duration time = Duration.ofMillis(Long.parseLong(arguments[0]));
    try (OneObject quarantine = new OneObject(InputStream.nullInputStream(), 0);
        OneKey keys = new OneKey()) {
      IngestHandler handler =
          new IngestHandler(
              ENVIRONMENT, new TakesEverything(), quarantine, keys, Clock.systemUTC());
      for (Shape shape : shapes()) {
        measure(handler, shape, time.multipliedBy(WARM_UP));
        double[] rates = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
          rates[round] = measure(handler, shape, time);
        }
        report(shape, rates);
      }
    }
  }

  private static List<Shape> shapes() {
    return List.of(
        new Shape("1 event", 1, request("/v1/events", event(0))),
        new Shape("100 events", 100, request("/v1/events", batch(IngestBench::event, "[", "]"))),
        new Shape(
            "100 calls of Segment",
            100,
            request("/v1/batch", batch(IngestBench::call, "{\"batch\":[", "]}"))));
  }

  private static String batch(IntFunction<String> element, String begin, String end) {
    return IntStream.range(0, 100).mapToObj(element).collect(Collectors.joining(",", begin, end));
  }

  private static String event(int number) {
    return """
        {"event_id":"event-%d","event_type":"purchase","event_name":"Order","user_id":"user-%d",\
        "anonymous_id":"69175e43-25d0-47c7-bdec-%d","session_id":"s-%d",\
        "page_path":"/shop/checkout","referrer":"https://www.example.org/a?q=shoes",\
        "properties":{"plan":"pro","amount":"12.50","currency":"EUR","items":[{"sku":"A-1","count":2}],\
        "campaign":"autumn","authenticated":true}}"""
        .formatted(number, number % 10, number % 10, number);
  }

  private static String call(int number) {
    return """
        {"type":"track","event":"Order Completed","messageId":"message-%d","userId":"user-%d",\
        "anonymousId":"69175e43-25d0-47c7-bdec-%d","timestamp":"2026-11-19T23:23:16.792Z",\
        "context":{"page":{"path":"/shop/checkout","referrer":"https://www.example.org/a"},\
        "library":{"name":"analytics.js","version":"2.1.0"},"locale":"de-DE",\
        "userAgent":"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"},\
        "properties":{"plan":"pro","total":12.5,"currency":"EUR","products":[{"sku":"A-1"}]}}"""
        .formatted(number, number % 10, number % 10);
  }

  private static String request(String path, String body) {
    ObjectNode payload = JsonNodeFactory.instance.objectNode().put("rawPath", path);
    String basic = Base64.getEncoder().encodeToString((KEY + ":").getBytes(UTF_8));
    payload
        .putObject("headers")
        .put("authorization", "Basic " + basic)
        .put("content-type", "application/json")
        .put("user-agent", "analytics-node/2.1.0");
    ObjectNode http = payload.putObject("requestContext").putObject("http");
    http.put("method", "POST").put("path", path).put("sourceIp", "198.51.100.7");
    return payload.put("body", body).toString();
  }

  /** Events a second of one shape, for so long. */
  private static double measure(IngestHandler handler, Shape shape, Duration time)
      throws IOException {
    LongInvocation invocation = new LongInvocation();
    byte[] request = shape.request().getBytes(UTF_8);
    long start = cpu();
    long events = 0;
    long passed = 0;
    while (passed < time.toNanos()) {
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      handler.handleRequest(new ByteArrayInputStream(request), answer, invocation);
      String said = answer.toString(UTF_8);
      if (!said.contains("\"statusCode\":20")) {
        throw new IllegalStateException(shape.name() + " was answered " + said);
      }
      events += shape.events();
      passed = cpu() - start;
    }
    return events * (double) Duration.ofSeconds(1).toNanos() / passed;
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void report(Shape shape, double[] rates) {
    Arrays.sort(rates);
    System.out.printf(
        "ingest    %-20s  %,8.0f events/s  (%,.0f to %,.0f)%n",
        shape.name(), rates[ROUNDS / 2], rates[0], rates[ROUNDS - 1]);
  }
}
