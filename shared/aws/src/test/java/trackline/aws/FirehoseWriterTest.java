package trackline.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static trackline.aws.ScriptedFirehose.answer;
import static trackline.aws.ScriptedFirehose.failing;
import static trackline.aws.ScriptedFirehose.status;
import static trackline.aws.ScriptedFirehose.throttled;
import static trackline.aws.ScriptedFirehose.timedOut;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchRequest;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import trackline.aws.FirehoseWriter.AllSent;
import trackline.aws.FirehoseWriter.Outcome;
import trackline.aws.FirehoseWriter.SomeFailed;
import trackline.aws.ScriptedFirehose.Step;
import trackline.lake.PackedRecord;

class FirehoseWriterTest {
  private static final Duration MARGIN = Duration.ofSeconds(1);

  /** Time passes only by sleeping, and by what a step takes. */
  private Duration left = Duration.ofSeconds(30);

  private final List<Duration> pauses = new ArrayList<>();

  @Test
  void nothingToSendIsNoCall() {
    ScriptedFirehose firehose = new ScriptedFirehose();
    assertThat(write(firehose, List.of())).isEqualTo(new AllSent(0));
    assertThat(firehose.calls).isEmpty();
  }

  @Test
  void sendsEachCallOnceWhenAllIsWell() {
    ScriptedFirehose firehose = new ScriptedFirehose();
    assertThat(write(firehose, List.of(records("a", "b"), records("c")))).isEqualTo(new AllSent(0));
    assertThat(firehose.calls).containsExactly(List.of("a", "b"), List.of("c"));
    assertThat(pauses).isEmpty();
  }

  @Test
  void resendsOnlyWhatFailed() {
    ScriptedFirehose firehose = new ScriptedFirehose(failing(1, 2), failing(0), failing());
    assertThat(write(firehose, List.of(records("a", "b", "c", "d")))).isEqualTo(new AllSent(3));
    assertThat(firehose.calls)
        .containsExactly(List.of("a", "b", "c", "d"), List.of("b", "c"), List.of("b"));
    assertThat(firehose.taken).containsExactly("a", "d", "c", "b");
  }

  @Test
  void resendsEverythingWhenAllFailed() {
    ScriptedFirehose firehose = new ScriptedFirehose(failing(0, 1));
    assertThat(write(firehose, List.of(records("a", "b")))).isEqualTo(new AllSent(2));
    assertThat(firehose.taken).containsExactly("a", "b");
  }

