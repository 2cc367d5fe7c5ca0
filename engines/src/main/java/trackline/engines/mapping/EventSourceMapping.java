package trackline.engines.mapping;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.engines.eventbridge.EventPatterns;
import trackline.engines.lambda.Invoker;

/**
 * Hands a stream's records to a function in order, and remembers how far it came.
 *
 * <p>A checkpoint is written after the function has taken a batch or the mapping has given it up,
 * so that a killed process starts again with the last batch, never after it.
 */
public final class EventSourceMapping implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EventSourceMapping.class);

  private final MappingSettings settings;
  private final Supplier<String> streamArn;
  private final DynamoDbStreamsClient streams;
  private final S3Client s3;
  private final Invoker function;
  private final Checkpoints checkpoints;
  private final Timing timing;
  private final EventPatterns filter;
  private final RetryPolicy retries;
  private final ReentrantLock working = new ReentrantLock();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private ShardReaders readers;

  private EventSourceMapping(
      MappingSettings settings,
      Supplier<String> streamArn,
      DynamoDbStreamsClient streams,
      S3Client s3,
      Invoker function,
      Path folder,
      Timing timing)
      throws IOException {
    this.settings = settings;
    this.streamArn = streamArn;
    this.streams = streams;
    this.s3 = s3;
    this.function = function;
    this.timing = timing;
    this.checkpoints = new Checkpoints(folder.resolve(settings.uuid().toString()));
    this.filter = new EventPatterns(settings.filters());
    this.retries = settings.retries();
    this.readers = new ShardReaders(streams, streamArn.get(), filter, checkpoints);
    this.thread = Thread.ofVirtual().name("mapping " + settings.name()).unstarted(this::poll);
  }

  /**
   * Starts to read a stream.
   *
   * @param streamArn tells the table's stream; asked again after a reset
   * @param folder keeps the checkpoints
   */
  public static EventSourceMapping start(
      MappingSettings settings,
      Supplier<String> streamArn,
      DynamoDbStreamsClient streams,
      S3Client s3,
      Invoker function,
      Path folder,
      Timing timing)
      throws IOException {
    EventSourceMapping mapping =
        new EventSourceMapping(settings, streamArn, streams, s3, function, folder, timing);
    mapping.thread.start();
    return mapping;
  }

  /** Handles everything that was written before the call, without waiting for full batches. */
  public void catchUp() throws IOException, InterruptedException {
    working.lock();
    boolean whole = false;
    try {
      while (pass(true)) {
        // What goes on being written meanwhile is not waited for.
      }
      whole = true;
    } finally {
      if (!whole) {
        readFrom(readers.streamArn());
      }
      working.unlock();
    }
  }

  /** Forgets how far it came, and looks up the table's stream anew. */
  public void reset() throws IOException {
    working.lock();
    try {
      checkpoints.reset();
      readFrom(streamArn.get());
    } finally {
      working.unlock();
    }
  }

  /** Forgets how far it came, after it was closed. */
  void forget() throws IOException {
    checkpoints.reset();
  }

  /** Stops after the batch that is under way. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void poll() {
    try {
      while (!closing.await(timing.pollInterval().toMillis(), TimeUnit.MILLISECONDS)) {
        pollOnce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pollOnce() throws InterruptedException {
    working.lock();
    try {
      pass(false);
    } catch (IOException | RuntimeException e) {
      log.warn("Mapping {} cannot go on now, and will try again", settings.name(), e);
      readFrom(readers.streamArn());
    } finally {
      working.unlock();
    }
  }

  /** Starts over from the checkpoints: what was read and not handled is read again. */
  private void readFrom(String arn) {
    readers = new ShardReaders(streams, arn, filter, checkpoints);
  }

  /** Answers whether more may be there that was written before the pass. */
  private boolean pass(boolean urgent) throws IOException, InterruptedException {
    boolean more = false;
    for (ShardReader reader : readers.readable()) {
      more |= work(reader, urgent);
    }
    return more;
  }

  private boolean work(ShardReader reader, boolean urgent)
      throws IOException, InterruptedException {
    boolean more = reader.isFull(settings.batchSize()) || reader.read(now());
    while (reader.isDue(settings.batchSize(), settings.batchingWindow(), urgent, now())) {
      handle(reader.shardId(), reader.take(settings.batchSize(), now()));
    }
    reader.settle();
    return more;
  }

  private void handle(String shardId, Piece batch) throws IOException, InterruptedException {
    Deque<Piece> pieces = new ArrayDeque<>();
    pieces.push(batch);
    while (!pieces.isEmpty()) {
      Piece piece = pieces.pop();
      Verdict verdict =
          retries.beforeInvocation(piece, now()).orElseGet(() -> judge(piece.invoked()));
      conclude(shardId, piece, verdict);
      verdict.next().reversed().forEach(pieces::push);
      if (verdict.done() < piece.size()) {
        pause();
      }
    }
  }

  private Verdict judge(Piece piece) {
    return retries.afterInvocation(piece, invoke(piece));
  }

  private Outcome invoke(Piece piece) {
    try {
      byte[] answer = function.invoke(LambdaEvents.event(piece.entries()));
      return settings.partialFailures()
          ? FunctionAnswer.read(answer, piece)
          : new Outcome.Success();
    } catch (Exception | StackOverflowError e) {
      log.warn("Mapping {}: the function failed on {} records", settings.name(), piece.size(), e);
      return new Outcome.Failure();
    }
  }

  private void conclude(String shardId, Piece piece, Verdict verdict) throws IOException {
    verdict.discarded().ifPresent(discard -> report(shardId, discard));
    if (verdict.done() > 0) {
      checkpoints.advance(shardId, piece.entries().get(verdict.done() - 1).sequenceNumber());
    }
  }

  private void report(String shardId, Discard discard) {
    Instant now = now();
    log.warn(
        "Mapping {} gives up {} records: {}",
        settings.name(),
        discard.piece().size(),
        discard.condition().text());
    settings
        .failureBucket()
        .ifPresent(
            bucket ->
                s3.putObject(
                    r -> r.bucket(bucket).key(FailureRecord.key(settings, shardId, now)),
                    RequestBody.fromString(
                        FailureRecord.json(settings, readers.streamArn(), shardId, discard, now))));
  }

  private void pause() throws InterruptedException {
    if (closing.await(timing.retryDelay().toMillis(), TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("The mapping is closed");
    }
  }

  private Instant now() {
    return timing.clock().instant();
  }
}
