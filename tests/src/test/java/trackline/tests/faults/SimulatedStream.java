package trackline.tests.faults;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamRecord;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** A table's stream in memory: shards that grow, and split in two. */
final class SimulatedStream implements DynamoDbStreamsClient {
  static final String ARN =
      "arn:aws:dynamodb:us-east-1:123456789012:table/events/stream/2026-11-20T00:00:00.000";

  /** What a change is to forward. */
  enum Kind {
    EVENT,
    /** Its line fills more than half of a record of the delivery stream. */
    LONG_EVENT,
    /** An INSERT without an image, which can be no line. */
    UNREADABLE,
    MODIFY;

    boolean isEvent() {
      return this == EVENT || this == LONG_EVENT;
    }
  }

  /** One change of the table, and its place. */
  record Change(Kind kind, String shardId, int place, String sequenceNumber) {
    String eventId() {
      return "e" + sequenceNumber;
    }
  }

  private static final class SimulatedShard {
    private final String id;
    private final String parent;
    private final List<Record> records = new ArrayList<>();
    private boolean closed;
    private int readTo;

    SimulatedShard(String id, String parent) {
      this.id = id;
      this.parent = parent;
    }
  }

  private static final String FILLER = "v".repeat(70_000);
  private static final int MOST_RECORDS_A_READ = 7;

  private final RandomGenerator random;
  private final Map<String, SimulatedShard> shards = new LinkedHashMap<>();
  private final Map<String, Change> changes = new LinkedHashMap<>();
  private long sequenceNumber;

  SimulatedStream(RandomGenerator random) {
    this.random = random;
    // Just below a power of ten: the numbers differ in length.
    this.sequenceNumber = (long) Math.pow(10, random.nextInt(2, 17)) - random.nextInt(2, 30);
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      addShard(null);
    }
  }

  private void addShard(String parent) {
    String id = "shardId-%08d".formatted(shards.size());
    shards.put(id, new SimulatedShard(id, parent));
  }

  /** Every change of the table so far, by its sequence number. */
  Map<String, Change> changes() {
    return changes;
  }

  /** Whether a change comes before another in the same shard, or in one that it came from. */
  boolean isBefore(Change change, Change other) {
    return change.shardId().equals(other.shardId())
        ? change.place() < other.place()
        : isAncestor(change.shardId(), shards.get(other.shardId()).parent);
  }

  private boolean isAncestor(String shardId, String of) {
    return of != null && (of.equals(shardId) || isAncestor(shardId, shards.get(of).parent));
  }

  /** Writes a change to one of the open shards. */
  void write(Kind kind, Instant now) {
    List<SimulatedShard> open = shards.values().stream().filter(shard -> !shard.closed).toList();
    SimulatedShard shard = open.get(random.nextInt(open.size()));
    String number = Long.toString(sequenceNumber++);
    Change change = new Change(kind, shard.id, shard.records.size(), number);
    changes.put(number, change);
    shard.records.add(record(change, now));
  }

  /** Closes one of the open shards, and opens two in its stead. */
  void split() {
    List<SimulatedShard> open = shards.values().stream().filter(shard -> !shard.closed).toList();
    SimulatedShard parent = open.get(random.nextInt(open.size()));
    parent.closed = true;
    addShard(parent.id);
    addShard(parent.id);
  }

  /** Whether nothing was left for the last read of any shard. */
  boolean isReadToItsEnd() {
    return shards.values().stream().allMatch(shard -> shard.readTo == shard.records.size());
  }

  private static Record record(Change change, Instant now) {
    StreamRecord.Builder data =
        StreamRecord.builder()
            .sequenceNumber(change.sequenceNumber())
            .approximateCreationDateTime(now)
            .sizeBytes(100L);
    if (change.kind().isEvent()) {
      data.newImage(item(change));
    }
    return Record.builder()
        .eventID("id" + change.sequenceNumber())
        .eventName(change.kind() == Kind.MODIFY ? OperationType.MODIFY : OperationType.INSERT)
        .dynamodb(data.build())
        .build();
  }

  private static Map<String, AttributeValue> item(Change change) {
    return Map.of(
        "event_id", AttributeValue.fromS(change.eventId()),
        "event_at", AttributeValue.fromS("2026-11-20T10:00:00.000Z"),
        "source", AttributeValue.fromS("tracker"),
        "x", AttributeValue.fromS(change.kind() == Kind.LONG_EVENT ? FILLER : "v"));
  }

  @Override
  public DescribeStreamResponse describeStream(DescribeStreamRequest request) {
    List<Shard> described =
        shards.values().stream()
            .map(s -> Shard.builder().shardId(s.id).parentShardId(s.parent).build())
            .toList();
    return DescribeStreamResponse.builder().streamDescription(d -> d.shards(described)).build();
  }

  @Override
  public GetShardIteratorResponse getShardIterator(GetShardIteratorRequest request) {
    boolean isAfter = request.shardIteratorType() == ShardIteratorType.AFTER_SEQUENCE_NUMBER;
    int place = isAfter ? changes.get(request.sequenceNumber()).place() + 1 : 0;
    return GetShardIteratorResponse.builder()
        .shardIterator(request.shardId() + ":" + place)
        .build();
  }

  @Override
  public GetRecordsResponse getRecords(GetRecordsRequest request) {
    String[] iterator = request.shardIterator().split(":", 2);
    SimulatedShard shard = shards.get(iterator[0]);
    int from = Integer.parseInt(iterator[1]);
    int most = random.nextInt(1, MOST_RECORDS_A_READ);
    int to = Math.min(shard.records.size(), from + most);
    shard.readTo = to;
    boolean isAtEnd = shard.closed && to == shard.records.size();
    return GetRecordsResponse.builder()
        .records(shard.records.subList(from, to))
        .nextShardIterator(isAtEnd ? null : shard.id + ":" + to)
        .build();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
