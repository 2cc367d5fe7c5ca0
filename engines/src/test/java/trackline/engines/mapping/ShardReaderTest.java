package trackline.engines.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import trackline.engines.eventbridge.EventPatterns;

final class ShardReaderTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final Duration WINDOW = Duration.ofSeconds(5);
  private static final String SHARD = "shardId-1";
  private static final String OLDEST = "arn shardId-1 TRIM_HORIZON";

  /** Lambda's limit for an event, less what frames the records. */
  private static final int EVENT_BYTES = 6 * 1024 * 1024 - 64;

  @TempDir Path folder;
  private final OneShard shard = new OneShard();
  private Checkpoints checkpoints;
  private ShardReader reader;

  @BeforeEach
  void open() throws IOException {
    checkpoints = new Checkpoints(folder.resolve("checkpoints"));
    reader = reader();
  }

  private ShardReader reader() {
    return new ShardReader(
        shard,
        "arn",
        SHARD,
        new EventPatterns(List.of("{\"eventName\":[\"INSERT\"]}")),
        checkpoints);
  }

  private void add(int count) {
    for (int i = 0; i < count; i++) {
      shard.add(1, NOW);
    }
  }

  private List<String> taken(int batchSize) {
    return Entries.numbers(reader.take(batchSize, NOW));
  }

  @Test
  void readsFromTheOldestRecordOnWhereNothingWasHandled() throws IOException {
    add(3);

    assertThat(reader.shardId()).isEqualTo(SHARD);
    assertThat(reader.read(NOW)).isFalse();

    assertThat(shard.iterators).containsExactly(OLDEST);
    assertThat(taken(10)).containsExactly("98", "99", "100");
  }

  @Test
  void readsEachRecordOnce() throws IOException {
    add(2);
    reader.read(NOW);
    assertThat(reader.read(NOW)).isFalse();
    add(1);
    reader.read(NOW);

    assertThat(taken(10)).containsExactly("98", "99", "100");
    assertThat(shard.iterators).hasSize(1);
  }

  @Test
  void goesOnAfterItsCheckpoint() throws IOException {
    add(3);
    checkpoints.advance(SHARD, "99");

    reader.read(NOW);

    assertThat(shard.iterators).containsExactly("arn shardId-1 AFTER_SEQUENCE_NUMBER 99");
    assertThat(taken(10)).containsExactly("100");
  }

  @Test
  void readsTheOldestThatIsLeftWhereItsCheckpointIsForgotten() throws IOException {
    add(3);
    checkpoints.advance(SHARD, "99");
    shard.trim();

    assertThat(reader.read(NOW)).isFalse();
    add(1);
    reader.read(NOW);

    assertThat(shard.iterators).last().isEqualTo(OLDEST);
    assertThat(taken(10)).containsExactly("101");
  }

  /** DynamoDB Local refuses it where another stream was made or written in between. */
  @Test
  void readsFromTheOldestWhereTheIteratorOfAnEmptyShardIsRefused() throws IOException {
    reader.read(NOW);
    add(2);
    shard.refuseIterators(1);
    reader.read(NOW);

    assertThat(shard.iterators).containsExactly(OLDEST, OLDEST);
    assertThat(taken(10)).containsExactly("98", "99");
  }

  /** What waits has been read, and is not read again; its window goes on. */
  @Test
  void keepsWhatWaitsWhereAnIteratorIsRefused() throws IOException {
    add(2);
    reader.read(NOW);
    shard.trim();
    shard.refuseIterators(1);
    reader.read(NOW);
    add(1);
    reader.read(NOW.plusSeconds(3));

    assertThat(reader.isDue(10, WINDOW, false, NOW.plusSeconds(5))).isTrue();
    assertThat(taken(10)).containsExactly("98", "99", "100");
  }

  /** A day without a record: DynamoDB Local refuses even the oldest that is left. */
  @Test
  void waitsForTheNextRecordWhereAllAreForgotten() throws IOException {
    add(1);
    checkpoints.advance(SHARD, "98");
    reader.read(NOW);
    shard.trim();
    shard.refuseIterators(2);
    assertThat(reader.read(NOW)).isFalse();
    shard.refuseIterators(2);
    assertThat(reader.read(NOW)).isFalse();
    add(1);
    reader.read(NOW);

    assertThat(taken(10)).containsExactly("99");
  }

  @Test
  void readsTheOldestWhereItsCheckpointIsPastTheEnd() throws IOException {
    add(2);
    checkpoints.advance(SHARD, "99");
    shard.refuseNumbers();
    reader.read(NOW);

    assertThat(shard.iterators).last().isEqualTo(OLDEST);
    assertThat(taken(10)).containsExactly("98", "99");
  }

  @Test
  void readsAnEndedShardNoMore() throws IOException {
    shard.end();

    assertThat(reader.read(NOW)).isTrue();
    assertThat(reader.read(NOW)).isFalse();
    assertThat(shard.reads).isOne();
  }

  @Test
  void nothingIsDueBeforeItsTime() throws IOException {
    assertThat(reader.isDue(1, Duration.ZERO, true, NOW)).isFalse();
    add(3);
    reader.read(NOW);

    assertThat(reader.isDue(4, WINDOW, false, NOW.plusMillis(4_999))).isFalse();
    assertThat(reader.isDue(4, WINDOW, false, NOW.plusSeconds(5))).isTrue();
    assertThat(reader.isDue(4, WINDOW, true, NOW)).isTrue();
    assertThat(reader.isDue(3, WINDOW, false, NOW)).isTrue();
    shard.end();
    reader.read(NOW);
    assertThat(reader.isDue(4, WINDOW, false, NOW)).isTrue();
  }

  /** The window is that of the eldest record that waits. */
  @Test
  void theWindowBeginsWithTheFirstRecord() throws IOException {
    add(1);
    reader.read(NOW);
    add(1);
    reader.read(NOW.plusSeconds(4));

    assertThat(reader.isDue(9, WINDOW, false, NOW.plusSeconds(5))).isTrue();
    reader.take(1, NOW.plusSeconds(6));
    assertThat(reader.isDue(9, WINDOW, false, NOW.plusMillis(10_999))).isFalse();
    assertThat(reader.isDue(9, WINDOW, false, NOW.plusSeconds(11))).isTrue();
    reader.take(1, NOW.plusSeconds(11));
    assertThat(reader.isDue(9, WINDOW, true, NOW.plusSeconds(99))).isFalse();
  }

  @Test
  void isFullWithABatch() throws IOException {
    add(2);
    reader.read(NOW);

    assertThat(reader.isFull(3)).isFalse();
    assertThat(reader.isFull(2)).isTrue();
    assertThat(reader.isFull(1)).isTrue();
  }

  /**
   * Where records go on being written, their times could not tell: they are cut down to the second.
   */
  @Test
  void moreMayBeThereAfterAWholePage() throws IOException {
    add(2 * ShardReader.PAGE + 1);

    assertThat(reader.read(NOW)).isTrue();
    assertThat(reader.read(NOW)).isTrue();
    assertThat(reader.read(NOW)).isFalse();
    assertThat(taken(2 * ShardReader.PAGE + 2)).hasSize(2 * ShardReader.PAGE + 1);
  }

  @Test
  void givesBatchesInOrder() throws IOException {
    add(5);
    reader.read(NOW);

    assertThat(taken(2)).containsExactly("98", "99");
    assertThat(taken(2)).containsExactly("100", "101");
    assertThat(taken(2)).containsExactly("102");
    assertThat(taken(2)).isEmpty();
  }

  @Test
  void aBatchIsNoLargerThanAnEventMayBe() throws IOException {
    int frame = frame();
    int half = EVENT_BYTES / 2;
    // Two records and a comma between them: one byte too many, and then as many as fit.
    shard.add(half - frame, NOW);
    shard.add(EVENT_BYTES - 1 - half - frame, NOW);
    shard.add(half - frame, NOW);
    shard.add(EVENT_BYTES - 2 - half - frame, NOW);
    reader.read(NOW);

    assertThat(taken(10)).containsExactly("101");
    assertThat(taken(10)).containsExactly("102");
    assertThat(taken(10)).containsExactly("103", "104");
  }

  /** The bytes of a record whose item's text is empty, and whose number has three digits. */
  private int frame() throws IOException {
    add(2);
    shard.add(0, NOW);
    reader.read(NOW);
    return reader.take(3, NOW).lastEntry().bytes();
  }

  @Test
  void aRecordThatIsTooLargeForAnEventComesAlone() throws IOException {
    shard.add(EVENT_BYTES, NOW);
    add(1);
    reader.read(NOW);

    assertThat(taken(10)).containsExactly("98");
    assertThat(taken(10)).containsExactly("99");
  }

  @Test
  void itsCheckpointIsBehindWhatWaits() throws IOException {
    add(2);
    reader.read(NOW);
    reader.settle();
    assertThat(checkpoints.position(SHARD)).isEmpty();

    reader.take(1, NOW);
    reader.settle();
    assertThat(checkpoints.position(SHARD)).isEmpty();

    reader.take(1, NOW);
    reader.settle();
    assertThat(checkpoints.position(SHARD)).contains("99");
  }

  @Test
  void aCheckpointPassesWhatTheFilterHeldBack() throws IOException {
    shard.add("REMOVE", 1, NOW);
    shard.add("MODIFY", 1, NOW);
    reader.read(NOW);
    assertThat(reader.isDue(1, Duration.ZERO, true, NOW)).isFalse();
    reader.settle();

    assertThat(checkpoints.position(SHARD)).contains("99");
  }

  @Test
  void notesNothingTwice() throws IOException {
    add(1);
    reader.read(NOW);
    reader.take(1, NOW);
    reader.settle();
    checkpoints.reset();
    reader.settle();

    assertThat(checkpoints.position(SHARD)).isEmpty();
  }

  @Test
  void aShardIsFinishedAfterItsLastRecordWasTaken() throws IOException {
    add(1);
    shard.end();
    reader.read(NOW);
    reader.settle();
    assertThat(checkpoints.isFinished(SHARD)).isFalse();

    reader.take(1, NOW);
    reader.settle();
    assertThat(checkpoints.isFinished(SHARD)).isTrue();
  }
}
