package trackline.engines.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import trackline.loopback.OwnNames;

/** Stands before a server of the JDK, and lets requests of this machine through. */
public final class OwnFilter extends Filter {
  private static final int FORBIDDEN = 403;

  private final OwnNames names;
  private final Predicate<HttpExchange> anyPage;

  /**
   * A filter by names.
   *
   * @param anyPage whether a request may come from pages of other sites too
   */
  public OwnFilter(OwnNames names, Predicate<HttpExchange> anyPage) {
    this.names = names;
    this.anyPage = anyPage;
  }

  @Override
  public String description() {
    return "Requests of this machine";
  }

  @Override
  public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
    Optional<String> refusal = refusal(exchange);
    if (refusal.isEmpty()) {
      chain.doFilter(exchange);
      return;
    }
    try (exchange) {
      byte[] body = refusal.get().getBytes(UTF_8);
      exchange.getResponseHeaders().set("content-type", "application/problem+json");
      exchange.getResponseHeaders().set("x-content-type-options", "nosniff");
      boolean headOnly = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(FORBIDDEN, headOnly ? -1 : body.length);
      if (!headOnly) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private Optional<String> refusal(HttpExchange exchange) {
    List<String> hosts = values(exchange, "Host");
    return anyPage.test(exchange)
        ? names.refusal(hosts)
        : names.refusal(hosts, values(exchange, "Origin"));
  }

  private static List<String> values(HttpExchange exchange, String name) {
    return exchange.getRequestHeaders().getOrDefault(name, List.of());
  }
}
