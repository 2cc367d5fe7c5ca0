package trackline.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import trackline.aws.QuarantineLine;

/**
 * A refused thing on its way to be judged again.
 *
 * @param line the line of the quarantine, whole
 * @param read the same as its door reads it
 */
record ReplayEntry(ObjectNode line, QuarantineLine read) {
  private static final int LARGE = 4_000_000;

  String door() {
    return read.door();
  }

  String reason() {
    return read.reason();
  }

  /** Whether it is a record of a stream, of which the same may lie in several places. */
  boolean isRecord() {
    return door().equals("forward");
  }

  RecordId record() {
    return RecordId.of(read);
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
    ObjectNode shorter = line.deepCopy();
    shorter.put("raw", Base64.getEncoder().encodeToString(read.raw()));
    shorter.put("raw_encoding", "base64");
    byte[] encoded = shorter.toString().getBytes(StandardCharsets.UTF_8);
    return encoded.length < bytes.length ? encoded : bytes;
  }
}
