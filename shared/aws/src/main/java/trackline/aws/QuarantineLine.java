package trackline.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import trackline.event.Sha256;

/**
 * A line of the quarantine, read to be judged again. Lines of earlier versions have fewer members.
 *
 * @param id the request's id, the record's sequence number or the object and byte in a file
 * @param raw the bytes as they came
 */
@SuppressWarnings("ArrayRecordComponent") // never compared: judged and gone
public record QuarantineLine(
    String door, String reason, @Nullable String id, byte[] raw, Origin origin) {
  /**
   * The member that says that {@code received_at}, {@code call}, {@code ip_address}, {@code
   * user_agent} and {@code batch} are those of the line before, and that {@code index} is one more
   * where the line has none.
   */
  static final String SAME_REQUEST = "same_request";

  /** The member that said so of {@code batch} alone, in lines that have their own of the others. */
  static final String SAME_BATCH = "same_batch";

  private static final int ID_LENGTH = 32;

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException when it is none, without any of its values
   */
  public static QuarantineLine of(JsonNode line) {
    if (!line.isObject() || !line.path("raw").isTextual()) {
      throw new IllegalArgumentException("A line of the quarantine is an object with raw in it");
    }
    return new QuarantineLine(
        line.path("door").asText(),
        line.path("reason").asText(),
        id(line),
        raw(line),
        Origin.read(line));
  }

  private static @Nullable String id(JsonNode line) {
    for (String name : new String[] {"request_id", "sequence_number", "object"}) {
      if (line.path(name).isTextual()) {
        return line.path(name).textValue();
      }
    }
    return null;
  }

  private static byte[] raw(JsonNode line) {
    String raw = line.path("raw").textValue();
    if (!line.path("raw_encoding").asText().equals("base64")) {
      return raw.getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(raw);
    } catch (IllegalArgumentException e) {
      // The cause is left out: its message quotes the bytes.
      throw new IllegalArgumentException("A line's raw is marked as base64 and is none");
    }
  }

  /** Whether it is a request's whole body, which could not be read. */
  public boolean isWholeBody() {
    return is(QuarantineReason.UNREADABLE);
  }

  /** Whether it has a reason; a line that others wrote may have one that is none of ours. */
  public boolean is(QuarantineReason known) {
    return reason.equals(known.word());
  }

  /**
   * An id for an event that came with neither id nor time: the same whenever the line is judged, so
   * that the event is stored once.
   *
   * @param place the event's place in a whole body, 0 for an event that stands alone
   */
  public String fallbackId(int place) {
    String seed = id + "#" + origin.index() + "#" + place;
    boolean isPlaced = id != null && origin.index() != null;
    String unplaced = isPlaced ? "" : "#" + Sha256.hex(new String(raw, StandardCharsets.UTF_8));
    return Sha256.hex(seed + unplaced).substring(0, ID_LENGTH);
  }
}
