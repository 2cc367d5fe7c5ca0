package trackline.bench;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import org.junit.jupiter.api.Test;

/** What is measured now and then only must still run when the code has gone on. */
class BenchTest {
  @Test
  void importsAFile() {
    assertDoesNotThrow(() -> ImporterBench.main(new String[] {"1"}));
  }

  @Test
  void takesEventsOfEachShape() {
    assertDoesNotThrow(() -> IngestBench.main(new String[] {"1"}));
  }
}
