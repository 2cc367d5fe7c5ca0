package trackline.http;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import trackline.event.Sha256;

/**
 * What an answer's bytes are known by, so that a client need not take them again.
 *
 * @param text weak, since the same tag stands for the bytes with and without gzip
 */
public record ETag(String text) {
  private static final int DIGEST_BYTES = 8;

  public static ETag of(byte[] bytes) {
    return new ETag("W/\"" + HexFormat.of().formatHex(Sha256.of(bytes), 0, DIGEST_BYTES) + "\"");
  }

  /** Whether the client's copy is still good. */
  public boolean isKnownTo(HttpRequest request) {
    return request.header("if-none-match").filter(this::isAmong).isPresent();
  }

  /** A pattern with blanks on both sides of the comma would look at each run of blanks often. */
  private boolean isAmong(String header) {
    return header.equals("*")
        || Arrays.stream(header.split(",", -1)).map(String::strip).anyMatch(text::equals);
  }

  /** The answer under this tag, or the word that the client's copy of it is still good. */
  public HttpAnswer answer(HttpRequest request, HttpAnswer whole, Map<String, String> headers) {
    HttpAnswer answer = isKnownTo(request) ? HttpAnswer.empty(304) : whole;
    return answer.withHeaders(headers).withHeader("etag", text);
  }
}
