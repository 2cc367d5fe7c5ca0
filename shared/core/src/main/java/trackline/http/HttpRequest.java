package trackline.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import trackline.time.Deadline;

/**
 * A request as the gateway handed it over.
 *
 * @param host the name that the gateway was asked by, with the path of its stage where it has one;
 *     never one from a forwarding header
 * @param path the path, percent-decoded once
 * @param query the query parameters, decoded, each with its values in order
 * @param headers by lower-case name, each with its values in order
 * @param body the body as it came, base64 text where {@code base64}
 * @param sourceIp the address that the gateway saw, never one from a header
 * @param requestId the gateway's id of the request
 * @param receivedAt when the gateway took the request
 * @param deadline until when the work that it asks for must be done, so that it is answered in time
 */
public record HttpRequest(
    String method,
    String host,
    String path,
    Map<String, List<String>> query,
    Map<String, List<String>> headers,
    @Nullable String body,
    boolean base64,
    @Nullable String sourceIp,
    String requestId,
    Instant receivedAt,
    Deadline deadline) {

  /** The value of a header that came exactly once. */
  public Optional<String> header(String name) {
    List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    return values.size() == 1 ? Optional.of(values.getFirst().strip()) : Optional.empty();
  }

  /** Whether a header came at all, however often. */
  public boolean hasHeader(String name) {
    return !headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).isEmpty();
  }

  /**
   * The value of a query parameter.
   *
   * @throws Refusal 400 when it was given more than once
   */
  public Optional<String> parameter(String name) {
    List<String> values = query.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw Refusal.badParameter(name, "is given " + values.size() + " times, give it once");
    }
    return values.stream().findFirst();
  }

  /**
   * The body's bytes as the client sent them.
   *
   * @throws Refusal 400 when the gateway's base64 is broken
   */
  public byte[] bodyBytes() {
    if (body == null) {
      return new byte[0];
    }
    if (!base64) {
      return body.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw Refusal.badBody("The body is marked as base64 and is not base64");
    }
  }

  /** The body's bytes, or those of its text where that is broken base64. */
  public byte[] rawBytes() {
    try {
      return bodyBytes();
    } catch (Refusal e) {
      return body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Whether a front says that it took the request by TLS; anybody can say so. */
  public boolean isForwardedByTls() {
    return header("x-forwarded-proto").filter("https"::equalsIgnoreCase).isPresent();
  }
}
