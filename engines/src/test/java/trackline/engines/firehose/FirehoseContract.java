package trackline.engines.firehose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.FirehoseException;
import software.amazon.awssdk.services.firehose.model.InvalidArgumentException;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.Record;
import software.amazon.awssdk.services.firehose.model.ResourceNotFoundException;

/** What Trackline leans on in Firehose, whoever answers. */
abstract class FirehoseContract {
  static final String STREAM = "trackline";

  abstract FirehoseClient client();

  @Test
  void answersPerRecord() {
    PutRecordBatchResponse response = put(Collections.nCopies(500, record("x")));

    assertThat(response.failedPutCount()).isZero();
    assertThat(response.requestResponses())
        .hasSize(500)
        .allSatisfy(each -> assertThat(each.recordId()).isNotEmpty())
        .allSatisfy(each -> assertThat(each.errorCode()).isNull());
  }

  @Test
  void refusesMoreThan500Records() {
    refusesAsInvalid(Collections.nCopies(501, record("x")));
  }

  @Test
  void refusesAnEmptyBatch() {
    refusesAsInvalid(List.of());
  }

  @Test
  void refusesARecordOverItsLimit() {
    put(List.of(bytes(1_024_000)));
    refusesAsInvalid(List.of(bytes(1_024_001)));
  }

  @Test
  void refusesABatchOverItsLimit() {
    int quarter = 1_000_000;
    int rest = 4 * 1024 * 1024 - 4 * quarter;
    List<Record> four = Collections.nCopies(4, bytes(quarter));

    put(join(four, bytes(rest)));

    assertThatThrownBy(() -> put(join(four, bytes(rest + 1))))
        .isInstanceOf(InvalidArgumentException.class);
  }

  @Test
  void doesNotKnowAnotherStream() {
    assertThatThrownBy(
            () -> client().putRecord(r -> r.deliveryStreamName("other").record(record("x"))))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void describesAStream() {
    assertThat(
            client()
                .describeDeliveryStream(r -> r.deliveryStreamName(STREAM))
                .deliveryStreamDescription()
                .deliveryStreamStatusAsString())
        .isEqualTo("ACTIVE");
  }

  final PutRecordBatchResponse put(List<Record> records) {
    return client().putRecordBatch(r -> r.deliveryStreamName(STREAM).records(records));
  }

  static Record record(String text) {
    return Record.builder().data(SdkBytes.fromUtf8String(text)).build();
  }

  private void refusesAsInvalid(List<Record> records) {
    assertThatThrownBy(() -> put(records))
        .isInstanceOfSatisfying(
            FirehoseException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException"));
  }

  private static Record bytes(int size) {
    return Record.builder().data(SdkBytes.fromByteArrayUnsafe(new byte[size])).build();
  }

  private static List<Record> join(List<Record> records, Record last) {
    return Stream.concat(records.stream(), Stream.of(last)).toList();
  }
}