  @Test
  void waitsOutThrottlingServerErrorsAndTimeOuts() {
    ScriptedFirehose firehose =
        new ScriptedFirehose(throttled(), status(500), status(429), timedOut());
    assertThat(write(firehose, List.of(records("a", "b")))).isEqualTo(new AllSent(8));
    assertThat(firehose.taken).containsExactly("a", "b");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 404})
  void givesUpAtOnceOnARefusal(int code) {
    ScriptedFirehose firehose = new ScriptedFirehose(status(code));
    assertThat(failed(write(firehose, List.of(records("a", "b"), records("c")))))
        .containsExactly("a", "b");
    assertThat(firehose.calls).hasSize(2);
    assertThat(pauses).isEmpty();
  }

  /** The reason is that of what failed, whatever was taken after it. */
  @Test
  void saysWhyARecordWasNotTaken() {
    ScriptedFirehose refusing = new ScriptedFirehose(status(400));
    assertThat(reason(write(refusing, List.of(records("a"), records("b")))))
        .isEqualTo("FirehoseException");

    ScriptedFirehose failing =
        new ScriptedFirehose(
            Collections.nCopies(1_000, failing(0)).toArray(ScriptedFirehose.Step[]::new));
    assertThat(reason(write(failing, List.of(records("a")))))
        .isEqualTo("ServiceUnavailableException");
  }

  private static String reason(Outcome outcome) {
    return ((FirehoseWriter.SomeFailed) outcome).reason();
  }

  @Test
  void whatAShorterAnswerDoesNotNameHasFailed() {
    ScriptedFirehose firehose = new ScriptedFirehose(request -> answer(1, Set.of(), 0));
    assertThat(write(firehose, List.of(records("a", "b", "c")))).isEqualTo(new AllSent(2));
    assertThat(firehose.calls.getLast()).containsExactly("b", "c");
  }

  @Test
  void anEmptyAnswerHasTakenNothing() {
    ScriptedFirehose firehose =
        new ScriptedFirehose(request -> PutRecordBatchResponse.builder().build());
    assertThat(write(firehose, List.of(records("a")))).isEqualTo(new AllSent(1));
    assertThat(firehose.taken).containsExactly("a");
  }

  @Test
  void aLongerAnswerIsReadAsFarAsTheRequestGoes() {
    ScriptedFirehose firehose = new ScriptedFirehose(request -> answer(3, Set.of(2), 0));
    assertThat(failed(write(firehose, List.of(records("a", "b"))))).isEmpty();
  }

  @Test
  void anErrorCodeCountsThoughFailedPutCountIs0() {
    ScriptedFirehose firehose = new ScriptedFirehose(request -> answer(2, Set.of(1), 0));
    assertThat(write(firehose, List.of(records("a", "b")))).isEqualTo(new AllSent(1));
    assertThat(firehose.calls.getLast()).containsExactly("b");
  }

  @Test
  void failedPutCountCountsThoughNoEntrySaysWhich() {
    ScriptedFirehose firehose = new ScriptedFirehose(request -> answer(2, Set.of(), 1));
    assertThat(write(firehose, List.of(records("a", "b")))).isEqualTo(new AllSent(2));
    assertThat(firehose.calls.getLast()).containsExactly("a", "b");
  }

  @Test
  void stopsBeforeTheDeadlineAndSaysWhatIsLeft() {
    Step[] always = new Step[200];
    Arrays.fill(always, failing(0));
    ScriptedFirehose firehose = new ScriptedFirehose(always);
    Outcome outcome = write(firehose, List.of(records("a", "b")));
    assertThat(outcome).isInstanceOf(SomeFailed.class);
    assertThat(failed(outcome)).containsExactly("a");
    assertThat(firehose.taken).containsExactly("b");
    assertThat(left).isBetween(MARGIN, MARGIN.plusSeconds(6));
  }

  @Test
  void pausesAreRandomUnderABoundThatGrows() {
    Step[] always = new Step[200];
    Arrays.fill(always, throttled());
    left = Duration.ofMinutes(10);
    write(new ScriptedFirehose(always), List.of(records("a")));
    for (int i = 0; i < pauses.size(); i++) {
      assertThat(pauses.get(i).toMillis()).isBetween(0L, Math.min(5_000, 100L << Math.min(i, 10)));
    }
    assertThat(pauses).hasSizeGreaterThan(50).anyMatch(pause -> pause.toMillis() > 2_500);
    assertThat(pauses.subList(6, 50)).doesNotHaveDuplicates();
  }

  @Test
  void beginsNothingWithoutTime() {
    left = MARGIN;
    ScriptedFirehose firehose = new ScriptedFirehose();
    assertThat(failed(write(firehose, List.of(records("a"), records("b")))))
        .containsExactly("a", "b");
    assertThat(firehose.calls).isEmpty();
  }

  @Test
  void aHangUsesUpNoMoreThanTheTime() {
    left = Duration.ofSeconds(15);
    ScriptedFirehose firehose = new ScriptedFirehose(this::hang, this::hang, this::hang);
    assertThat(failed(write(firehose, List.of(records("a"), records("b")))))
        .containsExactly("a", "b");
    assertThat(left).isBetween(MARGIN, MARGIN.plusMillis(500));
    // None of them has all of it: another one may be answered.
    assertThat(firehose.calls).hasSize(3);
  }

  @Test
  void anInterruptEndsTheWaiting() {
    FirehoseWriter writer =
        new FirehoseWriter(
            new ScriptedFirehose(throttled()),
            "events",
            MARGIN,
            pause -> {
              throw new InterruptedException();
            },
            new Random(1));
    assertThat(failed(writer.write(List.of(records("a")), () -> left))).containsExactly("a");
    assertThat(Thread.interrupted()).isTrue();
  }

  /** The real client against a server that accepts and never answers. */
  @Test
  void theClientItselfGivesUpAHangingCall() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        FirehoseClient client = client(silent.getLocalPort())) {
      Duration margin = Duration.ofSeconds(5);
      Instant end = Instant.now().plus(margin).plusMillis(1_500);
      FirehoseWriter writer = new FirehoseWriter(client, "events", margin);
      Outcome outcome =
          writer.write(List.of(records("a")), () -> Duration.between(Instant.now(), end));
      assertThat(failed(outcome)).containsExactly("a");
      assertThat(Instant.now()).isBefore(end);
    }
  }

  private static FirehoseClient client(int port) {
    return Clients.build(
        FirehoseClient.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("k", "s")))
            .endpointOverride(URI.create("http://127.0.0.1:" + port)));
  }

  private PutRecordBatchResponse hang(PutRecordBatchRequest request) {
    Duration timeOut =
        request
            .overrideConfiguration()
            .flatMap(override -> override.apiCallTimeout())
            .orElseThrow();
    left = left.minus(timeOut);
    throw ApiCallTimeoutException.create(timeOut.toMillis());
  }

  private Outcome write(FirehoseClient firehose, List<List<PackedRecord>> calls) {
    return new FirehoseWriter(firehose, "events", MARGIN, this::pass, new Random(42))
        .write(calls, () -> left);
  }

  private void pass(Duration pause) {
    pauses.add(pause);
    left = left.minus(pause);
  }

  private static List<String> failed(Outcome outcome) {
    return switch (outcome) {
      case AllSent sent -> List.of();
      case SomeFailed some ->
          some.failed().stream().map(record -> new String(record.data(), UTF_8)).toList();
    };
  }

  private static List<PackedRecord> records(String... data) {
    return Arrays.stream(data)
        .map(text -> new PackedRecord(text.getBytes(UTF_8), List.of(0)))
        .toList();
  }
}
