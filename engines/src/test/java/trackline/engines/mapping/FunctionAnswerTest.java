package trackline.engines.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FunctionAnswerTest {
  private static final Piece PIECE = Entries.piece(4);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "\"done\"",
        "{\"batchItemFailures\":null}",
        "{\"batchItemFailures\":[]}"
      })
  void nothingReportedIsSuccess(String answer) {
    assertThat(read(answer)).isEqualTo(new Outcome.Success());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"batchItemFailures\":{}}",
        "{\"batchItemFailures\":\"98\"}",
        "{\"batchItemFailures\":[{}]}",
        "{\"batchItemFailures\":[{\"itemIdentifier\":null}]}",
        "{\"batchItemFailures\":[{\"itemIdentifier\":\"\"}]}",
        "{\"batchItemFailures\":[{\"itemIdentifier\":98}]}",
        "{\"batchItemFailures\":[{\"itemIdentifier\":\"-1\"}]}",
        "{\"batchItemFailures\":[{\"itemIdentifier\":\"99\"},{\"itemIdentifier\":\"7\"}]}"
      })
  void whatCannotBeReadFailsTheWholeBatch(String answer) {
    assertThat(read(answer)).isEqualTo(new Outcome.Failure());
  }

  @Test
  void theLowestSequenceNumberCountsAsAnInteger() {
    assertThat(
            read(
                "{\"batchItemFailures\":["
                    + "{\"itemIdentifier\":\"101\"},"
                    + "{\"itemIdentifier\":\"99\"},"
                    + "{\"itemIdentifier\":\"100\"}]}"))
        .isEqualTo(new Outcome.FailedFrom(1));
  }

  private static Outcome read(String answer) {
    return FunctionAnswer.read(answer.getBytes(UTF_8), PIECE);
  }
}
