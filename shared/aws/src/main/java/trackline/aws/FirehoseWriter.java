package trackline.aws;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponseEntry;
import software.amazon.awssdk.services.firehose.model.Record;
import trackline.lake.PackedRecord;
import trackline.time.Deadline;

/**
 * Writes packed records to a delivery stream, and resends only what failed, until the time is up.
 *
 * <p>Firehose answers 200 with failures inside. A record counts as taken only where the answer says
 * so: what it says nothing about is sent again, because twice is counted once and never is lost.
 */
public final class FirehoseWriter {
  /** What became of the records. */
  public sealed interface Outcome {
    /** How many records were sent again, each time counted. */
    int resent();
  }

  /** Firehose has taken every record. */
  public record AllSent(int resent) implements Outcome {}

  /**
   * The time was up, or Firehose refused for good.
   *
   * @param failed the records that Firehose has not taken
   * @param reason the last error code, or class of error, for people
   */
  public record SomeFailed(List<PackedRecord> failed, int resent, String reason)
      implements Outcome {}

  private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(5);

  /** A call is not begun with less time than this before the margin. */
  private static final Duration SHORTEST_CALL = Duration.ofMillis(100);

  /** A call that hangs is given up after this, while there is time for another. */
  private static final Duration LONGEST_CALL = Duration.ofSeconds(5);

  private final FirehoseClient firehose;
  private final String stream;
  private final Duration margin;
  private final Backoff backoff;

  /**
   * A writer that gives up a margin of time before the deadline.
   *
   * @param firehose a client that does not retry by itself, so that each attempt is seen here
   * @param margin what the caller needs after a failure to report it, and what a call may take that
   *     was begun just before: the client gives up an answer that stalls only by its own time-out
   */
  public FirehoseWriter(FirehoseClient firehose, String stream, Duration margin) {
    this(firehose, stream, margin, Backoff.jittered(FIRST_BACKOFF, LONGEST_BACKOFF));
  }

  /** A writer with its own way of waiting and of choosing how long. */
  public FirehoseWriter(
      FirehoseClient firehose,
      String stream,
      Duration margin,
      Backoff.Sleeper sleeper,
      RandomGenerator random) {
    this(
        firehose,
        stream,
        margin,
        Backoff.jittered(FIRST_BACKOFF, LONGEST_BACKOFF, sleeper, random));
  }

  private FirehoseWriter(FirehoseClient firehose, String stream, Duration margin, Backoff backoff) {
    this.firehose = firehose;
    this.stream = stream;
    this.margin = margin;
    this.backoff = backoff;
  }

  /**
   * Writes the records, call by call.
   *
   * @param deadline the invocation's, asked before each attempt
   */
  public Outcome write(List<List<PackedRecord>> calls, Deadline deadline) {
    Delivery delivery = new Delivery(deadline.before(margin));
    calls.forEach(delivery::send);
    return delivery.failed.isEmpty()
        ? new AllSent(delivery.resent)
        : new SomeFailed(List.copyOf(delivery.failed), delivery.resent, delivery.reason);
  }

  private record Answer(List<PackedRecord> failed, String reason, boolean isFinal) {}

  private final class Delivery {
    private final Deadline deadline;
    private final List<PackedRecord> failed = new ArrayList<>();
    private int resent;
    private String reason = "";

    Delivery(Deadline deadline) {
      this.deadline = deadline;
    }

    void send(List<PackedRecord> call) {
      Deadline forPause = deadline.before(SHORTEST_CALL);
      Answer answer = attempt(call);
      for (int retry = 0; !answer.isFinal() && backoff.pause(retry, forPause); retry++) {
        resent += answer.failed().size();
        answer = attempt(answer.failed());
      }
      failed.addAll(answer.failed());
      reason = answer.failed().isEmpty() ? reason : answer.reason();
    }

    private Answer attempt(List<PackedRecord> records) {
      Duration callTime = deadline.timeLeft();
      return callTime.compareTo(SHORTEST_CALL) < 0
          ? new Answer(records, "DeadlineReached", true)
          : put(records, callTime);
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private Answer put(List<PackedRecord> records, Duration callTime) {
    try {
      return judge(records, firehose.putRecordBatch(request(records, callTime)));
    } catch (SdkException e) {
      return new Answer(records, e.getClass().getSimpleName(), !mayPass(e));
    }
  }

  private PutRecordBatchRequest request(List<PackedRecord> records, Duration callTime) {
    return PutRecordBatchRequest.builder()
        .deliveryStreamName(stream)
        .records(records.stream().map(FirehoseWriter::firehoseRecord).toList())
        .overrideConfiguration(override -> override.apiCallTimeout(shorter(callTime, LONGEST_CALL)))
        .build();
  }

  private static Record firehoseRecord(PackedRecord packed) {
    return Record.builder().data(SdkBytes.fromByteArrayUnsafe(packed.data())).build();
  }

  /** Time-outs and broken connections pass, and so do throttling and the service's own trouble. */
  private static boolean mayPass(SdkException e) {
    return !(e instanceof SdkServiceException service)
        || service.isThrottlingException()
        || service.statusCode() >= 500;
  }

  private static Answer judge(List<PackedRecord> records, PutRecordBatchResponse response) {
    List<PutRecordBatchResponseEntry> entries = response.requestResponses();
    List<PackedRecord> failed = new ArrayList<>();
    String reason = "NoAnswer";
    for (int i = 0; i < records.size(); i++) {
      @Nullable PutRecordBatchResponseEntry entry = i < entries.size() ? entries.get(i) : null;
      if (entry == null || entry.errorCode() != null || entry.recordId() == null) {
        failed.add(records.get(i));
        reason = entry == null || entry.errorCode() == null ? reason : entry.errorCode();
      }
    }
    Integer count = response.failedPutCount();
    if (count != null && count > failed.size()) {
      // More failed than the entries tell: which ones is unknown.
      return new Answer(records, "FailedPutCount", false);
    }
    return new Answer(failed, reason, failed.isEmpty());
  }
}
