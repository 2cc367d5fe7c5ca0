package trackline.tests.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * A GET as the gateway hands it to a function, by the holder of a key.
 *
 * @param timeout the function's
 */
record GatewayGet(String path, String query, String key, Duration timeout) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_TRIES = 20;

  /** What the function answers to the gateway. */
  record Answer(int status, JsonNode headers, JsonNode body) {
    void assertOwnTrouble() {
      assertThat(status).as("%s", body).isEqualTo(503);
      assertThat(headers.path("retry-after").asInt()).isPositive();
      assertThat(headers.path("content-type").asText()).isEqualTo("application/problem+json");
    }
  }

  /** Asks once, and is answered before the function's time is up. */
  Answer askInTime(RequestStreamHandler function) throws IOException {
    Instant start = Instant.now();
    Answer answer = ask(function);
    assertThat(Duration.between(start, Instant.now())).isLessThan(timeout);
    return answer;
  }

  /** Asks again while there is trouble, as clients do: a try may meet a machine that is busy. */
  Answer askUntilItIsAnswered(RequestStreamHandler function) throws IOException {
    Answer answer = ask(function);
    for (int i = 1; answer.status() == 503 && i < MOST_TRIES; i++) {
      answer = ask(function);
    }
    return answer;
  }

  private Answer ask(RequestStreamHandler function) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Clock clock = Clock.systemUTC();
    function.handleRequest(
        new ByteArrayInputStream(event().toString().getBytes(UTF_8)),
        out,
        new InvocationContext(clock, clock.instant().plus(timeout)));
    JsonNode answer = JSON.readTree(out.toByteArray());
    return new Answer(
        answer.path("statusCode").asInt(),
        answer.path("headers"),
        JSON.readTree(answer.path("body").asText()));
  }

  private ObjectNode event() {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("version", "2.0").put("rawPath", path).put("rawQueryString", query);
    event.putObject("headers").put("authorization", "Bearer " + key);
    event
        .putObject("requestContext")
        .put("requestId", "r")
        .putObject("http")
        .put("method", "GET")
        .put("path", path)
        .put("sourceIp", "203.0.113.7");
    return event;
  }
}
