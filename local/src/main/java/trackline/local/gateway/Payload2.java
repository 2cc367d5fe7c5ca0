package trackline.local.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The event in which an HTTP API hands a request to a function, payload format 2.0.
 *
 * <p>Source: "Working with AWS Lambda proxy integrations for HTTP APIs", API Gateway developer
 * guide.
 */
final class Payload2 {
  private Payload2() {}

  static ObjectNode event(HttpExchange exchange, String routeKey, byte[] body) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    String path = path(exchange);
    event.put("version", "2.0");
    event.put("routeKey", routeKey);
    event.put("rawPath", path);
    event.put(
        "rawQueryString", Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""));
    Map<String, String> headers = headers(exchange);
    headers.forEach(event.withObject("headers")::put);
    List<String> cookies = exchange.getRequestHeaders().getOrDefault("Cookie", List.of());
    cookies.forEach(event.withArray("cookies")::add);
    event.set("requestContext", context(exchange, routeKey, path, headers));
    putBody(event, body);
    return event;
  }

  /** The HTTP API hands a path over percent-decoded, once. */
  static String path(HttpExchange exchange) {
    String raw = exchange.getRequestURI().getRawPath();
    try {
      return URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return raw;
    }
  }

  /** Names in lower case, repeated ones joined by commas; cookies stand apart. */
  private static Map<String, String> headers(HttpExchange exchange) {
    Map<String, String> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
    headers.remove("cookie");
    return headers;
  }

  private static ObjectNode context(
      HttpExchange exchange, String routeKey, String path, Map<String, String> headers) {
    Instant now = Instant.now();
    ObjectNode context = JsonNodeFactory.instance.objectNode();
    context.put("accountId", "000000000000");
    context.put("apiId", "local");
    context.put("domainName", headers.getOrDefault("host", "localhost"));
    context.put("requestId", UUID.randomUUID().toString());
    context.put("routeKey", routeKey);
    context.put("stage", "$default");
    context.put("time", now.toString());
    context.put("timeEpoch", now.toEpochMilli());
    context
        .putObject("http")
        .put("method", exchange.getRequestMethod())
        .put("path", path)
        .put("protocol", exchange.getProtocol())
        .put("sourceIp", exchange.getRemoteAddress().getAddress().getHostAddress())
        .put("userAgent", headers.getOrDefault("user-agent", ""));
    return context;
  }

  /** Text goes as text; what is no UTF-8 goes as base64, so that nothing is replaced. */
  private static void putBody(ObjectNode event, byte[] body) {
    if (body.length == 0) {
      event.put("isBase64Encoded", false);
      return;
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      event.put("body", text).put("isBase64Encoded", false);
    } catch (CharacterCodingException e) {
      event.put("body", Base64.getEncoder().encodeToString(body)).put("isBase64Encoded", true);
    }
  }

  static byte[] body(JsonNode answer) {
    String body = answer.path("body").asText("");
    return answer.path("isBase64Encoded").asBoolean(false)
        ? Base64.getDecoder().decode(body)
        : body.getBytes(StandardCharsets.UTF_8);
  }
}
