package trackline.forward;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import trackline.log.LogLine;
import trackline.time.Deadline;

/**
 * The way of a batch into the lake, and into search where that is on. The lake comes first: search
 * gets the time that is left, and only what the lake has taken.
 */
final class Deliveries {
  private final LakeDelivery lake;
  private final Optional<SearchDelivery> search;

  /**
   * What the lake took while search did not. Lambda hands it over again, mostly to this same
   * instance, and the lake need not take it again. Forgetting it is safe: a line twice is counted
   * once.
   */
  private volatile Set<StreamRecord.Id> inLake = Set.of();

  Deliveries(LakeDelivery lake, Optional<SearchDelivery> search) {
    this.lake = lake;
    this.search = search;
  }

  /** Whether the lake is known to have taken a record before. */
  boolean isInLake(StreamRecord record) {
    return inLake.contains(record.id());
  }

  /** Sends a batch, and returns the records that the lake or search has not taken. */
  List<StreamRecord> send(Batch batch, LogLine log, Deadline deadline) {
    List<StreamRecord> failed = new ArrayList<>(lake.send(batch, log, deadline));
    if (search.isPresent()) {
      failed.addAll(search(search.get(), batch.inLake(failed), log, deadline));
    }
    return failed;
  }

  private List<StreamRecord> search(
      SearchDelivery delivery, List<Reading.Line> lines, LogLine log, Deadline deadline) {
    List<StreamRecord> failed = delivery.send(lines, log, deadline);
    inLake = failed.isEmpty() ? Set.of() : ids(lines);
    return failed;
  }

  private static Set<StreamRecord.Id> ids(List<Reading.Line> lines) {
    return lines.stream()
        .map(line -> line.record().id())
        .collect(Collectors.toCollection(HashSet::new));
  }
}
