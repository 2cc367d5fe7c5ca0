package trackline.forward;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import trackline.lake.Packing;
import trackline.lake.RecordPacker;

/**
 * The records of one invocation, sorted by what becomes of them.
 *
 * @param lines what goes on, in the order of the stream
 * @param forLake those of the lines that the lake does not have yet
 * @param packing these, packed for delivery
 * @param refused what goes to quarantine, in the order of the stream
 * @param ignored how many records were no events, by their change
 */
record Batch(
    List<Reading.Line> lines,
    List<Reading.Line> forLake,
    Packing packing,
    List<Reading.Refused> refused,
    Map<StreamRecord.Change, Integer> ignored) {

  static Batch of(List<StreamRecord> records, Predicate<StreamRecord> isInLake, Sources sources) {
    List<Reading.Line> lines = new ArrayList<>();
    List<Reading.Refused> refused = new ArrayList<>();
    Map<StreamRecord.Change, Integer> ignored = new EnumMap<>(StreamRecord.Change.class);
    for (StreamRecord record : records) {
      switch (Reading.of(record, sources)) {
        case Reading.Line line -> lines.add(line);
        case Reading.Refused refusal -> refused.add(refusal);
        case Reading.Ignored other -> ignored.merge(other.change(), 1, Integer::sum);
      }
    }
    List<Reading.Line> forLake =
        lines.stream().filter(line -> !isInLake.test(line.record())).toList();
    Packing packing =
        RecordPacker.FIREHOSE.pack(forLake.stream().map(Reading.Line::bytes).toList());
    packing.tooLarge().forEach(place -> refused.add(Reading.tooLarge(forLake.get(place))));
    return new Batch(List.copyOf(lines), forLake, packing, List.copyOf(refused), ignored);
  }

  /** How many lines are dated to their writing, since what they have for a time is none. */
  long unreadTimes() {
    return lines.stream().filter(line -> line.item().has(WrittenTime.UNREAD)).count();
  }

  /** How many lines are sent to the lake: those that it lacks and a record can hold. */
  int sendable() {
    return forLake.size() - packing.tooLarge().size();
  }

  /** The lines that the lake has, when all were sent and it did not take some. */
  List<Reading.Line> inLake(List<StreamRecord> notTaken) {
    Set<StreamRecord.Id> without = new HashSet<>();
    notTaken.forEach(record -> without.add(record.id()));
    packing.tooLarge().forEach(place -> without.add(forLake.get(place).record().id()));
    return lines.stream().filter(line -> !without.contains(line.record().id())).toList();
  }
}
