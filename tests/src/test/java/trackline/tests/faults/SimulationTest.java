package trackline.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Forward behind the event source mapping, under random schedules of faults: each record is
 * delivered, in quarantine, or in the failure destination, with nothing in between.
 *
 * <p>{@code make simulate SCHEDULES=10000 SEED=1} runs more of them.
 */
final class SimulationTest {
  private static final int SCHEDULES = Integer.getInteger("trackline.schedules", 1_000);
  private static final long SEED = Long.getLong("trackline.seed", 1);

  @TempDir Path folder;

  private final LongAdder invocations = new LongAdder();
  private final LongAdder faults = new LongAdder();
  private final LongAdder givenUp = new LongAdder();

  @Test
  void everyRecordIsDeliveredOrKept() {
    LongStream.range(SEED, SEED + SCHEDULES).parallel().forEach(this::run);
    System.out.printf(
        "%d schedules: %d invocations, %d faults, %d records given up; none lost%n",
        SCHEDULES, invocations.sum(), faults.sum(), givenUp.sum());
    assertThat(faults.sum()).isGreaterThan(SCHEDULES);
    assertThat(givenUp.sum()).isPositive();
  }

  private void run(long seed) {
    Simulation simulation = new Simulation(seed, folder.resolve(Long.toString(seed)));
    try {
      simulation.run();
    } catch (Exception | AssertionError e) {
      throw new AssertionError("The schedule of seed %d fails".formatted(seed), e);
    }
    invocations.add(simulation.invocations());
    faults.add(simulation.faults());
    givenUp.add(simulation.givenUp());
  }
}
