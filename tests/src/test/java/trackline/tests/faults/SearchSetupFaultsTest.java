package trackline.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import trackline.tests.faults.SearchSetupStage.Call;
import trackline.tests.faults.SearchSetupStage.End;

/**
 * Each call of the setup of the search domain under each fault that it can have. CloudFormation is
 * answered in time, and hears of a success only where the template and the policy are in the
 * domain.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("timed")
final class SearchSetupFaultsTest {
  /** Of what is begun anew where a busy machine had no time for it. */
  private static final int MOST_TRIES = 10;

  private static final int BEFORE = 30;
  private static final int DAYS = 90;

  /** Whether the domain was set up before. */
  enum State {
    NEW,
    SET_UP
  }

  private SearchSetupStage search;

  @BeforeAll
  void start() throws IOException {
    search = new SearchSetupStage();
  }

  @AfterAll
  void stop() {
    search.close();
  }

  static Stream<Arguments> all() {
    return Arrays.stream(State.values())
        .flatMap(
            state ->
                Arrays.stream(Call.values())
                    .flatMap(
                        call ->
                            Fault.of(call::can)
                                .filter(fault -> isThere(state, call, fault))
                                .map(fault -> arguments(state, call, fault))));
  }

  /** Nothing is found in a domain that is new, and an answer with 404 is not read. */
  private static boolean isThere(State state, Call call, Fault fault) {
    return state == State.SET_UP
        || call != Call.LOOK
        || !(fault == Fault.HALF_AN_ANSWER || fault == Fault.BREAK_OFF || fault == Fault.STALL);
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @MethodSource("all")
  void aSuccessIsInTheDomain(State state, Call call, Fault fault) throws IOException {
    End end = struck(state, call, fault, Integer.MAX_VALUE);
    assertThat(end.toStack().isPresent())
        .as("CloudFormation has an answer")
        .isEqualTo(isTaken(call, fault));
    untilItIsSetUp(DAYS);
  }

  /** What is done a second time was done the first time, though nobody knew. */
  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("answersThatAreLost")
  void anAnswerThatIsLostOnceChangesNothing(State state, Call call) throws IOException {
    End end = struck(state, call, Fault.RESET, 1);
    for (int i = 1; !end.isSuccess() && i < MOST_TRIES; i++) {
      // A machine that is busy has lost another one.
      end = struck(state, call, Fault.RESET, 1);
    }
    assertThat(end.isSuccess()).as(end.reason()).isTrue();
  }

  static Stream<Arguments> answersThatAreLost() {
    return all()
        .filter(one -> one.get()[2] == Fault.RESET)
        .map(one -> arguments(one.get()[0], one.get()[1]));
  }

  private End struck(State state, Call call, Fault fault, int times) throws IOException {
    prepare(state);
    search.strike(call, fault, times);
    End end = search.invoke(DAYS);
    for (int i = 1; !search.hasStruck(call) && i < MOST_TRIES; i++) {
      // A machine that is busy has not come to that call.
      prepare(state);
      search.strike(call, fault, times);
      end = search.invoke(DAYS);
    }
    assertThat(search.recover(call)).as("calls that were struck").isPositive();

    assertThat(end.left()).as("time that is left").isPositive();
    if (end.isSuccess()) {
      assertThat(search.isSetUp(DAYS)).as("after a success").isTrue();
    }
    assertThat(end.reason()).doesNotContain("null", "Exception", "java.");
    return end;
  }

  @Test
  void whatNobodyTakesHasAnEndInTime() throws IOException {
    prepare(State.NEW);
    search.strike(Call.TEMPLATE, Fault.STALL, Integer.MAX_VALUE);
    search.strike(Call.ANSWER, Fault.HANG, Integer.MAX_VALUE);
    End end = search.invoke(DAYS);

    assertThat(search.recover(Call.TEMPLATE)).as("calls that were struck").isPositive();
    assertThat(search.recover(Call.ANSWER)).as("answers that were struck").isPositive();
    assertThat(end.left()).as("time that is left").isPositive();
  }

  /** An answer whose taking nobody hears of is taken all the same. */
  private static boolean isTaken(Call call, Fault fault) {
    return call != Call.ANSWER || fault == Fault.TIME_OUT || fault == Fault.RESET;
  }

  private void prepare(State state) throws IOException {
    search.recover(Call.ANSWER);
    search.recover(Call.TEMPLATE);
    search.clear();
    if (state == State.SET_UP) {
      untilItIsSetUp(BEFORE);
    }
  }

  /** CloudFormation asks again; the first try may meet a machine that is busy. */
  private void untilItIsSetUp(int days) throws IOException {
    End end = search.invoke(days);
    for (int i = 1; !end.isSuccess() && i < MOST_TRIES; i++) {
      end = search.invoke(days);
    }
    assertThat(end.isSuccess()).as(end.reason()).isTrue();
    assertThat(search.isSetUp(days)).isTrue();
  }
}
