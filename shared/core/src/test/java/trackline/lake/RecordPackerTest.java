package trackline.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RecordPackerTest {
  private static final RecordPacker FIREHOSE = RecordPacker.FIREHOSE;

  /** Firehose's limits with a record a line. */
  private static final RecordPacker UNPACKED = new RecordPacker(1_024_000, 1, 1, 500, 4_194_304);

  @Test
  void packsNothingIntoNoCall() {
    assertThat(FIREHOSE.pack(List.of())).isEqualTo(new Packing(List.of(), List.of()));
  }

  @Test
  void aRecordHolds500LinesAndThe501stOpensAnother() {
    assertThat(recordLines(FIREHOSE, lines(500, 10))).containsExactly(500);
    assertThat(recordLines(FIREHOSE, lines(501, 10))).containsExactly(500, 1);
  }

  @Test
  void aCallHolds500RecordsAndThe501stOpensAnother() {
    assertThat(callSizes(UNPACKED.pack(lines(500, 10)))).containsExactly(500);
    assertThat(callSizes(UNPACKED.pack(lines(501, 10)))).containsExactly(500, 1);
  }

  @Test
  void aCallHoldsExactly4MiB() {
    assertThat(callSizes(UNPACKED.pack(lines(8, 524_288)))).containsExactly(8);
    List<byte[]> oneByteMore = IntStream.range(0, 8).mapToObj(i -> new byte[524_288]).toList();
    assertThat(
            callSizes(UNPACKED.pack(concat(oneByteMore.subList(0, 7), List.of(new byte[524_289])))))
        .containsExactly(7, 1);
  }

  @Test
  void aLineFillsARecordAndALongerOneIsTooLarge() {
    Packing packing =
        FIREHOSE.pack(List.of(new byte[10], new byte[1_024_000], new byte[1_024_001], new byte[5]));
    assertThat(packing.tooLarge()).containsExactly(2);
    assertThat(packing.calls()).hasSize(1);
    assertThat(packing.calls().getFirst())
        .extracting(PackedRecord::lines)
        .containsExactly(List.of(0), List.of(1), List.of(3));
  }

  @Test
  void aRecordIsClosedAtItsTarget() {
    RecordPacker packer = new RecordPacker(100, 500, 20, 500, 1_000);
    assertThat(recordLines(packer, lines(5, 10))).containsExactly(2, 2, 1);
    assertThat(recordLines(packer, lines(3, 11))).containsExactly(1, 1, 1);
  }

  @Property(tries = 300)
  void keepsEveryLimitAndEveryLine(
      @ForAll("packers") RecordPacker packer, @ForAll List<@IntRange(max = 60) Integer> lengths) {
    List<byte[]> lines =
        IntStream.range(0, lengths.size()).mapToObj(i -> line(lengths.get(i), i)).toList();
    Packing packing = packer.pack(lines);
    assertLimits(packer, packing);
    assertThat(packing.tooLarge())
        .allMatch(place -> lines.get(place).length > packer.recordBytes());
    assertThat(sent(packing))
        .isEqualTo(
            IntStream.range(0, lines.size())
                .filter(place -> !packing.tooLarge().contains(place))
                .boxed()
                .toList());
    assertThat(bytes(packing)).isEqualTo(concat(sent(packing).stream().map(lines::get).toList()));
  }

  @Provide
  Arbitrary<RecordPacker> packers() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 50),
            Arbitraries.integers().between(1, 5),
            Arbitraries.integers().between(1, 50),
            Arbitraries.integers().between(1, 5),
            Arbitraries.integers().between(50, 120))
        .as(RecordPacker::new);
  }

  private static void assertLimits(RecordPacker packer, Packing packing) {
    for (List<PackedRecord> call : packing.calls()) {
      assertThat(call).hasSizeBetween(1, packer.callRecords());
      assertThat(call.stream().mapToInt(record -> record.data().length).sum())
          .isLessThanOrEqualTo(packer.callBytes());
      for (PackedRecord record : call) {
        assertThat(record.lines()).hasSizeBetween(1, packer.recordLines());
        assertThat(record.data().length).isLessThanOrEqualTo(packer.recordBytes());
        if (record.lines().size() > 1) {
          assertThat(record.data().length).isLessThanOrEqualTo(packer.targetBytes());
        }
      }
    }
  }

  private static List<Integer> sent(Packing packing) {
    return packing.calls().stream()
        .flatMap(List::stream)
        .flatMap(record -> record.lines().stream())
        .toList();
  }

  private static byte[] bytes(Packing packing) {
    return concat(packing.calls().stream().flatMap(List::stream).map(PackedRecord::data).toList());
  }

  private static byte[] concat(List<byte[]> parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    parts.forEach(bytes::writeBytes);
    return bytes.toByteArray();
  }

  private static List<byte[]> concat(List<byte[]> first, List<byte[]> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private static List<byte[]> lines(int count, int length) {
    return Collections.nCopies(count, new byte[length]);
  }

  private static byte[] line(int length, int place) {
    byte[] line = new byte[length];
    Arrays.fill(line, (byte) place);
    return line;
  }

  private static List<Integer> recordLines(RecordPacker packer, List<byte[]> lines) {
    return packer.pack(lines).calls().stream()
        .flatMap(List::stream)
        .map(record -> record.lines().size())
        .toList();
  }

  private static List<Integer> callSizes(Packing packing) {
    return packing.calls().stream().map(List::size).toList();
  }
}
