package trackline.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import trackline.http.ETag;
import trackline.http.HttpAnswer;
import trackline.http.HttpRequest;

/** A file for browsers, read from the class path once and answered from memory. */
final class StaticFile {

  /** No folder can be named: a name is one word, a dot and one of the known endings. */
  private static final Pattern ASSET = Pattern.compile("[a-z0-9-]{1,40}\\.(js|css|svg|woff2|txt)");

  private static final Pattern REMARK_OR_MARGIN = Pattern.compile("(?m)^ +(//.*\\n)?");

  private static final Pattern NO_GZIP = Pattern.compile("gzip\\s*;\\s*q=0(\\.0*)?\\s*(,|$)");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "txt", "text/plain; charset=utf-8",
          "woff2", "font/woff2");

  /**
   * The dashboard's: nothing comes from another host, and no script or style stands in the page
   * itself. Names carry no version, so a browser asks each time; mostly the answer is 304.
   */
  private static final Map<String, String> OWN_PAGE =
      Map.of(
          "cache-control",
          "no-cache",
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

  /** The tag's: the pages of any host load it, with a digest (SRI) too, and keep it for an hour. */
  private static final Map<String, String> ANY_PAGE =
      Map.of(
          "cache-control",
          "public, max-age=3600",
          "x-content-type-options",
          "nosniff",
          "access-control-allow-origin",
          "*",
          "cross-origin-resource-policy",
          "cross-origin");

  private static final Map<String, StaticFile> FILES = new ConcurrentHashMap<>();

  private final Map<String, String> headers;
  private final String type;
  private final byte[] bytes;
  private final byte @Nullable [] gzipped;
  private final ETag etag;

  private StaticFile(Map<String, String> headers, String ending, byte[] bytes) {
    this.headers = new HashMap<>(headers);
    this.headers.put("vary", "accept-encoding");
    this.type = TYPES.getOrDefault(ending, "application/octet-stream");
    this.bytes = bytes;
    // A font is compressed already.
    this.gzipped = ending.equals("woff2") ? null : gzip(bytes);
    this.etag = ETag.of(bytes);
  }

  /** The dashboard. */
  static StaticFile index() {
    return find("dashboard/index.html", OWN_PAGE).orElseThrow();
  }

  /** The dashboard's file of a name, which may be anything that a client sends. */
  static Optional<StaticFile> asset(String name) {
    return ASSET.matcher(name).matches() ? find("dashboard/" + name, OWN_PAGE) : Optional.empty();
  }

  /** The script that other pages load to send events. */
  static StaticFile tag() {
    return find("tag/tag.js", ANY_PAGE, StaticFile::withoutRemarks).orElseThrow();
  }

  /** A script as it travels: the remarks and the margins are for those who read it here. */
  private static byte[] withoutRemarks(byte[] script) {
    return REMARK_OR_MARGIN.matcher(new String(script, UTF_8)).replaceAll("").getBytes(UTF_8);
  }

  private static Optional<StaticFile> find(String path, Map<String, String> headers) {
    return find(path, headers, UnaryOperator.identity());
  }

  private static Optional<StaticFile> find(
      String path, Map<String, String> headers, UnaryOperator<byte[]> travelling) {
    Optional<StaticFile> known = Optional.ofNullable(FILES.get(path));
    return known.isPresent() ? known : read(path, headers, travelling);
  }

  private static Optional<StaticFile> read(
      String path, Map<String, String> headers, UnaryOperator<byte[]> travelling) {
    try (InputStream in = StaticFile.class.getResourceAsStream("/" + path)) {
      String ending = path.substring(path.lastIndexOf('.') + 1);
      if (in == null) {
        return Optional.empty();
      }
      StaticFile file = new StaticFile(headers, ending, travelling.apply(in.readAllBytes()));
      FILES.put(path, file);
      return Optional.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file, or the word that the client's copy is still good. */
  HttpAnswer answer(HttpRequest request) {
    return etag.answer(request, whole(request), headers);
  }

  private HttpAnswer whole(HttpRequest request) {
    byte @Nullable [] small = acceptsGzip(request) ? gzipped : null;
    HttpAnswer answer =
        small == null
            ? new HttpAnswer(200, Map.of(), bytes, gzipped == null)
            : new HttpAnswer(200, Map.of(), small, true).withHeader("content-encoding", "gzip");
    return answer.withHeader("content-type", type);
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
}
