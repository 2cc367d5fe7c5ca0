package trackline.bench.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import trackline.bench.endurance.Api;

/**
 * An answer of the server.
 *
 * @param head the status line and the headers, in lower case
 */
record Answer(int status, String head, String body) {
  private static final Pattern HEAD =
      Pattern.compile("HTTP/1\\.[01] (\\d{3}).*?\r\n\r\n", Pattern.DOTALL);
  private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)");

  /** The answers in what came over the wire, one after the other, without the provisional ones. */
  static List<Answer> all(byte[] wire, boolean isHead) {
    List<Answer> answers = new ArrayList<>();
    String text = new String(wire, ISO_8859_1);
    Matcher head = HEAD.matcher(text);
    int at = 0;
    while (at < text.length() && head.region(at, text.length()).lookingAt()) {
      String lines = head.group().toLowerCase(Locale.ROOT);
      int status = Integer.parseInt(head.group(1));
      int start = head.end();
      at = isHead || status == 304 ? start : Math.min(start + length(lines), text.length());
      if (status >= 200) {
        String body = new String(Arrays.copyOfRange(wire, start, at), UTF_8);
        answers.add(new Answer(status, lines, body));
      }
    }
    return answers;
  }

  private static int length(String lines) {
    Matcher length = LENGTH.matcher(lines);
    return length.find() ? Integer.parseInt(length.group(1)) : 0;
  }

  boolean isSuccess() {
    return status == 200 || status == 202;
  }

  /** Whether the JDK's server said it, before Trackline saw a request. */
  boolean isServersOwn() {
    return body.startsWith("<h1>");
  }

  /** The body as JSON; missing where it is none. */
  JsonNode json() {
    try {
      JsonNode json = Api.JSON.readTree(body);
      return json == null ? MissingNode.getInstance() : json;
    } catch (IOException e) {
      return MissingNode.getInstance();
    }
  }
}
