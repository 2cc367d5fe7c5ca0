package trackline.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import trackline.audit.AuditHandler;
import trackline.tests.faults.AuditStage.Call;
import trackline.tests.faults.AuditStage.Question;
import trackline.tests.faults.GatewayGet.Answer;

/**
 * Each AWS call of the audit function under each fault that it can have. What the trail does not
 * tell is a 503, in time, and never an answer that looks like one with fewer calls in it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("timed")
final class AuditFaultsTest {
  private static final int MOST_TRIES = 20;

  private AuditStage audit;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, SQLException {
    audit = new AuditStage(folder);
    for (Question question : Question.values()) {
      isRight(question, audit.asked(question).askUntilItIsAnswered(audit.function(question)));
    }
  }

  @AfterAll
  void stop() throws SQLException {
    audit.close();
  }

  static Stream<Arguments> all() {
    return Arrays.stream(Question.values())
        .flatMap(
            question ->
                calls(question)
                    .flatMap(
                        call ->
                            Fault.of(call::can).map(fault -> arguments(question, call, fault))));
  }

  private static Stream<Call> calls(Question question) {
    return switch (question) {
      case OF_ATHENA -> Stream.of(Call.KEYS, Call.START, Call.LOOK, Call.ROWS);
      case OF_LOGS -> Stream.of(Call.START_LOGS, Call.LOGS);
      case TOO_WIDE -> Stream.of(Call.STOP_LOGS);
    };
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @MethodSource("all")
  void whatIsNotKnownIsNotAnswered(Question question, Call call, Fault fault) throws IOException {
    AuditHandler function = audit.function(question);
    GatewayGet asked = audit.asked(question);

    audit.strike(question, call, fault);
    Answer answer = asked.askInTime(function);
    for (int i = 1; !audit.hasStruck(question, call) && i < MOST_TRIES; i++) {
      // A machine that is busy may not have come to that call.
      answer = asked.askInTime(function);
    }
    assertThat(audit.recover(question, call)).as("calls that were struck").isPositive();
    if (call == Call.STOP_LOGS) {
      // Whether the query could be stopped makes no difference to what is wrong with the question.
      isRight(question, answer);
    } else {
      answer.assertOwnTrouble();
    }

    isRight(question, asked.askUntilItIsAnswered(function));
  }

  private static void isRight(Question question, Answer answer) {
    if (question == Question.TOO_WIDE) {
      assertThat(answer.status()).as("%s", answer.body()).isEqualTo(422);
    } else {
      assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
      assertThat(answer.body().path("rows")).hasSize(AuditStage.ROWS);
      assertThat(answer.body().path("truncated").asBoolean()).isFalse();
    }
  }
}
