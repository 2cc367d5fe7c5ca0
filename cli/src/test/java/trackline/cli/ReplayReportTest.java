package trackline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class ReplayReportTest {
  private final ReplayReport report = new ReplayReport();

  @Test
  void theMostFrequentFaultsAreNamedAndTheOthersCounted() {
    for (int fault = 1; fault <= 12; fault++) {
      for (int times = 0; times < fault; times++) {
        report.add(entry(), rejected("fault " + fault));
      }
    }

    assertThat(report.lines())
        .contains("ingest, invalid: 12 × fault 12", "ingest, invalid: 3 × fault 3");
    assertThat(report.lines()).noneMatch(line -> line.endsWith("× fault 2"));
    assertThat(report.lines().getLast())
        .isEqualTo("ingest, invalid: 3 × other faults; --reason and --door narrow the list");
    assertThat(report.json(true).at("/groups/0/other_errors").asInt()).isEqualTo(3);
    assertThat(report.json(true).at("/groups/0/errors")).hasSize(10);
  }

  @Test
  void whereAllAreNamedThereAreNoOthers() {
    report.add(entry(), rejected("fault"));

    assertThat(report.lines().getLast()).isEqualTo("ingest, invalid: 1 × fault");
    assertThat(report.json(true).at("/groups/0/other_errors").asInt()).isZero();
  }

  private static ReplayEntry entry() {
    return ReplayEntry.of(
        JsonNodeFactory.instance
            .objectNode()
            .put("door", "ingest")
            .put("reason", "invalid")
            .put("raw", "{}"));
  }

  private static ObjectNode rejected(String detail) {
    ObjectNode result = JsonNodeFactory.instance.objectNode().put("status", "rejected");
    result.putArray("errors").addObject().put("pointer", "").put("detail", detail);
    return result;
  }
}
