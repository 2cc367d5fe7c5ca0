package trackline.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines that nobody can read, among others. */
class ReplayRequestTest {
  private static final ReplayResult JUDGED =
      new ReplayResult(ReplayResult.Status.ACCEPTED, "judged", List.of());

  @Test
  void oneThatCannotBeReadIsRefusedAndTheOthersAreJudged() throws Exception {
    String event =
        """
        {"replay":{"door":"ingest","entries":[
          {"raw":1},
          {"raw":"a"},
          {"raw":"no base64!","raw_encoding":"base64"},
          null,
          {"raw":"b"},
          {"detail":"half a line"}]}}\
        """;
    ReplayRequest request = ReplayRequest.of(new ObjectMapper().readTree(event)).orElseThrow();

    assertThat(request.entries())
        .extracting(line -> new String(line.raw(), UTF_8))
        .containsExactly("a", "b");
    assertThat(request.all(List.of(JUDGED, JUDGED)))
        .extracting(ReplayResult::status)
        .extracting(ReplayResult.Status::word)
        .containsExactly("rejected", "accepted", "rejected", "rejected", "accepted", "rejected");
    assertThat(request.all(List.of(JUDGED, JUDGED)))
        .flatExtracting(ReplayResult::errors)
        .hasSize(4)
        .allSatisfy(fault -> assertThat(fault.toString()).doesNotContain("base64!"));
  }
}
