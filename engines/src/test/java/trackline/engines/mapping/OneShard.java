package trackline.engines.mapping;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.TrimmedDataAccessException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** A stream of one shard, whose records are numbered 98, 99, 100, …: of different length. */
final class OneShard implements DynamoDbStreamsClient {
  private static final int FIRST = 98;

  /** What each iterator was asked for. */
  final List<String> iterators = new ArrayList<>();

  /** How often records were asked for. */
  int reads;

  private final List<Record> records = new ArrayList<>();
  private boolean ended;
  private int refusals;
  private boolean refusesNumbers;
  private boolean trimmed;

  /** Adds an INSERT of an item with a text of so many characters. */
  void add(int characters, Instant createdAt) {
    add("INSERT", characters, createdAt);
  }

  void add(String change, int characters, Instant createdAt) {
    String number = Integer.toString(FIRST + records.size());
    records.add(
        Record.builder()
            .eventID("e" + number)
            .eventName(change)
            .eventVersion("1.1")
            .awsRegion("us-east-1")
            .dynamodb(
                d ->
                    d.approximateCreationDateTime(createdAt)
                        .newImage(Map.of("x", AttributeValue.fromS("x".repeat(characters))))
                        .sequenceNumber(number)
                        .sizeBytes(1L)
                        .streamViewType("NEW_AND_OLD_IMAGES"))
            .build());
  }

  /** Ends the shard: no more records come. */
  void end() {
    ended = true;
  }

  /** Refuses so many times to read on from an iterator. */
  void refuseIterators(int times) {
    refusals = times;
  }

  /** Refuses iterators after a number, as DynamoDB Local does for one past the shard's end. */
  void refuseNumbers() {
    refusesNumbers = true;
  }

  /** Forgets the records, as a stream does after a day: no place among them is known any more. */
  void trim() {
    trimmed = true;
  }

  @Override
  public GetShardIteratorResponse getShardIterator(GetShardIteratorRequest request) {
    iterators.add(
        request.streamArn()
            + " "
            + request.shardId()
            + " "
            + request.shardIteratorType()
            + place(request.sequenceNumber()));
    if (request.shardIteratorType() == ShardIteratorType.TRIM_HORIZON) {
      return iterator(trimmed ? records.size() : 0);
    }
    if (trimmed) {
      throw trimmedData();
    }
    if (refusesNumbers) {
      throw DynamoDbException.builder().awsErrorDetails(code("ValidationException")).build();
    }
    return iterator(Integer.parseInt(request.sequenceNumber()) - FIRST + 1);
  }

  private static AwsServiceException trimmedData() {
    return TrimmedDataAccessException.builder()
        .awsErrorDetails(code("TrimmedDataAccessException"))
        .build();
  }

  private static AwsErrorDetails code(String code) {
    return AwsErrorDetails.builder().errorCode(code).build();
  }

  private static String place(@Nullable String sequenceNumber) {
    return sequenceNumber == null ? "" : " " + sequenceNumber;
  }

  private static GetShardIteratorResponse iterator(int from) {
    return GetShardIteratorResponse.builder().shardIterator(Integer.toString(from)).build();
  }

  @Override
  public GetRecordsResponse getRecords(GetRecordsRequest request) {
    reads++;
    if (refusals > 0) {
      refusals--;
      throw trimmedData();
    }
    int from = Integer.parseInt(request.shardIterator());
    int to = Math.min(records.size(), from + request.limit());
    return GetRecordsResponse.builder()
        .records(records.subList(from, to))
        .nextShardIterator(ended && to == records.size() ? null : Integer.toString(to))
        .build();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
