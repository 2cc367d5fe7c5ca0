package trackline.aws;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.event.EventTime;
import trackline.lake.JsonLine;
import trackline.log.LogLine;

/**
 * The place in S3 for what a door refused after it took it: one NDJSON object a request under
 * {@code quarantine/dt=YYYY-MM-DD/}, one line an entry, with the bytes as they came.
 */
public final class Quarantine {
  /** The prefix of all entries in the quarantine bucket. */
  public static final String PREFIX = "quarantine/";

  /** The member with what a batch says once for all of its events. */
  public static final String BATCH = "batch";

  /** The member that says that {@link #BATCH} is that of the line before. */
  public static final String SAME_BATCH = "same_batch";

  /**
   * One refused thing.
   *
   * @param reason a short word for counting, for example {@code invalid} or {@code too_large}
   * @param detail the reason for people, without values
   * @param pointer where in the raw bytes' JSON, as a JSON pointer; empty for the whole
   * @param raw the bytes as they came
   * @param eventId the event's id where it was readable
   * @param ownId the entry's own id, where the entries of one object differ in it
   * @param origin how it came in
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared: written once and gone
  public record Entry(
      String reason,
      String detail,
      String pointer,
      byte[] raw,
      @Nullable String eventId,
      @Nullable String ownId,
      Origin origin) {

    /** An entry that goes by the id of the whole, of an unknown origin. */
    public Entry(
        String reason, String detail, String pointer, byte[] raw, @Nullable String eventId) {
      this(reason, detail, pointer, raw, eventId, null, Origin.UNKNOWN);
    }
  }

  private final S3Client s3;
  private final String bucket;
  private final String door;
  private final Clock clock;

  /**
   * Opens the quarantine of a door.
   *
   * @param door who refuses: {@code ingest}, {@code forward}, …
   */
  public Quarantine(S3Client s3, String bucket, String door, Clock clock) {
    this.s3 = s3;
    this.bucket = bucket;
    this.door = door;
    this.clock = clock;
  }

  /**
   * Stores entries of one request; the same id again overwrites the same object, so that a retry
   * adds nothing. It returns once S3 has acknowledged.
   *
   * @param idName what the id is: {@code request_id} or {@code sequence_number}
   * @param id names the object, and each entry that has no id of its own
   * @param log gets a count by door and reason once they are stored
   * @throws software.amazon.awssdk.core.exception.SdkException when S3 did not take them
   */
  public void put(String idName, String id, List<Entry> entries, LogLine log) {
    StringBuilder lines = new StringBuilder();
    @Nullable String batch = null;
    for (Entry entry : entries) {
      ObjectNode line = line(idName, id, entry);
      lines.append(JsonLine.of(saidOnce(line, batch)));
      batch = entry.origin().batch();
    }
    s3.putObject(
        request -> request.bucket(bucket).key(key(id)).contentType("application/x-ndjson"),
        RequestBody.fromString(lines.toString()));
    entries.forEach(entry -> log.countRefused(door, entry.reason()));
  }

  /**
   * What a batch says once is written once: thousands of small events may share a large context.
   */
  private static ObjectNode saidOnce(ObjectNode line, @Nullable String before) {
    if (before != null && before.equals(line.path(BATCH).textValue())) {
      line.remove(BATCH);
      line.put(SAME_BATCH, true);
    }
    return line;
  }

  private String key(String id) {
    LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return PREFIX
        + "dt="
        + day
        + "/"
        + door
        + "-"
        + id.replaceAll("[^A-Za-z0-9._-]", "_")
        + ".ndjson";
  }

  private ObjectNode line(String idName, String id, Entry entry) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("door", door);
    line.put("reason", entry.reason());
    line.put("detail", entry.detail());
    line.put("pointer", entry.pointer());
    line.put("at", EventTime.format(clock.instant()));
    line.put(idName, entry.ownId() == null ? id : entry.ownId());
    if (entry.eventId() != null) {
      line.put("event_id", entry.eventId());
    }
    entry.origin().write(line);
    putRaw(line, entry.raw());
    return line;
  }

  /** Text stays readable; what is no UTF-8 is kept exactly, as base64. */
  private static void putRaw(ObjectNode line, byte[] raw) {
    try {
      line.put("raw", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString());
    } catch (CharacterCodingException e) {
      line.put("raw", Base64.getEncoder().encodeToString(raw)).put("raw_encoding", "base64");
    }
  }
}
