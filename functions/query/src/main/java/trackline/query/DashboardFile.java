package trackline.query;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import trackline.event.Sha256;
import trackline.http.HttpAnswer;
import trackline.http.HttpRequest;

/** A file of the dashboard, read from the class path once and answered from memory. */
final class DashboardFile {

  /** No folder can be named: a name is one word, a dot and one of the known endings. */
  private static final Pattern ASSET = Pattern.compile("[a-z0-9-]{1,40}\\.(js|css|svg|woff2|txt)");

  private static final Pattern NO_GZIP = Pattern.compile("gzip\\s*;\\s*q=0(\\.0*)?\\s*(,|$)");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "txt", "text/plain; charset=utf-8",
          "woff2", "font/woff2");

  /** Nothing comes from another host, and no script or style stands in the page itself. */
  private static final Map<String, String> SAFETY =
      Map.of(
          "content-security-policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
              + " font-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'",
          "x-content-type-options",
          "nosniff",
          "referrer-policy",
          "no-referrer",
          "cross-origin-opener-policy",
          "same-origin",
          "cross-origin-resource-policy",
          "same-origin");

  private static final Map<String, DashboardFile> FILES = new ConcurrentHashMap<>();

  private final String type;
  private final byte[] bytes;
  private final byte @Nullable [] gzipped;
  private final String etag;

  private DashboardFile(String ending, byte[] bytes) {
    this.type = TYPES.getOrDefault(ending, "application/octet-stream");
    this.bytes = bytes;
    // A font is compressed already.
    this.gzipped = ending.equals("woff2") ? null : gzip(bytes);
    this.etag = etag(bytes);
  }

  static DashboardFile index() {
    return find("index.html").orElseThrow();
  }

  /** The file of a name, which may be anything that a client sends. */
  static Optional<DashboardFile> asset(String name) {
    return ASSET.matcher(name).matches() ? find(name) : Optional.empty();
  }

  private static Optional<DashboardFile> find(String name) {
    Optional<DashboardFile> known = Optional.ofNullable(FILES.get(name));
    return known.isPresent() ? known : read(name);
  }

  private static Optional<DashboardFile> read(String name) {
    try (InputStream in = DashboardFile.class.getResourceAsStream("/dashboard/" + name)) {
      String ending = name.substring(name.lastIndexOf('.') + 1);
      if (in == null) {
        return Optional.empty();
      }
      DashboardFile file = new DashboardFile(ending, in.readAllBytes());
      FILES.put(name, file);
      return Optional.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file, or the word that the client's copy is still good. */
  HttpAnswer answer(HttpRequest request) {
    if (request.header("if-none-match").filter(this::matches).isPresent()) {
      return new HttpAnswer(304, Map.of(), new byte[0], false).withHeaders(caching());
    }
    byte @Nullable [] small = acceptsGzip(request) ? gzipped : null;
    HttpAnswer answer =
        small == null
            ? new HttpAnswer(200, SAFETY, bytes, gzipped == null)
            : new HttpAnswer(200, SAFETY, small, true).withHeader("content-encoding", "gzip");
    return answer.withHeaders(caching()).withHeader("content-type", type);
  }

  /** Names carry no version, so a browser asks each time; mostly the answer is 304. */
  private Map<String, String> caching() {
    return Map.of("cache-control", "no-cache", "etag", etag, "vary", "accept-encoding");
  }

  private boolean matches(String header) {
    return header.equals("*") || Arrays.asList(header.split("\\s*,\\s*")).contains(etag);
  }

  private static boolean acceptsGzip(HttpRequest request) {
    return request
        .header("accept-encoding")
        .filter(header -> header.contains("gzip") && !NO_GZIP.matcher(header).find())
        .isPresent();
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream small = new ByteArrayOutputStream(bytes.length / 2);
    try (GZIPOutputStream out = new GZIPOutputStream(small)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return small.toByteArray();
  }

  /** Weak, since the same tag stands for the file with and without gzip. */
  private static String etag(byte[] bytes) {
    return "W/\"" + HexFormat.of().formatHex(Sha256.of(bytes), 0, 8) + "\"";
  }
}
