package trackline.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import trackline.aws.QuarantineDoor;
import trackline.aws.QuarantineLine;

/**
 * A refused thing on its way to be judged again.
 *
 * @param line the line of the quarantine, whole
 * @param read the same as its door reads it
 * @param record of a stream, which may lie in several places, where it is one
 */
record ReplayEntry(ObjectNode line, QuarantineLine read, Optional<RecordId> record) {
  private static final int LARGE = 4_000_000;

  static ReplayEntry of(ObjectNode line) {
    QuarantineLine read = QuarantineLine.of(line);
    return new ReplayEntry(
        line, read, Optional.of(read).filter(ReplayEntry::isRecord).map(RecordId::of));
  }

  private static boolean isRecord(QuarantineLine line) {
    return line.door().equals(QuarantineDoor.FORWARD.word());
  }

  String door() {
    return read.door();
  }

  String reason() {
    return read.reason();
  }

  /** The function that refused it. */
  String function() {
    // One of a door that is not known here is refused there, with a reason.
    return QuarantineDoor.named(door()).orElse(QuarantineDoor.INGEST).function();
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
