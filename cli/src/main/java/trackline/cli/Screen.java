package trackline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Clock;

/**
 * What a command sees of the world: where answers and remarks go, and what time it is.
 *
 * @param out for answers
 * @param err for remarks and errors
 * @param live whether somebody watches, so that progress may be drawn
 */
record Screen(PrintWriter out, PrintWriter err, boolean live, Clock clock) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  void say(String line) {
    out.println(line);
    out.flush();
  }

  void remark(String line) {
    err.println(line);
    err.flush();
  }

  void json(JsonNode node) {
    try {
      say(JSON.writeValueAsString(node));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Draws over the last progress; nothing where nobody watches. */
  void progress(String text) {
    if (live) {
      err.print("\r\u001b[K" + text);
      err.flush();
    }
  }
}
