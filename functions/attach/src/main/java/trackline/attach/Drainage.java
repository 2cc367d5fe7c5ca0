package trackline.attach;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
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
   * Whether a stream's mapping has done its work. The newest one is never over, be its stream off
   * or gone: it tells the next run from where on streams are new.
   *
   * @param mapped the table's streams that have a mapping
   */
  boolean isOver(StreamArn stream, Collection<StreamArn> mapped) {
    return next(stream, mapped).isPresent() && (isForgotten(stream, mapped) || isGone(stream));
  }

  /**
   * Whether a stream's records are older than a day: it was off when the next one was turned on.
   *
   * @param all the table's streams
   */
  boolean isForgotten(StreamArn stream, Collection<StreamArn> all) {
    Instant now = clock.instant();
    return next(stream, all)
        .flatMap(StreamArn::enabledAt)
        .filter(enabled -> now.isAfter(enabled.plus(KEPT)))
        .isPresent();
  }

  /** The stream that came after one. */
  private static Optional<StreamArn> next(StreamArn stream, Collection<StreamArn> all) {
    return all.stream()
        .filter(later -> later.label().compareTo(stream.label()) > 0)
        .min(Comparator.comparing(StreamArn::label));
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
