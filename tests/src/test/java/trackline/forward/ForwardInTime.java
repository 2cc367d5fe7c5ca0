package trackline.forward;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.aws.Backoff;
import trackline.aws.FirehoseWriter;
import trackline.aws.Quarantine;
import trackline.aws.QuarantineDoor;

/**
 * Forward as AWS runs it, but for its time: a test keeps that, or makes it short.
 *
 * @param margin what is kept of an invocation's time to answer in
 */
public record ForwardInTime(
    Clock clock, Backoff.Sleeper sleeper, RandomGenerator random, Duration margin) {
  /** The names of the two delivery streams. */
  public static final String LAKE = "lake";

  public static final String SEARCH = "search";

  /** The bucket for what is refused. */
  public static final String QUARANTINE = "trackline-quarantine";

  /** How forward's clients wait. */
  public static final ClientOverrideConfiguration FIREHOSE_PATIENCE =
      ForwardHandler.FIREHOSE_PATIENCE;

  public static final ClientOverrideConfiguration QUARANTINE_PATIENCE =
      ForwardHandler.QUARANTINE_PATIENCE;

  /** A handler of the events table's stream. */
  public RequestStreamHandler handler(FirehoseClient firehose, S3Client s3, boolean isSearched) {
    OtherTables others =
        new OtherTables(TableChanges.INSERTS, TableMapping.load(TableMapping.DEFAULT), clock);
    return new ForwardHandler(
        writer(firehose, LAKE),
        isSearched ? Optional.of(writer(firehose, SEARCH)) : Optional.empty(),
        new Quarantine(s3, QUARANTINE, QuarantineDoor.FORWARD, clock),
        new Sources("events", others, clock));
  }

  private FirehoseWriter writer(FirehoseClient firehose, String stream) {
    return new FirehoseWriter(firehose, stream, margin, sleeper, random);
  }
}
