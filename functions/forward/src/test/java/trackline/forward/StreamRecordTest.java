package trackline.forward;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.event.RowType;
import trackline.forward.StreamRecord.Change;

class StreamRecordTest {
  private static StreamRecord record(String sequenceNumber) {
    return new StreamRecord(StreamEvents.change("INSERT", sequenceNumber));
  }

  /** Everything from there on is handed over again: a higher one would lose records. */
  @Test
  void theLowestIsThatOfTheLeastNumber() {
    List<StreamRecord> records =
        Stream.of("1000", "99", "100", "099999").map(StreamRecordTest::record).toList();

    assertThat(StreamRecord.lowest(records).sequenceNumber()).isEqualTo("99");
    assertThat(StreamRecord.lowest(records.reversed()).sequenceNumber()).isEqualTo("99");
  }

  @ParameterizedTest
  @CsvSource({"99, true", "0, true", "'', false", "-1, false", "9a, false"})
  void onlyDigitsAreAPlace(String sequenceNumber, boolean hasPlace) {
    assertThat(record(sequenceNumber).hasPlace()).isEqualTo(hasPlace);
  }

  @Test
  void aRecordWithoutANumberHasTheSameIdAtEachRetry() {
    assertThat(record("99").quarantineId()).isEqualTo("99");
    assertThat(record("").quarantineId()).startsWith("none-").isEqualTo(record("").quarantineId());
  }

  @ParameterizedTest
  @CsvSource({"INSERT", "MODIFY", "REMOVE", "UNKNOWN"})
  void knowsWhatHappened(Change change) {
    StreamRecord record = new StreamRecord(StreamEvents.change(change.name(), "99"));

    assertThat(record.change()).isEqualTo(change);
    assertThat(change.leavesAnItem()).isEqualTo(change == Change.INSERT || change == Change.MODIFY);
  }

  /** A type that no change has would be a promise of the queries that nobody keeps. */
  @Test
  void everyChangeHasItsOwnTypeOfRow() {
    assertThat(Change.values())
        .extracting(Change::eventType)
        .containsExactly(
            Arrays.stream(RowType.values()).map(RowType::eventType).toArray(String[]::new));
  }

  @Test
  void aRemovalByTheTimeToLiveIsAnExpiry() {
    ObjectNode record = StreamEvents.change("REMOVE", "99");
    record.putObject("userIdentity").put("principalId", "dynamodb.amazonaws.com");

    assertThat(new StreamRecord(record).change()).isEqualTo(Change.EXPIRY);
  }

  @Test
  void knowsItsTable() {
    ObjectNode odd = StreamEvents.change("INSERT", "99").put("eventSourceARN", "odd");

    assertThat(record("99").tableEventId()).isEqualTo("events:id99");
    assertThat(record("99").tableSource()).isEqualTo("table:events");
    assertThat(new StreamRecord(odd).table()).isEqualTo("unknown");
    assertThat(new StreamRecord(odd.put("eventSourceARN", "a/b")).table()).isEqualTo("b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e2147483647", "-1e2147483647", "1e12", "253402300800", "-1"})
  void aTimeThatIsNoneIsUnknown(String seconds) {
    ObjectNode record = StreamEvents.change("INSERT", "98");
    record.withObject("/dynamodb").put("ApproximateCreationDateTime", new BigDecimal(seconds));

    assertThat(new StreamRecord(record).changedAt()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 1970-01-01T00:00:00Z", "253402300799.9999, 9999-12-31T23:59:59.999Z"})
  void aTimeIsReadToTheMillisecond(String seconds, Instant time) {
    ObjectNode record = StreamEvents.change("INSERT", "98");
    record.withObject("/dynamodb").put("ApproximateCreationDateTime", new BigDecimal(seconds));

    assertThat(new StreamRecord(record).changedAt()).contains(time);
  }

  /** The parser has an exception of its own for it, which would quote it in the log. */
  @Test
  void aNumberThatNobodyCanReadIsNoEvent() {
    byte[] event = "{\"Records\":[{\"x\":1e99999999999}]}".getBytes(UTF_8);

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> StreamEvent.parse(new ByteArrayInputStream(event)))
        .withMessage("This is not an event of a DynamoDB stream: it is not JSON");
  }
}
