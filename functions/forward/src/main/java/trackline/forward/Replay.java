package trackline.forward;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import trackline.aws.Quarantine;
import trackline.aws.QuarantineLine;
import trackline.aws.QuarantineReason;
import trackline.aws.ReplayRequest;
import trackline.aws.ReplayResult;
import trackline.log.LogLine;
import trackline.time.Deadline;

/**
 * Sends stream records again that lay in quarantine or in the mapping's failure destination. What
 * still can be no line is told and stays where it is.
 */
record Replay(Deliveries deliveries, Sources sources) {

  /**
   * What came of a replay.
   *
   * @param results the results, in the order of the entries
   * @param sent the lines that were taken
   * @param asideBefore the records that lay in quarantine
   */
  record Outcome(
      List<ReplayResult> results, List<Reading.Line> sent, Set<StreamRecord> asideBefore) {}

  /** Replays the records. */
  Outcome run(ReplayRequest request, LogLine log, Deadline deadline) {
    List<Optional<StreamRecord>> records = request.entries().stream().map(Replay::record).toList();
    List<StreamRecord> distinct = records.stream().flatMap(Optional::stream).distinct().toList();
    Batch batch = Batch.of(distinct, _ -> false, sources);
    Set<StreamRecord> failed =
        request.dryRun() ? Set.of() : new HashSet<>(deliveries.send(batch, log, deadline));
    Map<StreamRecord, ReplayResult> results = results(batch, failed);
    List<ReplayResult> answers = new ArrayList<>(records.size());
    for (Optional<StreamRecord> record : records) {
      answers.add(record.map(one -> result(results, one)).orElseGet(Replay::unreadable));
    }
    List<Reading.Line> sent = request.dryRun() ? List.of() : batch.inLake(List.copyOf(failed));
    return new Outcome(request.all(answers), sent, asideBefore(request, records));
  }

  private static Set<StreamRecord> asideBefore(
      ReplayRequest request, List<Optional<StreamRecord>> records) {
    Set<StreamRecord> aside = new HashSet<>();
    Set<StreamRecord> givenUp = new HashSet<>();
    for (int i = 0; i < records.size(); i++) {
      boolean isGivenUp = request.entries().get(i).is(QuarantineReason.GIVEN_UP);
      records.get(i).ifPresent(isGivenUp ? givenUp::add : aside::add);
    }
    // What was given up was not done with, and what is not done with is not counted.
    aside.removeAll(givenUp);
    return aside;
  }

  private static Optional<StreamRecord> record(QuarantineLine line) {
    try {
      return Optional.of(new StreamRecord(StreamEvent.parse(new ByteArrayInputStream(line.raw()))));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Map<StreamRecord, ReplayResult> results(Batch batch, Set<StreamRecord> failed) {
    Map<StreamRecord, ReplayResult> results = new HashMap<>();
    for (Reading.Line line : batch.lines()) {
      ReplayResult.Status status =
          failed.contains(line.record()) ? ReplayResult.Status.RETRY : ReplayResult.Status.ACCEPTED;
      String eventId = line.item().path("event_id").textValue();
      results.put(line.record(), new ReplayResult(status, eventId, List.of()));
    }
    for (Reading.Refused refused : batch.refused()) {
      Quarantine.Entry entry = refused.entry();
      results.put(refused.record(), ReplayResult.rejected(entry.pointer(), entry.detail()));
    }
    return results;
  }

  private static ReplayResult result(Map<StreamRecord, ReplayResult> results, StreamRecord record) {
    ReplayResult result = results.get(record);
    return result == null
        ? ReplayResult.rejected("/eventName", "is no change that becomes an event here")
        : result;
  }

  private static ReplayResult unreadable() {
    return ReplayResult.rejected("", "is no stream record");
  }
}
