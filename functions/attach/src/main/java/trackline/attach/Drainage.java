package trackline.attach;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import trackline.aws.StreamArn;

/**
 * Tells when nothing is left in a stream that was disabled. Lambda does not show how far a mapping
 * came, but DynamoDB forgets records after a day, and forward gives those up to the quarantine that
 * grow older than a day less an hour.
 */
record Drainage(DynamoDbStreamsClient streams, Clock clock) {
  /** A day, and an hour for clocks and for the last batch. */
  private static final Duration KEPT = Duration.ofHours(25);

  /**
   * Whether a stream is drained.
   *
   * @param next the stream that came after it, if one did: it was disabled before
   */
  boolean isOver(StreamArn stream, Optional<StreamArn> next) {
    Instant now = clock.instant();
    return isGone(stream)
        || next.filter(later -> !later.equals(stream))
            .flatMap(StreamArn::enabledAt)
            .filter(enabled -> now.isAfter(enabled.plus(KEPT)))
            .isPresent();
  }

  private boolean isGone(StreamArn stream) {
    try {
      streams.describeStream(r -> r.streamArn(stream.text()).limit(1));
      return false;
    } catch (ResourceNotFoundException e) {
      return true;
    }
  }
}
