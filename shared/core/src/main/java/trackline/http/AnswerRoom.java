package trackline.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/**
 * The room that an answer has: Lambda takes 6 MB of a function, and the answer's JSON travels as
 * text within JSON, where each quote and backslash is escaped once more.
 */
public final class AnswerRoom {
  /** What is left of the 6 MB is for the answer's other members, its headers and the envelope. */
  private static final int MOST_BYTES = 5_000_000;

  private long left = MOST_BYTES;

  /** Takes the room of one more element of the answer; tells whether there was as much. */
  public boolean take(JsonNode element) {
    long size = sizeOf(element.toString());
    boolean fits = size <= left;
    left -= fits ? size : 0;
    return fits;
  }

  private static long sizeOf(String json) {
    long escaped = json.chars().filter(c -> c == '"' || c == '\\').count();
    return json.getBytes(StandardCharsets.UTF_8).length + escaped + 1;
  }
}
