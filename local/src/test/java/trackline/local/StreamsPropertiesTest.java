package trackline.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import trackline.local.AttachedTables.Step;

/**
 * What is put into attached tables while their stream is on is in the lake once, in whatever order
 * things happen.
 *
 * <p>{@code -Dtrackline.schedules=1000} runs so many orders.
 */
final class StreamsPropertiesTest {
  private static final List<String> TABLES = List.of("orders", "visits", "baskets");
  private static final int MOST_STEPS = 20;

  @Property(tries = 12)
  @AddLifecycleHook(AsManyAsAskedFor.class)
  void whatIsPutIntoAStreamIsInTheLakeOnce(@ForAll("steps") List<Step> steps) throws Exception {
    try (AttachedTables tables = new AttachedTables(TABLES)) {
      for (Step step : steps) {
        tables.take(step);
      }
      tables.take(new Step.Attach());
      tables.take(new Step.Read());

      assertThat(tables.inLake()).containsExactlyInAnyOrderElementsOf(tables.expected());
    }
  }

  /** Sets how often a property is tried, where somebody says so. */
  static final class AsManyAsAskedFor implements AroundPropertyHook {
    private static final String SCHEDULES = "trackline.schedules";

    @Override
    public PropertyExecutionResult aroundProperty(
        PropertyLifecycleContext context, PropertyExecutor property) {
      Integer schedules = Integer.getInteger(SCHEDULES);
      if (schedules != null) {
        assertThat(schedules).as(SCHEDULES).isPositive();
        context.attributes().setTries(schedules);
      }
      return property.execute();
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<String> table = Arbitraries.of(TABLES);
    Arbitrary<Step> step =
        Arbitraries.frequencyOf(
            Tuple.of(5, table.map(Step.Put::new)),
            Tuple.of(2, table.map(Step.PutsBesideReads::new)),
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
