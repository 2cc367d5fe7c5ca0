package trackline.engines.mapping;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import trackline.engines.eventbridge.EventPatterns;

/** The shards of a stream that can be read now: a child only after its parent is finished. */
final class ShardReaders {
  private final DynamoDbStreamsClient streams;
  private final String streamArn;
  private final Checkpoints checkpoints;
  private final Function<String, ShardReader> make;
  private final Map<String, ShardReader> readers = new HashMap<>();

  ShardReaders(
      DynamoDbStreamsClient streams,
      String streamArn,
      EventPatterns filter,
      Checkpoints checkpoints) {
    this.streams = streams;
    this.streamArn = streamArn;
    this.checkpoints = checkpoints;
    this.make = id -> new ShardReader(streams, streamArn, id, filter, checkpoints);
  }

  String streamArn() {
    return streamArn;
  }

  List<ShardReader> readable() throws IOException {
    Map<String, Shard> shards = new HashMap<>();
    shards().forEach(shard -> shards.put(shard.shardId(), shard));
    List<ShardReader> readable = new ArrayList<>();
    for (Shard shard : shards.values()) {
      if (!checkpoints.isFinished(shard.shardId()) && isFree(shards.get(shard.parentShardId()))) {
        readable.add(readers.computeIfAbsent(shard.shardId(), make));
      }
    }
    return readable;
  }

  private boolean isFree(@Nullable Shard parent) throws IOException {
    return parent == null || checkpoints.isFinished(parent.shardId());
  }

  private List<Shard> shards() {
    List<Shard> shards = new ArrayList<>();
    String last = null;
    do {
      String after = last;
      DescribeStreamResponse page =
          streams.describeStream(r -> r.streamArn(streamArn).exclusiveStartShardId(after));
      shards.addAll(page.streamDescription().shards());
      last = page.streamDescription().lastEvaluatedShardId();
    } while (last != null);
    return shards;
  }
}
