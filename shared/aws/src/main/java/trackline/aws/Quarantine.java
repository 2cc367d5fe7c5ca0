package trackline.aws;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.event.EventTime;
import trackline.log.LogLine;

/**
 * The place in S3 for what a door refused after it took it: a gzipped NDJSON object a request under
 * {@code quarantine/dt=YYYY-MM-DD/}, one line an entry, with the bytes as they came. {@link
 * QuarantineReader} reads it.
 */
public final class Quarantine {
  /** The prefix of all entries in the quarantine bucket. */
  public static final String PREFIX = "quarantine/";

  private static final String ENDING = ".ndjson.gz";

  /**
   * One refused thing.
   *
   * @param reason what it is counted by
   * @param detail the reason for people, without values
   * @param pointer where in the raw bytes' JSON, as a JSON pointer; empty for the whole
   * @param raw the bytes as they came
   * @param eventId the event's id where it was readable
   * @param ownId the entry's own id, where the entries of one object differ in it
   * @param origin how it came in
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared: written once and gone
  public record Entry(
      QuarantineReason reason,
      String detail,
      String pointer,
      byte[] raw,
      @Nullable String eventId,
      @Nullable String ownId,
      Origin origin) {

    /** An entry that goes by the id of the whole, of an unknown origin. */
    public Entry(
        QuarantineReason reason,
        String detail,
        String pointer,
        byte[] raw,
        @Nullable String eventId) {
      this(reason, detail, pointer, raw, eventId, null, Origin.UNKNOWN);
    }
  }

  private final S3Client s3;
  private final String bucket;
  private final QuarantineDoor door;
  private final Clock clock;

  /**
   * Opens the quarantine of a door.
   *
   * @param door where things are refused
   */
  public Quarantine(S3Client s3, String bucket, QuarantineDoor door, Clock clock) {
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
    QuarantineWriter objects = new QuarantineWriter((part, gzip) -> store(id, part, gzip));
    String at = EventTime.format(clock.instant());
    entries.forEach(entry -> objects.add(line(idName, id, entry, at), entry.origin(), entry.raw()));
    objects.finish();
    entries.forEach(entry -> log.countRefused(door.word(), entry.reason().word()));
  }

  private void store(String id, int part, byte[] gzip) {
    s3.putObject(
        request -> request.bucket(bucket).key(key(id, part)).contentType("application/gzip"),
        RequestBody.fromBytes(gzip));
  }

  private String key(String id, int part) {
    LocalDate day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    String name = door.word() + "-" + id.replaceAll("[^A-Za-z0-9._-]", "_");
    return PREFIX + "dt=" + day + "/" + name + (part == 1 ? "" : "." + part) + ENDING;
  }

  private ObjectNode line(String idName, String id, Entry entry, String at) {
    ObjectNode line = JsonNodeFactory.instance.objectNode();
    line.put("door", door.word());
    line.put("reason", entry.reason().word());
    line.put("detail", entry.detail());
    line.put("pointer", entry.pointer());
    line.put("at", at);
    line.put(idName, entry.ownId() == null ? id : entry.ownId());
    if (entry.eventId() != null) {
      line.put("event_id", entry.eventId());
    }
    return line;
  }
}
