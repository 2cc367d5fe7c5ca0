package trackline.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import trackline.time.Deadline;

/**
 * The JSON in which API Gateway hands a request to a function and takes its answer: payload 2.0
 * (HTTP API, function URL) and 1.0 (REST API).
 *
 * <p>Source: "Working with AWS Lambda proxy integrations for HTTP APIs", API Gateway developer
 * guide.
 */
final class GatewayPayload {
  /** The stage that an HTTP API serves without a path of its own. */
  private static final String DEFAULT_STAGE = "$default";

  private GatewayPayload() {}

  /** Whether this is a request at all; a warm-up ping is not. */
  static boolean isRequest(JsonNode event) {
    return event.path("requestContext").isObject();
  }

  static HttpRequest read(JsonNode event, Clock clock, Deadline deadline) {
    return event.path("requestContext").has("http")
        ? readV2(event, clock, deadline)
        : readV1(event, clock, deadline);
  }

  private static HttpRequest readV2(JsonNode event, Clock clock, Deadline deadline) {
    JsonNode context = event.path("requestContext");
    JsonNode http = context.path("http");
    return new HttpRequest(
        http.path("method").asText(""),
        host(context),
        pathV2(event),
        rawQuery(event.path("rawQueryString").asText("")),
        headers(event),
        text(event.path("body")),
        event.path("isBase64Encoded").asBoolean(false),
        text(http.path("sourceIp")),
        context.path("requestId").asText(""),
        time(context.path("timeEpoch"), clock),
        deadline);
  }

  private static HttpRequest readV1(JsonNode event, Clock clock, Deadline deadline) {
    JsonNode context = event.path("requestContext");
    return new HttpRequest(
        event.path("httpMethod").asText(""),
        host(context),
        pathV1(event),
        multiple(event, "multiValueQueryStringParameters", "queryStringParameters"),
        headers(event),
        text(event.path("body")),
        event.path("isBase64Encoded").asBoolean(false),
        text(context.path("identity").path("sourceIp")),
        context.path("requestId").asText(""),
        time(context.path("requestTimeEpoch"), clock),
        deadline);
  }

  /**
   * Under a name of the gateway's own the stage is a part of the path; under a team's it is not.
   */
  private static String host(JsonNode context) {
    String domain = context.path("domainName").asText("");
    String stage = context.path("stage").asText(DEFAULT_STAGE);
    return stage.equals(DEFAULT_STAGE) || !domain.contains(".execute-api.")
        ? domain
        : domain + "/" + stage;
  }

  /** An HTTP API hands the path over decoded; a function URL as it was sent. */
  private static String pathV2(JsonNode event) {
    String path = event.path("rawPath").asText("");
    String domain = event.path("requestContext").path("domainName").asText("");
    return domain.contains(".lambda-url.") ? decodePath(path) : path;
  }

  /** An HTTP API set to payload 1.0 says so and decodes the path; a REST API does neither. */
  private static String pathV1(JsonNode event) {
    String path = event.path("path").asText("");
    return event.has("version") ? path : decodePath(path);
  }

  /** Percent-decoding as paths have it, where a plus sign is a plus sign. */
  private static String decodePath(String path) {
    return decode(path.replace("+", "%2B"));
  }

  private static Map<String, List<String>> headers(JsonNode event) {
    Map<String, List<String>> headers = new TreeMap<>();
    multiple(event, "multiValueHeaders", "headers")
        .forEach(
            (name, values) ->
                headers
                    .computeIfAbsent(name.toLowerCase(Locale.ROOT), any -> new ArrayList<>())
                    .addAll(values));
    return headers;
  }

  /** Payload 1.0 gives every value under one member and the last one under the other. */
  private static Map<String, List<String>> multiple(JsonNode event, String many, String single) {
    Map<String, List<String>> values = new TreeMap<>();
    texts(event.path(single)).forEach((name, value) -> values.put(name, List.of(value)));
    event
        .path(many)
        .properties()
        .forEach(
            member -> {
              List<String> all = new ArrayList<>();
              member.getValue().forEach(value -> all.add(value.asText()));
              values.put(member.getKey(), all);
            });
    return values;
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> values = new TreeMap<>();
    object.properties().forEach(member -> values.put(member.getKey(), member.getValue().asText()));
    return values;
  }

  /** Payload 2.0 joins repeated parameters by commas, so the raw query string is read instead. */
  private static Map<String, List<String>> rawQuery(String raw) {
    Map<String, List<String>> query = new TreeMap<>();
    for (String pair : raw.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        query.computeIfAbsent(name, any -> new ArrayList<>()).add(value);
      }
    }
    return query;
  }

  /**
   * A broken escape is kept as it stands. So are escapes that are no UTF-8: a decoder would put
   * other characters in their place without a word. Neither is an exception, which is dear where a
   * query has thousands.
   */
  private static String decode(String text) {
    if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
      return text;
    }
    byte @Nullable [] bytes = unescaped(text.getBytes(StandardCharsets.UTF_8));
    @Nullable String decoded = bytes == null ? null : utf8(bytes);
    return decoded == null ? text : decoded;
  }

  /** The text of bytes; null where they are no UTF-8. */
  private static @Nullable String utf8(byte[] bytes) {
    CharBuffer text = CharBuffer.allocate(bytes.length);
    boolean bad =
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), text, true).isError();
    return bad ? null : text.flip().toString();
  }

  /** The bytes without their escapes; null where one is broken. */
  private static byte @Nullable [] unescaped(byte[] bytes) {
    ByteArrayOutputStream unescaped = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      switch (bytes[i]) {
        case '+' -> unescaped.write(' ');
        case '%' -> {
          int value = hexDigit(bytes, i + 1) << 4 | hexDigit(bytes, i + 2);
          if (value < 0) {
            return null;
          }
          unescaped.write(value);
          i += 2;
        }
        default -> unescaped.write(bytes[i]);
      }
    }
    return unescaped.toByteArray();
  }

  /** The value of the digit at a place; negative where there is none. */
  private static int hexDigit(byte[] bytes, int at) {
    return at < bytes.length ? Character.digit(bytes[at], 16) : -1;
  }

  private static @Nullable String text(JsonNode node) {
    return node.isTextual() ? node.textValue() : null;
  }

  private static Instant time(JsonNode epochMillis, Clock clock) {
    return epochMillis.canConvertToLong() && epochMillis.isNumber()
        ? Instant.ofEpochMilli(epochMillis.longValue())
        : clock.instant();
  }

  static ObjectNode write(HttpAnswer answer) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("statusCode", answer.status());
    ObjectNode headers = event.putObject("headers");
    new TreeMap<>(answer.headers()).forEach(headers::put);
    event.put("isBase64Encoded", answer.binary());
    event.put(
        "body",
        answer.binary()
            ? Base64.getEncoder().encodeToString(answer.body())
            : new String(answer.body(), StandardCharsets.UTF_8));
    return event;
  }
}
