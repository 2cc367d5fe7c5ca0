package trackline.lake;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Packs lines into records and records into calls, within the limits of a delivery stream. The
 * order of the lines is kept.
 *
 * @param recordBytes the most bytes of a record
 * @param recordLines the most lines of a record
 * @param targetBytes the size at which a record is closed; a longer line has a record to itself
 * @param callRecords the most records of a call
 * @param callBytes the most bytes of a call
 */
public record RecordPacker(
    int recordBytes, int recordLines, int targetBytes, int callRecords, int callBytes) {

  /**
   * Firehose's limits. Its bill rounds each record up to 5 KB, which wastes half of that on
   * average: 2 % of 128 KiB. Larger records would save little more, and cost more to resend.
   */
  public static final RecordPacker FIREHOSE =
      new RecordPacker(1_024_000, 500, 128 * 1_024, 500, 4 * 1_024 * 1_024);

  /** The same limits for OpenSearch behind a stream: a record is one document there. */
  public static final RecordPacker DOCUMENTS =
      new RecordPacker(1_024_000, 1, 1_024_000, 500, 4 * 1_024 * 1_024);

  /** Packs lines, each of which has its end. */
  public Packing pack(List<byte[]> lines) {
    List<Integer> tooLarge = new ArrayList<>();
    List<PackedRecord> records = new ArrayList<>();
    OpenRecord open = new OpenRecord();
    for (int place = 0; place < lines.size(); place++) {
      byte[] line = lines.get(place);
      if (line.length > recordBytes) {
        tooLarge.add(place);
        continue;
      }
      if (!open.takes(line)) {
        records.add(open.close());
        open = new OpenRecord();
      }
      open.add(place, line);
    }
    if (!open.isEmpty()) {
      records.add(open.close());
    }
    return new Packing(calls(records), List.copyOf(tooLarge));
  }

  private List<List<PackedRecord>> calls(List<PackedRecord> records) {
    List<List<PackedRecord>> calls = new ArrayList<>();
    int start = 0;
    int bytes = 0;
    for (int end = 0; end < records.size(); end++) {
      int length = records.get(end).data().length;
      if (end - start == callRecords || bytes + length > callBytes) {
        calls.add(List.copyOf(records.subList(start, end)));
        start = end;
        bytes = 0;
      }
      bytes += length;
    }
    if (start < records.size()) {
      calls.add(List.copyOf(records.subList(start, records.size())));
    }
    return List.copyOf(calls);
  }

  private final class OpenRecord {
    private final List<Integer> places = new ArrayList<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    boolean isEmpty() {
      return places.isEmpty();
    }

    boolean takes(byte[] line) {
      return isEmpty()
          || (places.size() < recordLines
              && bytes.size() + line.length <= Math.min(targetBytes, recordBytes));
    }

    void add(int place, byte[] line) {
      places.add(place);
      bytes.writeBytes(line);
    }

    PackedRecord close() {
      return new PackedRecord(bytes.toByteArray(), List.copyOf(places));
    }
  }
}
