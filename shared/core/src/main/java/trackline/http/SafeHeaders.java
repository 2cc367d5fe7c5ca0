package trackline.http;

import java.util.Map;

/** What every answer says to browsers, so that they take it for no more than it is. */
final class SafeHeaders {
  /** The type that an answer names is the one it has. */
  private static final Map<String, String> ANY = Map.of("x-content-type-options", "nosniff");

  /** Two years, after which the next answer says it again. */
  private static final Map<String, String> OVER_TLS =
      Map.of("x-content-type-options", "nosniff", "strict-transport-security", "max-age=63072000");

  private SafeHeaders() {}

  /**
   * The headers of an answer. API Gateway, which takes HTTPS alone, says so of each request;
   * without it, as on one's own machine, a browser must go on asking by HTTP. So it must at a local
   * name, even where a front speaks TLS: a browser holds what is said for all ports of a host.
   */
  static Map<String, String> of(HttpRequest request) {
    boolean isPublic = request.isForwardedByTls() && !LocalName.isLocal(request.host());
    return isPublic ? OVER_TLS : ANY;
  }
}
