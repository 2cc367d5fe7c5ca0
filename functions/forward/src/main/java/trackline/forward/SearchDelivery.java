package trackline.forward;

import java.util.List;
import trackline.aws.FirehoseWriter;
import trackline.lake.Packing;
import trackline.lake.RecordPacker;
import trackline.log.LogLine;
import trackline.time.Deadline;

/** The way of documents into search's delivery stream, one a record. */
record SearchDelivery(FirehoseWriter writer) {

  /**
   * Sends the lines as documents, and returns the records whose documents Firehose has not taken. A
   * document that no record can hold is counted and left to the lake.
   */
  List<StreamRecord> send(List<Reading.Line> lines, LogLine log, Deadline deadline) {
    Packing packing =
        RecordPacker.DOCUMENTS.pack(lines.stream().map(Reading.Line::document).toList());
    FirehoseWriter.Outcome outcome = writer.write(packing.calls(), deadline);
    List<StreamRecord> failed =
        switch (outcome) {
          case FirehoseWriter.AllSent sent -> List.of();
          case FirehoseWriter.SomeFailed some -> {
            log.put("search_failure", some.reason());
            yield some.failed().stream()
                .map(record -> lines.get(record.lines().getFirst()).record())
                .toList();
          }
        };
    log.put("search_size", lines.size() - packing.tooLarge().size())
        .put("search_failed_put_count", failed.size())
        .put("search_resent", outcome.resent())
        .put("search_too_large", packing.tooLarge().size());
    return failed;
  }
}
