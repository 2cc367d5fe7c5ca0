package trackline.local.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import trackline.local.function.AttachedTables.Step;

/**
 * What is put into attached tables while their stream is on is in the lake once, in whatever order
 * things happen.
 *
 * <p>{@code -Dtrackline.schedules=1000} runs so many more orders.
 */
final class StreamsPropertiesTest {
  private static final List<String> TABLES = List.of("orders", "visits", "baskets");
  private static final int MOST_STEPS = 20;

  @Property(tries = 12)
  void whatIsPutIntoAStreamIsInTheLakeOnce(@ForAll("steps") List<Step> steps) throws Exception {
    run(steps);
  }

  @Example
  void soItIsInAsManyMoreOrdersAsAreAskedFor() {
    steps()
        .sampleStream()
        .limit(Integer.getInteger("trackline.schedules", 0))
        .forEach(
            steps -> {
              try {
                run(steps);
              } catch (Exception | AssertionError e) {
                throw new AssertionError("In this order it is not: " + steps, e);
              }
            });
  }

  private static void run(List<Step> steps) throws Exception {
    try (AttachedTables tables = new AttachedTables(TABLES)) {
      for (Step step : steps) {
        tables.take(step);
      }
      tables.take(new Step.Attach());
      tables.take(new Step.Read());

      assertThat(tables.inLake()).containsExactlyInAnyOrderElementsOf(tables.expected());
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<String> table = Arbitraries.of(TABLES);
    Arbitrary<Step> step =
        Arbitraries.frequencyOf(
            Tuple.of(5, table.map(Step.Put::new)),
            Tuple.of(3, table.map(Step.Enable::new)),
            Tuple.of(1, table.map(Step.Disable::new)),
            Tuple.of(2, Arbitraries.of(new Step.Attach())),
            Tuple.of(2, Arbitraries.of(new Step.Read())),
            Tuple.of(1, Arbitraries.of(new Step.Restart())),
            Tuple.of(1, Arbitraries.of(new Step.Kill())),
            Tuple.of(
                1, Arbitraries.of(25L, 31L).map(hours -> new Step.Rest(Duration.ofHours(hours)))));
    return step.list().ofMinSize(3).ofMaxSize(MOST_STEPS);
  }
}
