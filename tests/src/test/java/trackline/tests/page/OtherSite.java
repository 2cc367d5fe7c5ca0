package trackline.tests.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;

/**
 * A site of somebody else, on an origin of its own: its pages have the tag, and a strict policy
 * (CSP) that lets scripts and requests go to the tag's origin and nowhere else.
 */
final class OtherSite implements AutoCloseable {

  /** Calls that are made before the tag is there. */
  private static final String EARLY =
      """
      if (location.search === "?early") {
        (window.trackline = window.trackline || []).push((t) => t("Early", { n: 1 }));
      }
      if (location.search === "?identified") {
        (window.trackline = window.trackline || []).push((t) => t.identify("ada"));
      }
      """;

  private final HttpServer server;
  private final URI tagOrigin;
  private final String tag;

  /**
   * Starts a site.
   *
   * @param tag the line of HTML that installs the tag
   */
  OtherSite(URI tagOrigin, String tag) {
    this.tagOrigin = tagOrigin;
    this.tag = tag;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  /** The line that the guide tells to install. */
  static String line(URI tagOrigin) {
    return "<script defer src=\"%s\" data-write-key=\"local-write\"></script>"
        .formatted(tagOrigin.resolve("/tag.js"));
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      boolean script = path.equals("/early.js");
      exchange
          .getResponseHeaders()
          .set("content-type", (script ? "text/javascript" : "text/html") + "; charset=utf-8");
      exchange.getResponseHeaders().set("content-security-policy", policy());
      byte[] body = (script ? EARLY : page(path)).getBytes(UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** Behind the link that leaves is a page without a tag. */
  private String page(String path) {
    return """
        <!doctype html>
        <html lang="en">
          <head>
            <title>Shop %1$s</title>
            <link rel="icon" href="data:,">
            <script src="/early.js"></script>
            %2$s
          </head>
          <body>
            <a id="leave" href="/gone" data-trackline-click="Leave" data-trackline-order-id="7">
              <b id="inside">Leave</b>
            </a>
            <a id="next" href="/next">Next</a>
            <button id="plain">Plain</button>
          </body>
        </html>
        """
        .formatted(path, path.equals("/gone") ? "" : tag);
  }

  private String policy() {
    String origin = tagOrigin.resolve("/").toString();
    return "default-src 'none'; img-src data:; script-src 'self' %1$s; connect-src %1$s"
        .formatted(origin);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
