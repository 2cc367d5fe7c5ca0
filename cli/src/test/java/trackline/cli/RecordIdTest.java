package trackline.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.aws.Origin;
import trackline.aws.QuarantineLine;

class RecordIdTest {

  @ParameterizedTest
  @CsvSource({
    "1763715600, 2025-11-21T09",
    "1763715600.25, 2025-11-21T09",
    "1.7637156e9, 2025-11-21T09",
    "-1, unknown",
    "1e400, unknown",
    "1e9999999999, unknown",
    "'\"9\"', unknown",
    "null, unknown"
  })
  void theHourIsThatOfTheChange(String time, String hour) {
    assertThat(RecordId.of(line(record("1", "7", time))).hour()).isEqualTo(hour);
  }

  @Test
  void aRecordIsTheSameWhereverItLies() {
    RecordId one = RecordId.of(line(record("1", "7", "1763715600")));

    assertThat(RecordId.of(line(record("1", "7", "1763715600") + " "))).isEqualTo(one);
    assertThat(RecordId.of(line(record("2", "7", "1763715600")))).isNotEqualTo(one);
    assertThat(RecordId.of(line(record("1", "8", "1763715600")))).isNotEqualTo(one);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "no JSON", "", "[1]"})
  void whatHasNoIdIsKnownByItsBytes(String raw) {
    assertThat(RecordId.of(line(raw))).isEqualTo(RecordId.of(line(raw)));
    assertThat(RecordId.of(line(raw))).isNotEqualTo(RecordId.of(line(raw + " ")));
  }

  private static String record(String id, String sequenceNumber, String time) {
    return """
    {"eventID":"%s","eventSourceARN":"arn:aws:dynamodb:eu-west-1:1:table/t/stream/s",
    "dynamodb":{"SequenceNumber":"%s","ApproximateCreationDateTime":%s}}\
    """
        .formatted(id, sequenceNumber, time);
  }

  private static QuarantineLine line(String raw) {
    return new QuarantineLine(
        "forward", "invalid", null, raw.getBytes(UTF_8), Origin.at(Instant.EPOCH));
  }
}
