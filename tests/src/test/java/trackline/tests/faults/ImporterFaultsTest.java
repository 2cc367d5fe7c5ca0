package trackline.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import trackline.tests.faults.ImporterStage.Call;
import trackline.tests.faults.ImporterStage.Handled;
import trackline.tests.faults.ImporterStage.Work;

/**
 * Each AWS call of the importer under each fault that it can have. An invocation that does not end
 * in a failure leaves nothing to do, or has told another to go on. Once Lambda has tried again,
 * every object of the file is in the table or in quarantine, once, and the receipt says so.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("timed")
final class ImporterFaultsTest {
  /** Of what is begun anew where a busy machine had no time for it. */
  private static final int MOST_TRIES = 10;

  private ImporterStage importer;
  private int users;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    importer = new ImporterStage(folder);
    importer.warmUp();
  }

  @AfterAll
  void stop() {
    importer.close();
  }

  static Stream<Arguments> all() {
    return Arrays.stream(Work.values())
        .flatMap(
            work ->
                calls(work)
                    .flatMap(
                        call -> Fault.of(call::can).map(fault -> arguments(work, call, fault))));
  }

  private static Stream<Call> calls(Work work) {
    return switch (work) {
      case FILE ->
          Stream.of(
              Call.FIND,
              Call.TAKE,
              Call.READ,
              Call.ERASED_USERS,
              Call.INSERT,
              Call.QUARANTINE,
              Call.RECORD,
              Call.END);
      case GZIP_FILE -> Stream.of(Call.READ);
      case KNOWN_EVENTS -> Stream.of(Call.COMPARE);
      case LONG_FILE -> Stream.of(Call.READ, Call.RELEASE, Call.GO_ON);
      case REST_OF_A_FILE -> Stream.of(Call.READ, Call.READ_REST);
    };
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @MethodSource("all")
  void everyObjectOfAFileIsHandled(Work work, Call call, Fault fault) throws IOException {
    check(work, call, fault, Integer.MAX_VALUE);
  }

  /** What the SDK repeats by itself was done the first time, though nobody knew. */
  @ParameterizedTest(name = "{0}: {1} {2}")
  @MethodSource("answersThatAreLost")
  void anAnswerThatIsLostOnceChangesNothing(Work work, Call call, Fault fault) throws IOException {
    check(work, call, fault, 1);
  }

  static Stream<Arguments> answersThatAreLost() {
    return all().filter(one -> one.get()[2] == Fault.RESET);
  }

  private void check(Work work, Call call, Fault fault, int times) throws IOException {
    String user = "u" + users++;
    String event = importer.prepare(work, user);

    importer.strike(call, fault, times);
    Optional<String> status = importer.invoke(event, user);
    for (int i = 1; !importer.hasStruck(call) && status.isEmpty() && i < MOST_TRIES; i++) {
      // A machine that is busy has not come to that call.
      importer.waitForLambda();
      status = importer.invoke(event, user);
    }
    assertThat(importer.recover(call)).as("calls that were struck").isPositive();
    if (status.isPresent() && importer.toItself().isEmpty()) {
      assertThat(importer.handled(user)).as("after %s", status).isEqualTo(Handled.WHOLE);
    }
    if (status.isEmpty()) {
      importer.waitForLambda();
      invokeUntilItEnds(event, user);
    }
    goOn(importer.toItself(), user);

    assertThat(importer.handled(user)).isEqualTo(Handled.WHOLE);
    assertThat(importer.receipt(user)).isEqualTo("done");
    assertThat(importer.invoke(event, "again")).contains("known");
    assertThat(importer.handled(user)).isEqualTo(Handled.WHOLE);
  }

  static Stream<Arguments> ofReplay() {
    return Stream.of(Call.ERASED_USERS, Call.INSERT, Call.COMPARE)
        .flatMap(call -> Fault.of(call::can).map(fault -> arguments(call, fault)));
  }

  /** What the replay does not call retry is stored; that again is a duplicate. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("ofReplay")
  void aReplayTellsWhatIsToComeAgain(Call call, Fault fault) {
    String user = "u" + users++;
    if (call == Call.COMPARE) {
      replayUntilAllIsJudged(user, false);
    }

    importer.strike(call, fault, Integer.MAX_VALUE);
    List<String> results = importer.replay(user, false);
    assertThat(importer.recover(call)).as("calls that were struck").isPositive();
    assertThat(results).isSubsetOf("retry", "accepted", "duplicate");
    if (!results.contains("retry") && !results.isEmpty()) {
      assertThat(importer.handled(user).events()).isEqualTo(Handled.WHOLE.events());
    }

    replayUntilAllIsJudged(user, false);
    assertThat(importer.handled(user).events()).isEqualTo(Handled.WHOLE.events());
    assertThat(replayUntilAllIsJudged(user, false)).containsOnly("duplicate");
  }

  /** Each call of a dry run: nothing is called free, or stored, of which that is not known. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("ofDryRun")
  void aDryRunDoesNotGuess(Call call, Fault fault) {
    String user = "u" + users++;
    replayUntilAllIsJudged(user, false);

    importer.strike(call, fault, Integer.MAX_VALUE);
    List<String> results = importer.replay(user, true);
    assertThat(importer.recover(call)).as("calls that were struck").isPositive();
    assertThat(results).isSubsetOf("retry");
    assertThat(replayUntilAllIsJudged(user, true)).containsOnly("duplicate");
  }

  /** A key that is not in an answer is free: nothing says how many are taken. */
  static Stream<Arguments> ofDryRun() {
    return ofReplay()
        .filter(one -> one.get()[0] != Call.INSERT && one.get()[1] != Fault.SHORT_ANSWER);
  }

  private List<String> replayUntilAllIsJudged(String user, boolean dryRun) {
    List<String> results = importer.replay(user, dryRun);
    for (int i = 1; (results.isEmpty() || results.contains("retry")) && i < MOST_TRIES; i++) {
      results = importer.replay(user, dryRun);
    }
    assertThat(results).isNotEmpty().doesNotContain("retry");
    return results;
  }

  /** Lambda hands over at once what the function sends to itself. */
  private void goOn(Queue<String> events, String user) {
    for (int i = 0; !events.isEmpty(); i++) {
      invokeUntilItEnds(events.remove(), user + "-" + i);
    }
  }

  private void invokeUntilItEnds(String event, String requestId) {
    Optional<String> status = importer.invoke(event, requestId);
    for (int i = 1; status.isEmpty() && i < MOST_TRIES; i++) {
      importer.waitForLambda();
      status = importer.invoke(event, requestId);
    }
    assertThat(status).as("the status after %d tries", MOST_TRIES).isPresent();
  }
}
