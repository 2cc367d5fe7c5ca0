package trackline.tests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import trackline.sql.Rollups;
import trackline.tests.faults.RollupStage.Call;

/**
 * Each AWS call of the rollup function under each fault that it can have. The old version stays, or
 * the new one is there, each of them whole; the other rollups are refreshed; and the next refresh
 * makes it right.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("timed")
final class RollupFaultsTest {
  private static final int MOST_TRIES = 10;

  private RollupStage rollup;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, SQLException, InterruptedException {
    rollup = new RollupStage(folder);
    rollup.login();
    String[] all = {"logins_per_day", Rollups.LEDGER, RollupStage.OTHER};
    // The slowness of first calls, with time-outs this short, is not what is asked.
    for (int i = 1; i < MOST_TRIES && !tried(all).isEmpty(); i++) {
      rollup.waitLong();
    }
    for (String name : all) {
      assertThat(rollup.generatedAt(name)).as(name).isNotNull();
    }
  }

  /** Ends what a case that failed has left behind. */
  private void settle(String name) throws IOException, InterruptedException {
    if (rollup.inTable(name) != rollup.inFile(name)) {
      rollup.waitLong();
      makeRight(name, List.of());
    }
  }

  @AfterAll
  void stop() throws SQLException {
    rollup.close();
  }

  static Stream<Arguments> all() {
    return withFaults(Call.OF_A_REFRESH);
  }

  private static Stream<Arguments> withFaults(Set<Call> calls) {
    return calls.stream().flatMap(call -> Fault.of(call::can).map(fault -> arguments(call, fault)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("all")
  void aVersionIsWholeAndTheNextRefreshMakesItRight(Call call, Fault fault)
      throws IOException, InterruptedException {
    settle(call.rollup());
    int before = rollup.inTable(call.rollup());
    int after = rollup.login();
    refreshUnder(call, fault, before, after);
  }

  /** The end of a query that nobody heard of is looked after at the next refresh. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("allOfAnEnd")
  void aLostEndHoldsUpNoOther(Call call, Fault fault) throws IOException, InterruptedException {
    settle(call.rollup());
    int before = rollup.inTable(call.rollup());
    int after = rollup.login();
    rollup.refresh(call.rollup());
    rollup.lose();
    refreshUnder(call, fault, before, after);
  }

  static Stream<Arguments> allOfAnEnd() {
    return Stream.of(Call.LOOK, Call.ROWS)
        .flatMap(
            call ->
                Stream.of(Fault.SERVER_ERROR, Fault.HANG, Fault.EMPTY_OBJECT)
                    .map(fault -> arguments(call, fault)));
  }

  /** What is done about trouble has trouble itself. */
  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("allOfTrouble")
  void twoTroublesHoldUpNoOther(Call call, Fault fault) throws IOException, InterruptedException {
    settle(call.rollup());
    int before = rollup.inTable(call.rollup());
    int after = rollup.login();
    rollup.trouble(call);
    refreshUnder(call, fault, before, after);
  }

  static Stream<Arguments> allOfTrouble() {
    return withFaults(EnumSet.complementOf(EnumSet.copyOf(Call.OF_A_REFRESH)));
  }

  private void refreshUnder(Call call, Fault fault, int before, int after)
      throws IOException, InterruptedException {
    String struck = call.rollup();
    rollup.strike(call, fault, Integer.MAX_VALUE);
    Instant start = rollup.clock.instant();
    List<String> failed = tried(struck, RollupStage.OTHER);
    // A machine that is busy may fail the other one too, or come to no such call, but not each
    // time.
    for (int i = 1;
        i < MOST_TRIES && (!rollup.hasStruck(call) || isOlder(RollupStage.OTHER, start));
        i++) {
      rollup.waitLong();
      failed = tried(struck, RollupStage.OTHER);
    }
    assertThat(rollup.recover(call)).as("calls that were struck").isPositive();
    rollup.calm();
    assertThat(isOlder(RollupStage.OTHER, start)).as("the other is old").isFalse();
    assertThat(rollup.inTable(struck)).isIn(before, after);
    assertThat(rollup.inFile(struck)).isIn(before, after);

    makeRight(struck, failed);
  }

  private boolean isOlder(String name, Instant time) {
    return rollup.generatedAt(name).isBefore(time);
  }

  /** Refreshes rollups and tells of their queries' ends; the events that failed. */
  private List<String> tried(String... names) throws IOException, InterruptedException {
    List<String> failed = new ArrayList<>(rollup.refresh(names));
    failed.addAll(rollup.deliver());
    return failed;
  }

  /** What the SDK repeats by itself was done the first time, though nobody knew. */
  @ParameterizedTest
  @MethodSource("refreshCalls")
  void anAnswerThatIsLostOnceChangesNothing(Call call) throws IOException, InterruptedException {
    settle(call.rollup());
    rollup.login();
    rollup.strike(call, Fault.RESET, 1);
    List<String> failed = tried(call.rollup());
    for (int i = 1; i < MOST_TRIES && !rollup.hasStruck(call); i++) {
      rollup.waitLong();
      failed = tried(call.rollup());
    }
    assertThat(rollup.recover(call)).as("calls that were struck").isPositive();
    if (failed.isEmpty()) {
      assertThat(rollup.isRight(call.rollup())).isTrue();
    }
    makeRight(call.rollup(), failed);
  }

  static Set<Call> refreshCalls() {
    return Call.OF_A_REFRESH;
  }

  /** Lambda hands over again what failed; after that comes the next refresh. */
  private void makeRight(String name, List<String> failed)
      throws IOException, InterruptedException {
    rollup.clock.pass(Duration.ofMinutes(1));
    rollup.invoke(failed);
    rollup.deliver();
    rollup.waitLong();
    for (int i = 1; i < MOST_TRIES && !tried(name).isEmpty(); i++) {
      rollup.waitLong();
    }
    assertThat(rollup.isRight(name)).as("the next version is right").isTrue();
    rollup.waitLong();
  }
}
