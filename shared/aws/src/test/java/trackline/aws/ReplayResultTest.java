package trackline.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import trackline.event.Fault;

class ReplayResultTest {
  private static final int LAMBDA_TAKES = 6 * 1024 * 1024;

  /** As a batch of hostile events leaves them: more than Lambda takes of a function. */
  private static final List<Fault> MANY =
      Collections.nCopies(20, new Fault("/" + "\u8a9e".repeat(250), "is no number"));

  private static final ReplayResult REFUSED =
      new ReplayResult(ReplayResult.Status.REJECTED, "e", MANY);

  @Test
  void anAnswerHasRoomForSoManyFaults() {
    isBounded(ReplayResult.answer(Collections.nCopies(500, REFUSED)));
  }

  @Test
  void soHasThatOfWholeBodies() {
    ReplayResult body = ReplayResult.ofBody(Collections.nCopies(100, REFUSED));
    isBounded(ReplayResult.answer(Collections.nCopies(5, body)));
  }

  private static void isBounded(ObjectNode answer) {
    assertThat(answer.toString().getBytes(UTF_8).length).isLessThan(LAMBDA_TAKES);
    assertThat(answer.path("results"))
        .allSatisfy(result -> assertThat(result.path("status").asText()).isEqualTo("rejected"));
    assertThat(answer.path("results").path(0).toString()).contains("is no number");
    assertThat(answer.path("results").path(answer.path("results").size() - 1).toString())
        .contains("no room");
  }
}
