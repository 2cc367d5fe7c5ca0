package trackline.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * An answer for the gateway to send.
 *
 * @param headers by lower-case name
 * @param binary whether the body goes through the gateway as base64
 */
@SuppressWarnings("ArrayRecordComponent") // never compared: written once and gone
public record HttpAnswer(int status, Map<String, String> headers, byte[] body, boolean binary) {

  public HttpAnswer {
    headers = Map.copyOf(headers);
  }

  public static HttpAnswer json(int status, JsonNode document) {
    return new HttpAnswer(
        status,
        Map.of("content-type", "application/json", "cache-control", "no-store"),
        document.toString().getBytes(StandardCharsets.UTF_8),
        false);
  }

  public static HttpAnswer empty(int status) {
    return new HttpAnswer(status, Map.of(), new byte[0], false);
  }

  /** The answer to HEAD where this is the one to GET. */
  public HttpAnswer withoutBody() {
    return new HttpAnswer(status, headers, new byte[0], false);
  }

  public HttpAnswer withHeader(String name, String value) {
    return withHeaders(Map.of(name, value));
  }

  public HttpAnswer withHeaders(Map<String, String> others) {
    Map<String, String> merged = new TreeMap<>(headers);
    merged.putAll(others);
    return new HttpAnswer(status, merged, body, binary);
  }
}
