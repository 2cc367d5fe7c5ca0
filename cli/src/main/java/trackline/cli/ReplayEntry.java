package trackline.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A refused thing on its way to be judged again.
 *
 * @param line the line of the quarantine, whole
 * @param key the object that it lies in
 * @param place its place there
 */
record ReplayEntry(ObjectNode line, String key, int place) {
  private static final int LARGE = 4_000_000;

  String door() {
    return line.path("door").asText();
  }

  String reason() {
    return line.path("reason").asText();
  }

  /** The function that refused it. */
  String function() {
    return switch (door()) {
      case "forward", "importer" -> door();
      default -> "ingest";
    };
  }

  /** The line's bytes as they are sent; text with many escapes is shorter in base64. */
  byte[] bytes() {
    byte[] bytes = line.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length < LARGE || line.has("raw_encoding")) {
      return bytes;
    }
    byte[] raw = line.path("raw").asText().getBytes(StandardCharsets.UTF_8);
    ObjectNode shorter = line.deepCopy();
    shorter.put("raw", Base64.getEncoder().encodeToString(raw)).put("raw_encoding", "base64");
    byte[] encoded = shorter.toString().getBytes(StandardCharsets.UTF_8);
    return encoded.length < bytes.length ? encoded : bytes;
  }
}
