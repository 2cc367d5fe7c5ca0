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
import trackline.tests.faults.EvidenceStage.Call;

/**
 * Each AWS call of the evidence function under each fault that it can have. A month that has a
 * manifest is whole; one that has none is written by the next invocation.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("timed")
final class EvidenceFaultsTest {
  private static final int MOST_TRIES = 20;

  private EvidenceStage evidence;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, SQLException {
    evidence = new EvidenceStage(folder);
    makeWhole();
  }

  @AfterAll
  void stop() throws SQLException {
    evidence.close();
  }

  static Stream<Arguments> all() {
    return Arrays.stream(Call.values())
        .flatMap(call -> Fault.of(call::can).map(fault -> arguments(call, fault)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("all")
  void aMonthWithAManifestIsWhole(Call call, Fault fault) throws IOException {
    evidence.forget();
    evidence.strike(call, fault);
    boolean failed = evidence.write().isEmpty();
    for (int i = 1; !evidence.hasStruck(call) && i < MOST_TRIES; i++) {
      // A machine that is busy may not have come to that call.
      failed = evidence.write().isEmpty();
    }
    assertThat(evidence.recover(call)).as("calls that were struck").isPositive();
    assertThat(failed).as("Lambda is told").isTrue();
    if (call != Call.MANIFEST) {
      assertThat(evidence.isManifestThere()).isFalse();
    }

    makeWhole();
  }

  /** Lambda tries again; the first try may meet a machine that is busy. */
  private void makeWhole() throws IOException {
    boolean failed = evidence.write().isEmpty();
    for (int i = 1; failed && i < MOST_TRIES; i++) {
      failed = evidence.write().isEmpty();
    }
    assertThat(evidence.isManifestThere()).isTrue();
    assertThat(evidence.isWhole()).isTrue();
  }
}
