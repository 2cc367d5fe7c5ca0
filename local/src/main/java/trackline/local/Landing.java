package trackline.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import trackline.engines.eventbridge.EventBus;
import trackline.engines.lambda.LocalFunction;
import trackline.engines.lambda.LocalFunction.FunctionFailure;

/**
 * What S3 tells EventBridge of new objects in the landing bucket, found by looking. Each start
 * tells of all objects again; the importer knows those that it has.
 */
final class Landing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Landing.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PERIOD_MILLIS = 500;

  /** Lambda tries an event twice more after a function's error. */
  private static final int TRIES = 3;

  /** Longer than the rest of a file stays locked that was handed on when its process was killed. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final S3Client s3;
  private final String bucket;
  private final EventBus bus;
  private final Clock clock;
  private final Map<String, Integer> failures = new HashMap<>();
  private final Set<String> told = new HashSet<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

  /** Looks into a bucket from now on. */
  Landing(S3Client s3, String bucket, EventBus bus, Clock clock) {
    this.s3 = s3;
    this.bucket = bucket;
    this.bus = bus;
    this.clock = clock;
    ScheduledFuture<?> _ =
        timer.scheduleWithFixedDelay(
            this::lookNow, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void lookNow() {
    try {
      look();
    } catch (RuntimeException e) {
      // Whatever it is: a scheduled task that throws is never run again.
      LOG.warn("The landing bucket cannot be read now", e);
    }
  }

  /**
   * Tells of every object that is there now, and returns when each is imported or has failed for
   * good.
   */
  void catchUp() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!look() && System.nanoTime() < deadline) {
      Thread.sleep(PERIOD_MILLIS);
    }
  }

  /** The work of emptying everything, after which every object is a new one. */
  interface Emptying {
    void run() throws IOException;
  }

  synchronized void forgetAfter(Emptying emptying) throws IOException {
    emptying.run();
    told.clear();
    failures.clear();
  }

  /** Tells of new objects; whether there is nothing left to tell. */
  private synchronized boolean look() {
    List<S3Object> objects =
        s3.listObjectsV2Paginator(request -> request.bucket(bucket)).contents().stream().toList();
    boolean all = true;
    for (S3Object object : objects) {
      String id = object.eTag() + " " + object.key();
      if (!told.contains(id)) {
        boolean done = tell(object, id);
        all &= done;
        if (done) {
          told.add(id);
        }
      }
    }
    return all;
  }

  private boolean tell(S3Object object, String id) {
    String event = event(object);
    boolean done = true;
    for (LocalFunction function : bus.takers(event)) {
      try {
        done &= isDone(function.invoke(event.getBytes(StandardCharsets.UTF_8), requestId(id)));
      } catch (FunctionFailure e) {
        // The function's log has it.
        done &= failures.merge(id, 1, Integer::sum) >= TRIES;
      }
    }
    return done;
  }

  /**
   * Lambda repeats an event under the request id that it had, by which the importer knows a file
   * for its own: it waits for no lock of a process that was killed.
   */
  private static UUID requestId(String id) {
    return UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8));
  }

  /** Not yet done is what another invocation works on, or did when its process was killed. */
  private static boolean isDone(byte[] answer) {
    try {
      for (JsonNode file : JSON.readTree(answer).path("files")) {
        if (file.path("status").asText().equals("taken")) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      return true;
    }
  }

  private String event(S3Object object) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event
        .put("version", "0")
        .put("id", UUID.randomUUID().toString())
        .put("detail-type", "Object Created")
        .put("source", "aws.s3")
        .put("account", "000000000000")
        .put("time", clock.instant().toString())
        .put("region", "us-east-1");
    ObjectNode detail = event.putObject("detail");
    detail.put("version", "0").putObject("bucket").put("name", bucket);
    detail
        .putObject("object")
        .put("key", object.key())
        .put("size", object.size())
        .put("etag", object.eTag().replace("\"", ""));
    detail.put("reason", "PutObject");
    return event.toString();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
