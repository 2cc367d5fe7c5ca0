package trackline.engines.firehose;

import java.util.List;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.firehose.model.FirehoseException;
import software.amazon.awssdk.services.firehose.model.InvalidArgumentException;
import software.amazon.awssdk.services.firehose.model.Record;

/** What Firehose refuses to take in one call, with its own errors. */
final class FirehoseLimits {
  static final int RECORDS = 500;
  static final int RECORD_BYTES = 1_024_000;
  static final int BATCH_BYTES = 4 * 1024 * 1024;

  private FirehoseLimits() {}

  static void check(List<Record> records) {
    if (records.isEmpty()) {
      throw validation("records", "Member must have length greater than or equal to 1");
    }
    if (records.size() > RECORDS) {
      throw validation("records", "Member must have length less than or equal to " + RECORDS);
    }
    for (int i = 0; i < records.size(); i++) {
      checkRecord("records." + (i + 1) + ".member.data", records.get(i));
    }
    if (records.stream().mapToInt(FirehoseLimits::size).sum() > BATCH_BYTES) {
      throw InvalidArgumentException.builder()
          .message("Records size exceeds 4 MB limit")
          .statusCode(400)
          .awsErrorDetails(details("InvalidArgumentException", "Records size exceeds 4 MB limit"))
          .build();
    }
  }

  static void checkRecord(String path, Record record) {
    if (record.data() == null) {
      throw validation(path, "Member must not be null");
    }
    if (size(record) > RECORD_BYTES) {
      throw validation(path, "Member must have length less than or equal to " + RECORD_BYTES);
    }
  }

  static AwsErrorDetails details(String code, String message) {
    return AwsErrorDetails.builder()
        .serviceName("Firehose")
        .errorCode(code)
        .errorMessage(message)
        .build();
  }

  private static FirehoseException validation(String path, String constraint) {
    String message =
        "1 validation error detected: Value at '%s' failed to satisfy constraint: %s"
            .formatted(path, constraint);
    return (FirehoseException)
        FirehoseException.builder()
            .message(message)
            .statusCode(400)
            .awsErrorDetails(details("ValidationException", message))
            .build();
  }

  private static int size(Record record) {
    return record.data().asByteArrayUnsafe().length;
  }
}
