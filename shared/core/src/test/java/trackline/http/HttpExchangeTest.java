package trackline.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.event.Fault;
import trackline.log.LogLine;
import trackline.time.Deadline;

class HttpExchangeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String V2 =
      """
      {"version":"2.0","rawPath":"/v1/users/a b+c%2Fd/events","rawQueryString":"limit=5&event_type=a%26b+c&x=1&x=2",
       "headers":{"Content-TYPE":"application/json","x-forwarded-for":"6.6.6.6"},"body":"{}","isBase64Encoded":false,
       "requestContext":{"requestId":"r-1","timeEpoch":1795176000123,"domainName":"x.execute-api.example",
        "http":{"method":"POST","sourceIp":"203.0.113.7"}}}""";
  private static final String V1 =
      """
      {"httpMethod":"POST","path":"/v1/users/a%20b+c%252Fd/events","headers":{"Content-Type":"b"},
       "multiValueHeaders":{"Content-Type":["a","b"]},"queryStringParameters":{"limit":"5","x":"2"},
       "multiValueQueryStringParameters":{"limit":["5"],"event_type":["a&b c"],"x":["1","2"]},"body":"e30=","isBase64Encoded":true,
       "requestContext":{"requestId":"r-1","requestTimeEpoch":1795176000123,"identity":{"sourceIp":"203.0.113.7"}}}""";

  private final List<HttpRequest> seen = new ArrayList<>();
  private final List<String> logged = new ArrayList<>();

  private JsonNode serve(String event, HttpExchange.Route route) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new HttpExchange("test", Clock.systemUTC(), error -> "Detail", route)
        .serve(
            new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
            out,
            Deadline.NONE,
            logged::add);
    return JSON.readTree(out.toByteArray());
  }

  private HttpRequest read(String event) throws IOException {
    serve(
        event,
        (request, log) -> {
          seen.add(request);
          return HttpAnswer.empty(200);
        });
    return seen.getFirst();
  }

  @ParameterizedTest
  @ValueSource(strings = {V2, V1})
  void readsBothPayloads(String event) throws IOException {
    HttpRequest request = read(event);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/v1/users/a b+c%2Fd/events");
    assertThat(request.parameter("limit")).contains("5");
    assertThat(request.parameter("event_type")).contains("a&b c");
    assertThat(request.query().get("x")).containsExactly("1", "2");
    assertThat(request.sourceIp()).isEqualTo("203.0.113.7");
    assertThat(request.requestId()).isEqualTo("r-1");
    assertThat(request.receivedAt()).isEqualTo(Instant.ofEpochMilli(1795176000123L));
    assertThat(request.bodyBytes()).asString().isEqualTo("{}");
    assertThat(request.hasHeader("CONTENT-type")).isTrue();
  }

  /** A decoder that replaces what it cannot read would change what the client sent. */
  @ParameterizedTest
  @ValueSource(strings = {"%", "%4", "%zz", "a%+b", "%ff", "%C0%AF", "%ED%A0%80", "é%80"})
  void leavesABrokenEscapeAsItIs(String value) throws IOException {
    assertThat(read(V2.replace("limit=5", "limit=" + value)).parameter("limit")).contains(value);
  }

  @ParameterizedTest
  @CsvSource({
    "%E2%82%ac, €",
    "é, é",
    "%F0%9F%98%80, 😀",
    "a+b%2Bc, a b+c",
    "%c3%a9, é",
    "%25ff, %ff"
  })
  void readsTheEscapesOfAQuery(String escaped, String value) throws IOException {
    assertThat(read(V2.replace("limit=5", "limit=" + escaped)).parameter("limit")).contains(value);
  }

  @Test
  void givesNoValueOfAHeaderThatCameTwice() throws IOException {
    assertThat(read(V1).header("content-type")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "null", "\"ping\"", "{\"source\":\"warmer\"}"})
  void answersAWarmUpPing(String event) throws IOException {
    assertThat(serve(event, (request, log) -> HttpAnswer.empty(500)).path("statusCode").asInt())
        .isEqualTo(204);
  }

  @Test
  void answersARefusalAsAProblem() throws IOException {
    JsonNode answer =
        serve(
            V2,
            (request, log) -> {
              throw Refusal.unprocessable("No", List.of(new Fault("/a", "must be b")));
            });
    assertThat(answer.path("statusCode").asInt()).isEqualTo(422);
    assertThat(answer.path("headers").path("content-type").asText())
        .isEqualTo("application/problem+json");
    assertThat(JSON.readTree(answer.path("body").asText()))
        .isEqualTo(
            JSON.readTree(
                """
                {"type":"about:blank","title":"Unprocessable Content","status":422,"detail":"No",
                 "errors":[{"pointer":"/a","detail":"must be b"}]}"""));
  }

  @Test
  void answersTroubleAsA503AndLogsNoMessage() throws IOException {
    JsonNode answer =
        serve(
            V2,
            (request, log) -> {
              throw new IllegalStateException("secret");
            });
    assertThat(answer.path("statusCode").asInt()).isEqualTo(503);
    assertThat(answer.path("headers").path("retry-after").asText()).isEqualTo("1");
    assertThat(logged)
        .singleElement()
        .asString()
        .contains("IllegalStateException", "\"error_detail\":\"Detail\"", "\"status\":503", "r-1")
        .doesNotContain("secret", "203.0.113.7");
  }

  /** A problem too; over HTTP, as on one's own machine, a browser is not told to ask by HTTPS. */
  @ParameterizedTest
  @CsvSource({"https, max-age=63072000", "http, ''", "'', ''"})
  void saysThatTypesAreMeantAndOfTlsThatItStays(String scheme, String transport)
      throws IOException {
    String event = V2.replace("\"x-forwarded-for\"", "\"x-forwarded-proto\"");
    for (HttpExchange.Route route : List.<HttpExchange.Route>of(this::empty, this::refused)) {
      JsonNode headers = serve(event.replace("6.6.6.6", scheme), route).path("headers");
      assertThat(headers.path("x-content-type-options").asText()).isEqualTo("nosniff");
      assertThat(headers.path("strict-transport-security").asText()).isEqualTo(transport);
    }
  }

  /** A browser holds it for all ports of a host, and others speak HTTP there. */
  @Test
  void saysNothingOfTlsAtALocalName() throws IOException {
    String event = V2.replace("\"x-forwarded-for\"", "\"x-forwarded-proto\"");
    String local =
        event.replace("6.6.6.6", "https").replace("x.execute-api.example", "localhost:8443");
    JsonNode headers = serve(local, this::empty).path("headers");
    assertThat(headers.has("strict-transport-security")).isFalse();
  }

  private HttpAnswer empty(HttpRequest request, LogLine log) {
    return HttpAnswer.empty(200);
  }

  private HttpAnswer refused(HttpRequest request, LogLine log) {
    throw Refusal.notFound();
  }

  @Test
  void writesABinaryBodyAsBase64() throws IOException {
    HttpAnswer binary = new HttpAnswer(200, Map.of(), new byte[] {-1, 0}, true);
    JsonNode answer = serve(V2, (request, log) -> binary);
    assertThat(answer.path("isBase64Encoded").asBoolean()).isTrue();
    assertThat(answer.path("body").asText()).isEqualTo("/wA=");
    assertThat(
            serve(V2, (r, log) -> HttpAnswer.json(200, JsonNodeFactory.instance.objectNode()))
                .path("body")
                .asText())
        .isEqualTo("{}");
  }
}
