package trackline.ingest;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import trackline.http.HttpAnswer;
import trackline.http.HttpRequest;
import trackline.http.Methods;

/**
 * The pages that may send events from a browser, by their origins. It is the browser that keeps to
 * it: the key, not the origin, is what lets a request in.
 */
final class Cors {
  private static final String ORIGIN = "origin";

  /** The longest that Chromium remembers it; others cap it at what they like. */
  private static final String PREFLIGHT_SECONDS = "7200";

  /** Names of headers by commas, RFC 9110; of the bytes that would end a header none. */
  private static final Pattern NAMES =
      Pattern.compile(
          "[!#$%&'*+.^_`|~0-9A-Za-z-]+(?:[ \\t]*,[ \\t]*[!#$%&'*+.^_`|~0-9A-Za-z-]+)*+");

  /** More names than any client's, and few enough for an answer. */
  private static final int MAX_NAMES_LENGTH = 2_000;

  /**
   * A name of a host has 253 characters at most, and no scheme or port adds as many as are left. A
   * list with several stars in one origin would look at a longer text again and again.
   */
  private static final int MAX_ORIGIN_LENGTH = 300;

  private final List<Pattern> allowed;

  private Cors(List<Pattern> allowed) {
    this.allowed = allowed;
  }

  /**
   * Reads a list of origins.
   *
   * @param origins such as {@code https://shop.example}, by commas; a star stands for any host,
   *     label or port, as in {@code https://*.example} and {@code http://localhost:*}, or alone for
   *     any origin; empty for none
   */
  static Cors of(String origins) {
    return new Cors(
        Arrays.stream(origins.split(","))
            .map(String::strip)
            .filter(origin -> !origin.isEmpty())
            .map(Cors::pattern)
            .toList());
  }

  private static Pattern pattern(String origin) {
    if (origin.equals("*")) {
      return Pattern.compile(".+");
    }
    String quoted =
        Arrays.stream(origin.split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining("[A-Za-z0-9.-]+"));
    return Pattern.compile(quoted, Pattern.CASE_INSENSITIVE);
  }

  /** Whether a browser asks if it may send the request that a page wants to. */
  boolean isPreflight(HttpRequest request) {
    return request.method().equals("OPTIONS")
        && request.hasHeader(ORIGIN)
        && request.hasHeader("access-control-request-method");
  }

  /**
   * The answer to that question: the headers say yes, and their absence no.
   *
   * @param methods those that the path takes
   */
  HttpAnswer preflight(HttpRequest request, Methods methods) {
    HttpAnswer answer = HttpAnswer.empty(204);
    return allowedOrigin(request).isEmpty()
        ? answer
        : answer.withHeaders(
            Map.of(
                "access-control-allow-methods",
                methods.list(),
                "access-control-allow-headers",
                allowedHeaders(request),
                "access-control-max-age",
                PREFLIGHT_SECONDS));
  }

  /**
   * The headers that a page of an allowed origin asks for. Each client has its own, more of them
   * when it tries again, and no door believes a header that a server could not send it as well.
   */
  private static String allowedHeaders(HttpRequest request) {
    return request
        .header("access-control-request-headers")
        .filter(names -> names.length() <= MAX_NAMES_LENGTH && NAMES.matcher(names).matches())
        .orElse("authorization, content-type, content-encoding");
  }

  /** What lets a page of an allowed origin read the answer. */
  Map<String, String> headers(HttpRequest request) {
    return allowedOrigin(request)
        .map(
            origin ->
                Map.of(
                    "access-control-allow-origin", origin,
                    "access-control-expose-headers", "retry-after",
                    "vary", ORIGIN))
        .orElse(Map.of("vary", ORIGIN));
  }

  private Optional<String> allowedOrigin(HttpRequest request) {
    return request
        .header(ORIGIN)
        .filter(origin -> origin.length() <= MAX_ORIGIN_LENGTH)
        .filter(origin -> allowed.stream().anyMatch(a -> a.matcher(origin).matches()));
  }
}
