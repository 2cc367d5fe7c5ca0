package trackline.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import trackline.query.QueryHandler;
import trackline.tests.faults.GatewayGet.Answer;
import trackline.tests.faults.QueryStage.Call;
import trackline.tests.faults.QueryStage.Question;

/**
 * Each AWS call of query under each fault that it can have. What cannot be read is a 503, in time,
 * and never an answer that looks like one with less in it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("timed")
final class QueryFaultsTest {
  private static final int MOST_TRIES = 20;

  private final Map<Question, String> right = new EnumMap<>(Question.class);
  private QueryStage query;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    query = new QueryStage(folder);
    for (Question question : Question.values()) {
      right.put(question, untilItIsAnswered(query.function(), question));
    }
  }

  @AfterAll
  void stop() {
    query.close();
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
      case RECENT -> Stream.of(Call.KEYS, Call.EVENTS);
      case LOGINS, CLICKS -> Stream.of(Call.EVENTS);
      case PERSON -> Stream.of(Call.EVENTS, Call.ERASURES);
      case OLD_ROLLUP, NEVER_COMPUTED -> Stream.of(Call.ROLLUP, Call.REFRESH);
    };
  }

  @ParameterizedTest(name = "{0}: {1} {2}")
  @MethodSource("all")
  void whatCannotBeReadIsNotAnswered(Question question, Call call, Fault fault) throws IOException {
    QueryHandler function = query.function();

    query.strike(call, fault);
    Answer answer = question.asked().askInTime(function);
    for (int i = 1; !query.hasStruck(call) && i < MOST_TRIES; i++) {
      // A machine that is busy may not have come to that call.
      answer = question.asked().askInTime(function);
    }
    assertThat(query.recover(call)).as("calls that were struck").isPositive();
    if (question == Question.OLD_ROLLUP && call == Call.REFRESH) {
      // The old version is there: that nobody computes a new one is no reason to keep it back.
      assertThat(content(answer)).isEqualTo(right.get(question));
    } else {
      answer.assertOwnTrouble();
    }

    query.refreshes();
    assertThat(untilItIsAnswered(function, question)).isEqualTo(right.get(question));
    assertThat(query.refreshes() > 0).isEqualTo(calls(question).anyMatch(Call.REFRESH::equals));
  }

  /** What is in the answer that there is one. */
  private static String untilItIsAnswered(QueryHandler function, Question question)
      throws IOException {
    Answer answer = question.asked().askUntilItIsAnswered(function);
    assertThat(answer.status()).as("%s", answer.body()).isIn(200, 202);
    return content(answer);
  }

  /** All but for the ages, which pass. */
  private static String content(Answer answer) {
    ObjectNode content = answer.body().deepCopy();
    content.remove("age_seconds");
    return answer.status() + " " + content;
  }
}
