package trackline.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import trackline.tests.faults.AttachStage.Call;
import trackline.tests.faults.AttachStage.End;
import trackline.tests.faults.AttachStage.Scene;
import trackline.tests.faults.AttachStage.Work;

/**
 * Each AWS call of attach under each fault that it can have. CloudFormation is answered in time,
 * and hears of a success only where each table is read as it should be; no stream loses its mapping
 * before it is drained; the other table has its mapping; and the next run makes it right.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("timed")
final class AttachFaultsTest {
  /** Of what is begun anew where a busy machine had no time for it. */
  private static final int MOST_TRIES = 10;

  /** So many tables that there is no time to look at all of them. */
  private static final int MANY = 15;

  /** For a call, whose client gives it up after three seconds. */
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  private static final Duration LITTLE_TIME = Duration.ofSeconds(40);

  private AttachStage attach;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    attach = new AttachStage(folder);
    Scene scene = attach.prepare(Work.NEW);
    for (int i = 0; !attach.invoke(scene).isSuccess(Work.NEW) && i < MOST_TRIES; i++) {
      // The slowness of first calls, with time-outs this short, is not what is asked.
    }
  }

  @AfterAll
  void stop() {
    attach.close();
  }

  static Stream<Arguments> all() {
    return Arrays.stream(Work.values())
        .flatMap(
            work ->
                calls(work)
                    .flatMap(
                        call ->
                            Fault.of(call::can)
                                .filter(fault -> canTell(work, call, fault))
                                .map(fault -> arguments(work, call, fault))));
  }

  private static Stream<Call> calls(Work work) {
    return switch (work) {
      case NEW -> Stream.of(Call.READERS, Call.LOOK, Call.CREATE, Call.ANSWER);
      case NEW_ON_SCHEDULE -> Stream.of(Call.LOOK);
      case OFF -> Stream.of(Call.LOOK_AGAIN);
      case OFF_ON_SCHEDULE -> Stream.of(Call.ENABLE);
      case CHANGED -> Stream.of(Call.LIST, Call.UPDATE);
      case NAMED_STREAM -> Stream.of(Call.STREAM);
      case REPLACED -> Stream.of(Call.STREAMS, Call.STREAM, Call.ANNOUNCE);
      case DRAINED, NAMED_NO_LONGER -> Stream.of(Call.DELETE);
      case STACK_DELETED -> Stream.of(Call.LIST, Call.DELETE);
    };
  }

  /** What is not in a list cannot be deleted, and nothing says how many there are. */
  private static boolean canTell(Work work, Call call, Fault fault) {
    return call != Call.LIST || fault != Fault.SHORT_ANSWER || work != Work.STACK_DELETED;
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @MethodSource("all")
  void whatIsNotSoIsNotSaid(Work work, Call call, Fault fault)
      throws IOException, InterruptedException {
    Struck struck = struck(work, call, fault, Integer.MAX_VALUE);
    assertThat(struck.end().toStack().isPresent())
        .as("CloudFormation has an answer")
        .isEqualTo(work.isAskedByStack() && isTaken(call, fault));
    if (call != Call.LIST && !work.isAskedByStack()) {
      assertThat(attach.isOtherRight(struck.scene())).as("the other table is read").isTrue();
    }
    if (call == Call.ANSWER) {
      isAnsweredAgain(struck.scene());
    }
    makeRight(struck.scene());
  }

  /** What the SDK repeats by itself was done the first time, though nobody knew. */
  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("answersThatAreLost")
  void anAnswerThatIsLostOnceChangesNothing(Work work, Call call)
      throws IOException, InterruptedException {
    makeRight(struck(work, call, Fault.RESET, 1).scene());
  }

  static Stream<Arguments> answersThatAreLost() {
    return all()
        .filter(one -> one.get()[2] == Fault.RESET && ((Call) one.get()[1]).isDoing())
        .map(one -> arguments(one.get()[0], one.get()[1]));
  }

  /** A table, and the end of an invocation in which a call for it was struck. */
  private record Struck(Scene scene, End end) {}

  private Struck struck(Work work, Call call, Fault fault, int times) throws IOException {
    Scene scene = attach.prepare(work);
    attach.strike(scene, call, fault, times);
    End end = attach.invoke(scene);
    for (int i = 1; !attach.hasStruck(call) && i < MOST_TRIES; i++) {
      // A machine that is busy has not come to that call.
      scene = attach.prepare(work);
      attach.strike(scene, call, fault, times);
      end = attach.invoke(scene);
    }
    assertThat(attach.recover(call)).as("calls that were struck").isPositive();

    assertThat(end.left()).as("time that is left").isPositive();
    isTrue(scene, call, fault, end);
    isSafe(scene);
    return new Struck(scene, end);
  }

  /** What there was no time for is named, table by table, and nothing is begun after the time. */
  @Test
  void whatThereWasNoTimeForIsNamed() throws IOException {
    End end = attach.invokeSlowly(MANY, A_WHILE, LITTLE_TIME);

    assertThat(end.left()).as("time that is left").isPositive();
    assertThat(end.isSuccess(Work.NEW)).isFalse();
    assertThat(end.reasons())
        .singleElement()
        .asString()
        .contains(" cannot be looked at: the time of this run is up");
  }

  @Test
  void whatNobodyTakesHasAnEndInTimeToo() throws IOException {
    Scene scene = attach.prepare(Work.NEW);
    attach.strike(scene, Call.ANSWER, Fault.HANG, Integer.MAX_VALUE);
    End end = attach.invokeSlowly(MANY, A_WHILE, LITTLE_TIME);

    assertThat(attach.recover(Call.ANSWER)).as("calls that were struck").isPositive();
    assertThat(end.left()).as("time that is left").isPositive();
  }

  /** Lambda tries an invocation again that failed. */
  private void isAnsweredAgain(Scene scene) throws IOException {
    End end = attach.invoke(scene);
    for (int i = 1; !end.isSuccess(scene.work()) && i < MOST_TRIES; i++) {
      end = attach.invoke(scene);
    }
    assertThat(end.isSuccess(scene.work())).as("%s", end.reasons()).isTrue();
  }

  /** An answer whose taking nobody hears of is taken all the same. */
  private static boolean isTaken(Call call, Fault fault) {
    return call != Call.ANSWER || fault == Fault.TIME_OUT || fault == Fault.RESET;
  }

  private void isTrue(Scene scene, Call call, Fault fault, End end) {
    if (end.isSuccess(scene.work())) {
      // That the table had more streams nothing says; the next run finds them.
      if (fault != Fault.SHORT_ANSWER || scene.work().isAskedByStack()) {
        assertThat(attach.isRight(scene)).as("after a success").isTrue();
        assertThat(attach.isOtherRight(scene)).as("the other, after a success").isTrue();
      }
    } else {
      assertThat(call).as("nobody waits for what is announced").isNotEqualTo(Call.ANNOUNCE);
    }
    assertThat(end.reasons())
        .allSatisfy(
            reason ->
                assertThat(reason).doesNotContain("null", "Exception", "Cannot invoke", "java."));
  }

  private void isSafe(Scene scene) {
    assertThat(attach.streams(scene.table())).containsAll(scene.kept());
    assertThat(attach.of(scene.table())).hasSameSizeAs(attach.streams(scene.table()));
  }

  /** The schedule comes again, or the stack is deleted again. */
  private void makeRight(Scene scene) throws IOException, InterruptedException {
    for (int i = 0; !isRight(scene) && i < MOST_TRIES; i++) {
      if (scene.work() == Work.STACK_DELETED) {
        attach.invoke(scene);
      } else {
        attach.runOnSchedule(scene);
      }
      isSafe(scene);
    }
    assertThat(isRight(scene)).as("after the next run").isTrue();
    assertThat(attach.forwarded()).containsAll(scene.items());
  }

  private boolean isRight(Scene scene) {
    return attach.isRight(scene) && attach.isOtherRight(scene);
  }
}
