package trackline.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.s3.model.S3Exception;
import trackline.event.Sha256;

final class EvidenceHandlerTest {

  private static final String FOLDER = "evidence/2026-10/";
  private static final String SCHEDULE = "{\"source\":\"trackline.schedule\",\"detail\":{}}";

  private final TickingClock clock = new TickingClock();
  private final ScriptedAthena athena = new ScriptedAthena(clock);
  private final BucketsInMemory s3 = new BucketsInMemory();
  private final List<String> lines = new ArrayList<>();
  private EvidenceHandler handler = handler("off");

  private EvidenceHandler handler(String objects) {
    return new EvidenceHandler(
        Map.of(
            "AUDIT_WORKGROUP", "audit",
            "GLUE_DATABASE", "lake",
            "EVIDENCE_BUCKET", "evidence",
            "AUDIT_OBJECTS", objects),
        athena,
        s3,
        clock);
  }

  @BeforeEach
  void answer() {
    s3.answer = "\"a\",\"b\"\n\"1\",\"two\nlines\"\n\"2\",\"a \"\"quote\"\"\"\n".getBytes(UTF_8);
  }

  @Test
  void aMonthIsFilesWithDigestsThatHold() throws Exception {
    assertThat(run(SCHEDULE).path("month").asText()).isEqualTo("2026-10");
    assertThat(s3.evidence)
        .containsOnlyKeys(
            FOLDER + "SHA256SUMS",
            FOLDER + "deletes.csv",
            FOLDER + "denied.csv",
            FOLDER + "manifest.json",
            FOLDER + "reads.csv",
            FOLDER + "writes.csv");
    List<String> sums = text("SHA256SUMS").lines().toList();
    assertThat(sums).hasSize(5);
    for (String sum : sums) {
      String[] parts = sum.split("  ", 2);
      assertThat(parts[0]).as(parts[1]).isEqualTo(Sha256.hex(text(parts[1])));
    }
  }

  /** A file of calls that nobody records would say that there were none. */
  @Test
  void whereCallsToObjectsAreRecordedTheyHaveFilesToo() throws Exception {
    handler = handler("on");
    run(SCHEDULE);
    List<String> objects =
        List.of("object_deletes.csv", "object_denied.csv", "object_reads.csv", "object_writes.csv");
    assertThat(s3.evidence).hasSize(10);
    assertThat(text("SHA256SUMS").lines().map(line -> line.split("  ", 2)[1]))
        .hasSize(9)
        .containsAll(objects);
    JsonNode manifest = new ObjectMapper().readTree(text("manifest.json"));
    List<String> names = new ArrayList<>();
    manifest.path("files").forEach(file -> names.add(file.path("file").asText()));
    assertThat(names).hasSize(8).containsAll(objects);
    JsonNode reads = manifest.path("files").get(names.indexOf("object_reads.csv"));
    assertThat(reads.path("query").asText()).contains("eventsource = 's3.amazonaws.com'");
    assertThat(reads.path("arguments").get(4).asText()).isEqualTo("'^'");
  }

  @Test
  void theManifestTellsWhatWasAsked() throws Exception {
    run(SCHEDULE);
    JsonNode manifest = new ObjectMapper().readTree(text("manifest.json"));
    assertThat(manifest.path("from").asText()).isEqualTo("2026-10-01T00:00:00Z");
    assertThat(manifest.path("to").asText()).isEqualTo("2026-11-01T00:00:00Z");
    JsonNode reads = manifest.path("files").get(0);
    assertThat(reads.path("file").asText()).isEqualTo("reads.csv");
    assertThat(reads.path("rows").asInt()).isEqualTo(2);
    assertThat(reads.path("bytes").asInt()).isEqualTo(s3.answer.length);
    assertThat(reads.path("query").asText()).contains("FROM cloudtrail");
    assertThat(reads.path("arguments").get(2).asText()).isEqualTo("'2026-10-01T00:00:00Z'");
  }

  @Test
  void aMonthThatIsThereIsKept() throws Exception {
    run(SCHEDULE);
    String manifest = text("manifest.json");
    s3.answer = new byte[0];
    assertThat(run("{\"month\":\"2026-10\"}").path("written").asBoolean()).isFalse();
    assertThat(text("manifest.json")).isEqualTo(manifest);
    assertThat(athena.started).hasSize(4);
  }

  @Test
  void whatFailsHalfWayLeavesNoManifestAndIsDoneAgain() throws Exception {
    s3.failing = FOLDER + "deletes.csv";
    assertThatThrownBy(() -> run(SCHEDULE)).isInstanceOf(S3Exception.class);
    assertThat(s3.evidence).doesNotContainKey(FOLDER + "manifest.json");
    s3.failing = null;
    assertThat(run(SCHEDULE).path("written").asBoolean()).isTrue();
  }

  @Test
  void aQueryThatFailsFailsTheInvocation() {
    athena.state = QueryExecutionState.FAILED;
    assertThatThrownBy(() -> run(SCHEDULE)).hasMessageContaining("FAILED");
    assertThat(s3.evidence).isEmpty();
    assertThat(lines).last().asString().contains("IllegalStateException");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-11", "2027-01", "October", "2026-13", "../2026-10", ""})
  void aMonthThatIsNotOverOrNoneIsRefused(String month) {
    assertThatThrownBy(() -> run("{\"month\":\"" + month + "\"}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(athena.started).isEmpty();
  }

  private String text(String file) {
    return new String(s3.evidence.getOrDefault(FOLDER + file, new byte[0]), UTF_8);
  }

  private JsonNode run(String input) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    handler.handleRequest(
        new ByteArrayInputStream(input.getBytes(UTF_8)),
        out,
        LogContext.into(lines, Duration.ofMinutes(15)));
    return new ObjectMapper().readTree(out.toByteArray());
  }
}
