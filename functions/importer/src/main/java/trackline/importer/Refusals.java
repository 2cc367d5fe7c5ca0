package trackline.importer;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.aws.Origin;
import trackline.aws.Quarantine;
import trackline.aws.QuarantineDoor;
import trackline.event.Sha256;
import trackline.importer.Judge.Judged;
import trackline.log.LogLine;

/** The way of what a file's batch has refused into quarantine: one object a batch. */
record Refusals(S3Client s3, String bucket) {
  private static final int HASH_LENGTH = 16;

  /**
   * Keeps what was refused. A batch that is read again replaces its object: the object's name is
   * made of the file, the batch's place in it and the day on which the import began.
   */
  void put(Receipt receipt, Batch batch, List<Judged.Refused> refused, LogLine log) {
    if (refused.isEmpty()) {
      return;
    }
    Landed file = receipt.object();
    String hash = Sha256.hex(file.path() + "#" + file.etag()).substring(0, HASH_LENGTH);
    String id = String.format(Locale.ROOT, "%s-%015d", hash, batch.start());
    List<Quarantine.Entry> entries =
        refused.stream().map(refusal -> placed(refusal, receipt)).toList();
    Clock start = Clock.fixed(receipt.startedAt(), ZoneOffset.UTC);
    new Quarantine(s3, bucket, QuarantineDoor.IMPORTER, start).put("object", id, entries, log);
  }

  /**
   * The entry with the place where it stood: the file and the byte, in the inflated file. It came
   * in when the import began, which is the same when it is read again.
   */
  private static Quarantine.Entry placed(Judged.Refused refusal, Receipt receipt) {
    Quarantine.Entry entry = refusal.entry();
    return new Quarantine.Entry(
        entry.reason(),
        entry.detail(),
        entry.pointer(),
        entry.raw(),
        entry.eventId(),
        receipt.object().path() + "#" + refusal.position(),
        Origin.at(receipt.startedAt()));
  }
}
