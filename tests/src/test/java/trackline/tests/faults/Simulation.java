package trackline.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static trackline.forward.ForwardInTime.LAKE;
import static trackline.forward.ForwardInTime.SEARCH;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import software.amazon.awssdk.core.exception.SdkException;
import trackline.engines.mapping.EventSourceMapping;
import trackline.engines.mapping.MappingSettings;
import trackline.engines.mapping.Timing;
import trackline.forward.ForwardInTime;
import trackline.tests.faults.SimulatedStream.Change;
import trackline.tests.faults.SimulatedStream.Kind;

/**
 * One schedule of faults: a table's stream, the event source mapping of {@code local} and forward
 * itself, in a time of their own. Everything that happens follows from the seed.
 */
final class Simulation {
  private enum FunctionFault {
    THROWN_BEFORE(false, false),
    THROWN_AFTER(true, false),
    KILLED_BEFORE(false, true),
    KILLED_AFTER(true, true);

    private final boolean isAfter;
    private final boolean isKill;

    FunctionFault(boolean isAfter, boolean isKill) {
      this.isAfter = isAfter;
      this.isKill = isKill;
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration START = Duration.ofMillis(100);
  private static final Duration NEVER = Duration.ofDays(1);
  private static final int MOST_STARTS = 200;
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private final Random random;
  private final VirtualTime time = new VirtualTime();
  private final Schedule schedule;
  private final SimulatedStream stream;
  private final SimulatedFirehose firehose;
  private final SimulatedBucket bucket;
  private final Path checkpoints;
  private final boolean isSearched;
  private final Duration timeout;
  private final MappingSettings settings;

  /** How many faults a record's handovers have met. */
  private final Map<String, Integer> struck = new HashMap<>();

  private RequestStreamHandler handler;
  private int invocations;

  Simulation(long seed, Path checkpoints) {
    this.random = new Random(seed);
    this.schedule = new Schedule(random);
    this.stream = new SimulatedStream(random);
    this.firehose = new SimulatedFirehose(schedule, time);
    this.bucket = new SimulatedBucket(schedule, time);
    this.checkpoints = checkpoints;
    this.isSearched = random.nextBoolean();
    this.timeout = Duration.ofSeconds(random.nextInt(20, 121));
    this.settings = settings();
    restartFunction();
  }

  private MappingSettings settings() {
    return new MappingSettings(
        "forward-" + checkpoints.getFileName(),
        "arn:aws:lambda:us-east-1:123456789012:function:forward",
        random.nextInt(1, 12),
        Duration.ofSeconds(5),
        random.nextInt(4) == 0 ? List.of() : List.of("{\"eventName\":[\"INSERT\"]}"),
        true,
        random.nextInt(4) != 0,
        random.nextInt(-1, 4),
        random.nextBoolean()
            ? Optional.empty()
            : Optional.of(Duration.ofSeconds(random.nextInt(10, 120))),
        Optional.of("quarantine"));
  }

  private void restartFunction() {
    handler =
        new ForwardInTime(time, time::pass, random, MARGIN).handler(firehose, bucket, isSearched);
  }

  /** Runs the schedule to its end, and looks after every step whether the promise holds. */
  void run() throws IOException, InterruptedException {
    for (int round = random.nextInt(1, 4); round > 0; round--) {
      write();
      catchUp();
    }
    assertThat(stream.changes().values())
        .allSatisfy(change -> assertThat(isSettled(change)).as("settled: %s", change).isTrue());
    assertNothingElse();
  }

  int invocations() {
    return invocations;
  }

  int faults() {
    return schedule.strikesSoFar();
  }

  /** How many records went to the failure destination. */
  long givenUp() {
    return stream.changes().keySet().stream().filter(bucket::isGivenUp).count();
  }

  private void write() {
    boolean hasLongOnes = random.nextInt(10) == 0;
    for (int i = random.nextInt(1, 25); i > 0; i--) {
      stream.write(kind(hasLongOnes), time.instant());
      time.pass(Duration.ofMillis(random.nextInt(2_000)));
      if (random.nextInt(40) == 0) {
        stream.split();
      }
    }
    time.pass(Duration.ofSeconds(1));
  }

  private Kind kind(boolean hasLongOnes) {
    return switch (random.nextInt(8)) {
      case 0 -> Kind.UNREADABLE;
      case 1 -> Kind.MODIFY;
      case 2, 3, 4 -> hasLongOnes ? Kind.LONG_EVENT : Kind.EVENT;
      default -> Kind.EVENT;
    };
  }

  /** Starts the mapping, again after each kill, until it has handled all there is. */
  private void catchUp() throws IOException, InterruptedException {
    for (int start = 0; start < MOST_STARTS; start++) {
      try (EventSourceMapping mapping = mapping()) {
        if (caughtUp(mapping)) {
          return;
        }
        restartFunction();
      }
    }
    throw new AssertionError("The mapping does not come to an end");
  }

  private EventSourceMapping mapping() throws IOException {
    return EventSourceMapping.start(
        settings,
        () -> SimulatedStream.ARN,
        stream,
        bucket,
        this::invoke,
        checkpoints,
        new Timing(time, NEVER, Duration.ZERO));
  }

  /**
   * False where it was killed. The stream gives its records in small pieces, after each of which
   * the mapping takes it for read; trouble with the failure destination is tried again.
   */
  private boolean caughtUp(EventSourceMapping mapping) throws IOException, InterruptedException {
    while (true) {
      try {
        mapping.catchUp();
        if (stream.isReadToItsEnd()) {
          return true;
        }
      } catch (SdkException | UncheckedIOException e) {
        // The failure destination; the mapping itself says so, and would poll again.
      } catch (Schedule.Killed e) {
        return false;
      }
    }
  }

  private byte[] invoke(byte[] event) throws IOException {
    invocations++;
    time.pass(START);
    List<Change> handed = handed(event);
    assertEarlierOnesAreSettled(handed.getFirst());
    int before = schedule.strikesSoFar();
    try {
      return struckOrNot(event);
    } finally {
      int strikes = schedule.strikesSoFar() - before;
      handed.forEach(change -> struck.merge(change.sequenceNumber(), strikes, Integer::sum));
    }
  }

  private List<Change> handed(byte[] event) throws IOException {
    List<Change> handed = new ArrayList<>();
    for (JsonNode record : JSON.readTree(event).path("Records")) {
      handed.add(stream.changes().get(record.path("dynamodb").path("SequenceNumber").asText()));
    }
    return handed;
  }

  private byte[] struckOrNot(byte[] event) throws IOException {
    if (!schedule.strikes()) {
      return forward(event);
    }
    FunctionFault fault = schedule.oneOf(FunctionFault.values());
    if (fault.isAfter) {
      forward(event);
    }
    if (fault.isKill) {
      throw new Schedule.Killed();
    }
    throw new IllegalStateException("out of memory, or the answer is lost");
  }

  private byte[] forward(byte[] event) throws IOException {
    Instant deadline = time.instant().plus(timeout);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Context context = new InvocationContext(time, deadline);
    handler.handleRequest(new ByteArrayInputStream(event), out, context);
    assertThat(time.instant()).as("answers before the deadline").isBefore(deadline);
    assertThat(JSON.readTree(out.toByteArray()).path("batchItemFailures").isArray())
        .as("an answer that Lambda can read")
        .isTrue();
    return out.toByteArray();
  }

  /** Whatever is handed over, everything before it in its shard is over and done with. */
  private void assertEarlierOnesAreSettled(Change first) {
    for (Change change : stream.changes().values()) {
      if (stream.isBefore(change, first)) {
        assertThat(isSettled(change)).as("%s before %s", change, first).isTrue();
      }
    }
  }

  private boolean isSettled(Change change) {
    String number = change.sequenceNumber();
    return switch (change.kind()) {
      case MODIFY -> true;
      case UNREADABLE -> bucket.isQuarantined(number) || bucket.isGivenUp(number);
      case EVENT, LONG_EVENT -> isDelivered(change.eventId()) || bucket.isGivenUp(number);
    };
  }

  private boolean isDelivered(String eventId) {
    return firehose.taken(LAKE, eventId) > 0
        && (!isSearched || firehose.taken(SEARCH, eventId) > 0);
  }

  /** Twice is only what a fault has struck, and nothing is there that is no event. */
  private void assertNothingElse() {
    for (Change change : stream.changes().values()) {
      int most = change.kind().isEvent() ? 1 + struck.getOrDefault(change.sequenceNumber(), 0) : 0;
      for (String name : List.of(LAKE, SEARCH)) {
        assertThat(firehose.taken(name, change.eventId()))
            .as("copies of %s in %s", change, name)
            .isLessThanOrEqualTo(most);
      }
      assertThat(bucket.isQuarantined(change.sequenceNumber()))
          .as("in quarantine: %s", change)
          .isIn(change.kind() == Kind.UNREADABLE, false);
    }
  }
}
