package trackline.forward;

import java.util.List;
import trackline.aws.FirehoseWriter;
import trackline.lake.PackedRecord;
import trackline.log.LogLine;
import trackline.time.Deadline;

/** The way of lines into the lake's delivery stream. */
record LakeDelivery(FirehoseWriter writer) {

  /** Sends the lines, and returns the records whose lines Firehose has not taken. */
  List<StreamRecord> send(Batch batch, LogLine log, Deadline deadline) {
    FirehoseWriter.Outcome outcome = writer.write(batch.packing().calls(), deadline);
    List<StreamRecord> failed =
        switch (outcome) {
          case FirehoseWriter.AllSent sent -> List.of();
          case FirehoseWriter.SomeFailed some -> {
            log.put("failure", some.reason());
            yield records(batch, some.failed());
          }
        };
    log.put("records_size", batch.sendable())
        .put("failed_put_count", failed.size())
        .put("resent", outcome.resent());
    return failed;
  }

  private static List<StreamRecord> records(Batch batch, List<PackedRecord> packed) {
    return packed.stream()
        .flatMap(record -> record.lines().stream())
        .map(place -> batch.forLake().get(place).record())
        .toList();
  }
}
