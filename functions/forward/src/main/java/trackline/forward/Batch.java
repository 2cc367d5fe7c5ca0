package trackline.forward;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import trackline.lake.Packing;
import trackline.lake.RecordPacker;

/**
 * The records of one invocation, sorted by what becomes of them.
 *
 * @param lines what goes to the lake, in the order of the stream
 * @param packing the lines, packed for delivery
 * @param refused what goes to quarantine, in the order of the stream
 * @param ignored how many records were no events, by their change
 */
record Batch(
    List<Reading.Line> lines,
    Packing packing,
    List<Reading.Refused> refused,
    Map<StreamRecord.Change, Integer> ignored) {

  static Batch of(List<StreamRecord> records, Sources sources) {
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
    Packing packing = RecordPacker.FIREHOSE.pack(lines.stream().map(Reading.Line::bytes).toList());
    packing.tooLarge().forEach(place -> refused.add(Reading.tooLarge(lines.get(place))));
    return new Batch(List.copyOf(lines), packing, List.copyOf(refused), ignored);
  }

  /** How many lines are sent: those that a record can hold. */
  int sendable() {
    return lines.size() - packing.tooLarge().size();
  }
}
