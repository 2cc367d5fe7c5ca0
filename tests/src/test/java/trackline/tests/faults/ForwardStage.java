package trackline.tests.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import trackline.aws.QuarantineReader;
import trackline.engines.s3.S3Endpoint;
import trackline.forward.ForwardInTime;

/**
 * Forward with its own clients, on services that can be struck, and with a second to answer in. Its
 * batch is of three events, each of which fills a record of the delivery stream, and one in their
 * midst that can be no line.
 */
final class ForwardStage implements AutoCloseable {
  /** The AWS calls of forward. */
  enum Call {
    LAKE,
    SEARCH,
    QUARANTINE;

    boolean is(FaultyAws.Request request) {
      return switch (this) {
        case LAKE -> request.holds('"' + ForwardInTime.LAKE + '"');
        case SEARCH -> request.holds('"' + ForwardInTime.SEARCH + '"');
        case QUARANTINE -> request.call().equals("PUT");
      };
    }

    boolean can(Fault fault) {
      return switch (fault) {
        // S3 acknowledges by its status alone.
        case PARTIAL,
            SHORT_ANSWER,
            HALF_AN_ANSWER,
            BREAK_OFF,
            STALL,
            ANOTHERS_ANSWER,
            EMPTY_ANSWER,
            EMPTY_OBJECT ->
            this != QUARANTINE;
        default -> true;
      };
    }
  }

  static final List<String> EVENTS = List.of("98", "99", "101");
  static final String UNREADABLE = "100";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FILLER = "v".repeat(100_000);

  /** The time of an invocation, and what is kept of it: more than a call that stalls takes. */
  static final Duration TIMEOUT = Duration.ofSeconds(2);

  private static final Duration MARGIN = Duration.ofMillis(1_300);

  private final Map<String, Queue<String>> streams =
      Map.of(
          ForwardInTime.LAKE, new ConcurrentLinkedQueue<>(),
          ForwardInTime.SEARCH, new ConcurrentLinkedQueue<>());
  private final S3Endpoint s3;
  private final FaultyAws firehose;
  private final FaultyAws bucket;

  ForwardStage(Path folder) throws IOException {
    s3 = S3Endpoint.start(folder, 0, List.of(ForwardInTime.QUARANTINE));
    firehose = new FaultyAws(Behind.firehose(streams));
    bucket = new FaultyAws(Behind.engine(s3.uri()));
  }

  /** A function that has just started, on streams and a bucket that are empty. */
  RequestStreamHandler function() throws IOException {
    streams.values().forEach(Queue::clear);
    s3.reset();
    Clock clock = Clock.systemUTC();
    return new ForwardInTime(clock, Thread::sleep, new Random(1), MARGIN)
        .handler(
            firehose.client(FirehoseClient.builder(), firehosePatience()),
            bucket.client(S3Client.builder().forcePathStyle(true), quarantinePatience()),
            true);
  }

  private static ClientOverrideConfiguration firehosePatience() {
    Duration attempt = ForwardInTime.FIREHOSE_PATIENCE.apiCallAttemptTimeout().orElseThrow();
    return ForwardInTime.FIREHOSE_PATIENCE.copy(
        shorter -> shorter.apiCallAttemptTimeout(attempt.dividedBy(10)));
  }

  private static ClientOverrideConfiguration quarantinePatience() {
    Duration whole = ForwardInTime.QUARANTINE_PATIENCE.apiCallTimeout().orElseThrow();
    return ForwardInTime.QUARANTINE_PATIENCE.copy(
        shorter -> shorter.apiCallTimeout(whole.dividedBy(20)));
  }

  private FaultyAws service(Call call) {
    return call == Call.QUARANTINE ? bucket : firehose;
  }

  void strike(Call call, Fault fault) {
    service(call).strike(call::is, fault);
  }

  boolean hasStruck(Call call) {
    return service(call).struck() > 0;
  }

  int recover(Call call) {
    return service(call).recover();
  }

  /** Hands the batch over from a sequence number on, as Lambda does, and returns the answer. */
  static String handOver(RequestStreamHandler function, int from) throws IOException {
    ObjectNode event = JSON.createObjectNode();
    var records = event.putArray("Records");
    for (int number = from; number <= 101; number++) {
      records.add(record(Integer.toString(number)));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Clock clock = Clock.systemUTC();
    function.handleRequest(
        new ByteArrayInputStream(event.toString().getBytes(UTF_8)),
        out,
        new InvocationContext(clock, clock.instant().plus(TIMEOUT)));
    return out.toString(UTF_8);
  }

  private static ObjectNode record(String number) {
    ObjectNode record =
        JSON.createObjectNode()
            .put("eventID", "id" + number)
            .put("eventName", "INSERT")
            .put("eventSource", "aws:dynamodb")
            .put("eventSourceARN", SimulatedStream.ARN);
    ObjectNode change = record.putObject("dynamodb").put("SequenceNumber", number);
    if (!number.equals(UNREADABLE)) {
      ObjectNode image = change.putObject("NewImage");
      image.putObject("event_id").put("S", number);
      image.putObject("event_at").put("S", "2026-11-20T10:00:00.000Z");
      image.putObject("source").put("S", "tracker");
      image.putObject("x").put("S", FILLER);
    }
    return record;
  }

  /** The records that are where they belong: in both streams, or in quarantine. */
  Set<String> handled() {
    Set<String> handled = new HashSet<>();
    for (String number : EVENTS) {
      if (copies(ForwardInTime.LAKE, number) > 0 && copies(ForwardInTime.SEARCH, number) > 0) {
        handled.add(number);
      }
    }
    if (quarantined().contains("\"sequence_number\":\"" + UNREADABLE + "\"")) {
      handled.add(UNREADABLE);
    }
    return handled;
  }

  /** How often a stream has taken an event. */
  long copies(String stream, String eventId) {
    return streams.get(stream).stream()
        .filter(line -> line.contains("\"event_id\":\"" + eventId + "\""))
        .count();
  }

  /** Everything in quarantine; a record that is refused again overwrites itself. */
  String quarantined() {
    StringBuilder all = new StringBuilder();
    for (S3Object object :
        s3.client().listObjectsV2(list -> list.bucket(ForwardInTime.QUARANTINE)).contents()) {
      QuarantineReader.all(
              s3.client()
                  .getObjectAsBytes(get -> get.bucket(ForwardInTime.QUARANTINE).key(object.key()))
                  .asByteArray())
          .forEach(line -> all.append(line).append('\n'));
    }
    return all.toString();
  }

  @Override
  public void close() {
    firehose.close();
    bucket.close();
    s3.close();
  }
}
