package trackline.engines.mapping;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import trackline.engines.eventbridge.EventPatterns;

/** Reads one shard in order from its checkpoint on, and gathers what passes the filter. */
final class ShardReader {
  /** The most that DynamoDB Streams gives at once, in records. */
  static final int PAGE = 1_000;

  /** Lambda's limit for an event. */
  private static final int EVENT_BYTES = 6 * 1024 * 1024 - 64;

  /** DynamoDB's answer of a number that is forgotten, and DynamoDB Local's of one past the end. */
  private static final Set<String> FORGOTTEN =
      Set.of("TrimmedDataAccessException", "ValidationException");

  private final DynamoDbStreamsClient streams;
  private final String streamArn;
  private final String shardId;
  private final EventPatterns filter;
  private final Checkpoints checkpoints;
  private final List<StreamEntry> waiting = new ArrayList<>();
  private Instant waitingSince = Instant.MAX;
  private @Nullable String iterator;
  private @Nullable String readTo;
  private boolean ended;

  ShardReader(
      DynamoDbStreamsClient streams,
      String streamArn,
      String shardId,
      EventPatterns filter,
      Checkpoints checkpoints) {
    this.streams = streams;
    this.streamArn = streamArn;
    this.shardId = shardId;
    this.filter = filter;
    this.checkpoints = checkpoints;
  }

  String shardId() {
    return shardId;
  }

  /**
   * Reads on; answers whether more may be there that was written before this call: after a whole
   * page, and after the shard's end, where its children begin.
   *
   * <p>DynamoDB Local gives all that it has, up to a page. A record's time of creation cannot tell:
   * it is cut down to the second.
   */
  boolean read(Instant now) throws IOException {
    if (ended) {
      return false;
    }
    GetRecordsResponse response = records();
    response.records().forEach(record -> gather(record, now));
    iterator = response.nextShardIterator();
    ended = iterator == null;
    return ended || response.records().size() == PAGE;
  }

  /**
   * Reads on from the iterator. DynamoDB Local refuses one that was taken while the shard was
   * empty, and then another stream was made or written; and one whose next records it has
   * forgotten. What is left lies behind either.
   */
  private GetRecordsResponse records() throws IOException {
    try {
      return page(iterator == null ? startingIterator() : iterator);
    } catch (TrimmedDataAccessException e) {
      return oldest();
    }
  }

  /** Where it has forgotten every record, DynamoDB Local refuses any iterator. */
  private GetRecordsResponse oldest() {
    String oldest = iterator(request(ShardIteratorType.TRIM_HORIZON));
    try {
      return page(oldest);
    } catch (TrimmedDataAccessException e) {
      return GetRecordsResponse.builder().nextShardIterator(oldest).build();
    }
  }

  private GetRecordsResponse page(String from) {
    return streams.getRecords(r -> r.shardIterator(from).limit(PAGE));
  }

  boolean isDue(int batchSize, Duration window, boolean urgent, Instant now) {
    return !waiting.isEmpty()
        && (urgent
            || ended
            || waiting.size() >= batchSize
            || !now.isBefore(waitingSince.plus(window)));
  }

  boolean isFull(int batchSize) {
    return waiting.size() >= batchSize;
  }

  /** The next records for the function, within Lambda's limits. */
  Piece take(int batchSize, Instant now) {
    int count = 0;
    int bytes = 0;
    while (count < Math.min(batchSize, waiting.size())
        && (count == 0 || bytes + waiting.get(count).bytes() < EVENT_BYTES)) {
      bytes += waiting.get(count).bytes() + 1;
      count++;
    }
    List<StreamEntry> head = waiting.subList(0, count);
    Piece piece = Piece.first(head);
    head.clear();
    waitingSince = waiting.isEmpty() ? Instant.MAX : now;
    return piece;
  }

  /** Notes that nothing waits: records that the filter held back are behind us too. */
  void settle() throws IOException {
    if (!waiting.isEmpty()) {
      return;
    }
    if (ended) {
      checkpoints.finish(shardId);
    } else if (readTo != null) {
      checkpoints.advance(shardId, readTo);
    }
    readTo = null;
  }

  private void gather(Record record, Instant now) {
    StreamEntry entry = LambdaEvents.entry(record, streamArn);
    readTo = entry.sequenceNumber();
    if (filter.match(entry.json().toString())) {
      waitingSince = waiting.isEmpty() ? now : waitingSince;
      waiting.add(entry);
    }
  }

  private String startingIterator() throws IOException {
    Optional<String> position = checkpoints.position(shardId);
    return position.isPresent()
        ? iteratorAfter(position.get())
        : iterator(request(ShardIteratorType.TRIM_HORIZON));
  }

  /** What a checkpoint is of may be forgotten: then all that is left lies behind it. */
  private String iteratorAfter(String sequenceNumber) {
    try {
      return iterator(
          request(ShardIteratorType.AFTER_SEQUENCE_NUMBER).sequenceNumber(sequenceNumber));
    } catch (DynamoDbException e) {
      if (!FORGOTTEN.contains(e.awsErrorDetails().errorCode())) {
        throw e;
      }
      return iterator(request(ShardIteratorType.TRIM_HORIZON));
    }
  }

  private GetShardIteratorRequest.Builder request(ShardIteratorType type) {
    return GetShardIteratorRequest.builder()
        .streamArn(streamArn)
        .shardId(shardId)
        .shardIteratorType(type);
  }

  private String iterator(GetShardIteratorRequest.Builder request) {
    return streams.getShardIterator(request.build()).shardIterator();
  }
}
