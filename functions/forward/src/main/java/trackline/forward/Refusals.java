package trackline.forward;

import java.io.UncheckedIOException;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import trackline.aws.Quarantine;
import trackline.event.Sha256;
import trackline.log.LogLine;

/** The way of refused records into quarantine: one object an invocation, however many they are. */
record Refusals(Quarantine quarantine) {
  private static final int STREAM_DIGITS = 8;

  /** Puts what was refused into quarantine, and returns the records that it did not take. */
  List<StreamRecord> put(List<Reading.Refused> refused, LogLine log) {
    List<StreamRecord> records = refused.stream().map(Reading.Refused::record).toList();
    List<StreamRecord> failed = isTaken(refused, records, log) ? List.of() : records;
    log.put("quarantined", records.size() - failed.size()).put("quarantine_failed", failed.size());
    return failed;
  }

  private boolean isTaken(List<Reading.Refused> refused, List<StreamRecord> records, LogLine log) {
    if (refused.isEmpty()) {
      return true;
    }
    try {
      quarantine.put(
          "sequence_number",
          objectId(records),
          refused.stream().map(Reading.Refused::entry).toList(),
          log);
      return true;
    } catch (SdkException | UncheckedIOException e) {
      log.error(e);
      return false;
    }
  }

  /**
   * The lowest sequence number among them, and their stream, since another one's numbers may be the
   * same: the same again when the batch is.
   */
  private static String objectId(List<StreamRecord> records) {
    List<StreamRecord> placed = records.stream().filter(StreamRecord::hasPlace).toList();
    StreamRecord lowest = placed.isEmpty() ? records.getFirst() : StreamRecord.lowest(placed);
    String stream = Sha256.hex(lowest.id().stream()).substring(0, STREAM_DIGITS);
    return lowest.quarantineId() + "-" + stream;
  }
}
