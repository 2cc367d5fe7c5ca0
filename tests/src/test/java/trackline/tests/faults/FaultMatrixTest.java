package trackline.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import trackline.tests.faults.IngestStage.Call;
import trackline.tests.faults.IngestStage.Door;
import trackline.tests.walk.IngestDoor;
import trackline.tests.walk.IngestDoor.Answer;

/**
 * Each AWS call of ingest and forward under each fault that it can have. Nothing is acknowledged
 * that is not stored, nothing counts as handled that is neither delivered nor in quarantine, and
 * what is sent again afterwards arrives, and adds nothing twice.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("timed")
final class FaultMatrixTest {
  private static final int MOST_TRIES = 5;
  private static final int BATCH = 500;
  private static final int WEBHOOK = 4_000;

  private static final Duration TIMEOUT = Duration.ofSeconds(6);

  /** For each call of a table: a read and two rounds of inserts fit in, a third does not. */
  private static final Duration SLOW = Duration.ofSeconds(1);

  private static final Duration AMPLE = Duration.ofMinutes(1);

  /** Of the batch that is handed to forward: numbers of different length. */
  private static final int FIRST = 98;

  private static final int END = 102;

  private static final ObjectMapper JSON = new ObjectMapper();

  private IngestStage ingest;
  private ForwardStage forward;
  private int users;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    ingest = new IngestStage(folder.resolve("ingest"));
    forward = new ForwardStage(folder.resolve("forward"));
  }

  @AfterAll
  void stop() {
    ingest.close();
    forward.close();
  }

  /** The table by every door; what comes before and after it, by those that differ in it. */
  static Stream<Arguments> ofIngest() {
    return Arrays.stream(Call.values())
        .flatMap(call -> doors(call).map(door -> arguments(door, call)))
        .flatMap(FaultMatrixTest::byFault);
  }

  private static Stream<Door> doors(Call call) {
    return switch (call) {
      case INSERT -> Arrays.stream(Door.values()).filter(door -> door != Door.SEGMENT_AND_REFUSED);
      case KEYS -> Stream.of(Door.EVENT, Door.WEBHOOK);
      case ERASED_USERS, COMPARE -> Stream.of(Door.BATCH, Door.SEGMENT);
      case QUARANTINE -> Stream.of(Door.SEGMENT_AND_REFUSED);
    };
  }

  private static Stream<Arguments> byFault(Arguments one) {
    Call call = (Call) one.get()[1];
    return Fault.of(call::can).map(fault -> arguments(one.get()[0], call, fault));
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @MethodSource("ofIngest")
  void ingestAcknowledgesOnlyWhatIsStored(Door door, Call call, Fault fault) {
    String user = "matrix" + users++;
    IngestDoor function = ingest.function();
    String request = door.request(user).toString();
    if (call == Call.COMPARE) {
      sendUntilItIsTaken(function, request);
    }

    ingest.strike(call, fault);
    Answer answer = function.invoke(request);
    for (int i = 1; !ingest.hasStruck(call) && i < MOST_TRIES; i++) {
      // A machine that is busy has not come to that call.
      answer = function.invoke(request);
    }
    assertThat(ingest.recover(call)).as("calls that were struck").isPositive();
    isOwnTrouble(answer);
    assertThat(ingest.stored(user)).containsAll(acknowledged(door, call, answer));

    sendUntilItIsTaken(function, request);
    assertThat(ingest.stored(user)).isEqualTo(door.ids());
    sendUntilItIsTaken(function, request);
    assertThat(ingest.stored(user)).isEqualTo(door.ids());
  }

  private static void isOwnTrouble(Answer answer) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(503);
    assertThat(answer.headers().path("retry-after").asInt()).isPositive();
    assertThat(answer.headers().path("content-type").asText())
        .isEqualTo("application/problem+json");
  }

  /** The events that were called accepted or duplicate one by one, where the door tells that. */
  private static List<String> acknowledged(Door door, Call call, Answer answer) {
    JsonNode results = answer.body().path("results");
    boolean isTold = (door == Door.BATCH || door == Door.TAG) && call != Call.KEYS;
    assertThat(results).hasSize(isTold ? door.ids().size() : 0);
    return acknowledged(results);
  }

  private static List<String> acknowledged(JsonNode results) {
    List<String> ids = new ArrayList<>();
    for (JsonNode result : results) {
      if (!result.path("status").asText().equals("retry")) {
        ids.add(result.path("event_id").asText());
      }
    }
    return ids;
  }

  /** As clients do; the first try may meet a machine that is busy. */
  private static void sendUntilItIsTaken(IngestDoor function, String request) {
    Answer answer = function.invoke(request);
    for (int i = 1; answer.status() == 503 && i < MOST_TRIES; i++) {
      answer = function.invoke(request);
    }
    assertThat(answer.status()).as("%s", answer.body()).isIn(200, 202);
  }

  /** A table that works, and is too slow for all of a batch. */
  @Test
  void aBatchIsAnsweredBeforeTheTimeIsUp() {
    String user = "slow" + users++;
    String request = IngestStage.batch(user, BATCH);
    Answer answer = answeredInTime(request);
    List<String> told = statuses(answer);
    assertThat(told).hasSize(BATCH).containsOnly("accepted", "retry");
    List<String> acknowledged = acknowledged(answer.body().path("results"));
    assertThat(ingest.stored(user)).containsAll(acknowledged);

    Answer again = ingest.function(AMPLE).invoke(request);
    assertThat(again.status()).as("%s", again.body()).isEqualTo(200);
    // What was called retry may be stored all the same: its answer came too late.
    assertThat(statuses(again)).contains("duplicate").isSubsetOf("duplicate", "accepted");
    assertThat(again.body().path("duplicates").asInt()).isGreaterThanOrEqualTo(acknowledged.size());
    assertThat(ingest.stored(user)).hasSize(BATCH).doesNotHaveDuplicates();
  }

  @Test
  void aWebhookIsAnsweredBeforeTheTimeIsUp() {
    String user = "slow" + users++;
    String request = IngestStage.webhook(user, WEBHOOK);
    answeredInTime(request);
    assertThat(ingest.stored(user)).hasSizeBetween(1, WEBHOOK - 1);

    sendUntilItIsTaken(ingest.function(AMPLE), request);
    assertThat(ingest.stored(user)).hasSize(WEBHOOK).doesNotHaveDuplicates();
  }

  private Answer answeredInTime(String request) {
    IngestDoor function = ingest.function(TIMEOUT);
    // The slowness of a first call is not what is asked here.
    sendUntilItIsTaken(function, IngestStage.batch("warm" + users++, BATCH));
    ingest.slowTables(SLOW);
    Instant start = Instant.now();
    Answer answer = function.invoke(request);
    assertThat(Duration.between(start, Instant.now())).isLessThan(TIMEOUT);
    ingest.recover(Call.INSERT);
    isOwnTrouble(answer);
    return answer;
  }

  private static List<String> statuses(Answer answer) {
    return StreamSupport.stream(answer.body().path("results").spliterator(), false)
        .map(result -> result.path("status").asText())
        .toList();
  }

  static Stream<Arguments> ofForward() {
    return Arrays.stream(ForwardStage.Call.values())
        .flatMap(call -> Fault.of(call::can).map(fault -> arguments(call, fault)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("ofForward")
  void forwardHandsOverAgainWhatIsNotDelivered(ForwardStage.Call call, Fault fault)
      throws IOException {
    RequestStreamHandler function = forward.function();

    forward.strike(call, fault);
    int lowest = inTime(function, FIRST);
    for (int i = 1; !forward.hasStruck(call) && lowest < END && i < MOST_TRIES; i++) {
      lowest = inTime(function, lowest);
    }
    assertThat(forward.recover(call)).as("calls that were struck").isPositive();
    assertThat(forward.handled()).containsAll(numbers(FIRST, lowest));

    for (int i = 0; lowest < END && i < MOST_TRIES; i++) {
      lowest = lowestFailed(ForwardStage.handOver(function, lowest));
    }
    assertThat(lowest).isEqualTo(END);
    assertThat(forward.handled()).containsExactlyInAnyOrderElementsOf(numbers(FIRST, END));
  }

  /** Lambda ends a function at its time-out, and then hears of no record that was handled. */
  private static int inTime(RequestStreamHandler function, int from) throws IOException {
    Instant start = Instant.now();
    String answer = ForwardStage.handOver(function, from);
    assertThat(Duration.between(start, Instant.now())).isLessThan(ForwardStage.TIMEOUT);
    return lowestFailed(answer);
  }

  /** The sequence number from which on Lambda hands over again. */
  private static int lowestFailed(String answer) throws IOException {
    JsonNode failures = JSON.readTree(answer).get("batchItemFailures");
    assertThat(failures.isArray()).as(answer).isTrue();
    return failures.isEmpty() ? END : failures.get(0).path("itemIdentifier").asInt();
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }
}
