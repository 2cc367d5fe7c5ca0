package trackline.engines.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import trackline.engines.mapping.Discard.Condition;

final class RetryPolicyTest {
  private static final RetryPolicy BISECTING = new RetryPolicy(true, 2, Optional.empty());
  private static final RetryPolicy WHOLE =
      new RetryPolicy(false, 2, Optional.of(Duration.ofMinutes(1)));

  @Test
  void aFailedBatchIsHalvedWithoutCostingARetry() {
    Verdict verdict = BISECTING.afterInvocation(Entries.piece(5), new Outcome.Failure());

    assertThat(verdict.done()).isZero();
    assertThat(verdict.next()).extracting(Piece::size).containsExactly(2, 3);
    assertThat(verdict.next()).extracting(Piece::retries).containsOnly(0);
  }

  @Test
  void aSingleRecordCostsARetryAndIsGivenUpWhenTheyAreUsedUp() {
    Piece piece = Entries.piece(1);
    assertThat(BISECTING.afterInvocation(piece, new Outcome.Failure()).next())
        .containsExactly(piece.retried());

    Verdict last = BISECTING.afterInvocation(piece.retried().retried(), new Outcome.Failure());

    assertThat(last.done()).isEqualTo(1);
    assertThat(last.discarded().orElseThrow().condition())
        .isEqualTo(Condition.RETRY_ATTEMPTS_EXHAUSTED);
  }

  @Test
  void aPartialFailureGoesOnFromTheFailedRecord() {
    Verdict verdict = WHOLE.afterInvocation(Entries.piece(4), new Outcome.FailedFrom(3));

    assertThat(verdict.done()).isEqualTo(3);
    assertThat(verdict.next()).singleElement().satisfies(p -> assertThat(p.retries()).isOne());
    assertThat(Entries.numbers(verdict.next().getFirst())).containsExactly("101");
  }

  /** Nothing of the batch was taken, so that there is nothing to go on from. */
  @Test
  void aBatchThatFailsFromItsFirstRecordOnIsHalved() {
    Verdict verdict = BISECTING.afterInvocation(Entries.piece(4), new Outcome.FailedFrom(0));

    assertThat(verdict.done()).isZero();
    assertThat(verdict.next()).extracting(Piece::size).containsExactly(2, 2);
  }

  @Test
  void retriesAsOftenAsItMay() {
    Piece piece = Entries.piece(1);
    RetryPolicy never = new RetryPolicy(true, 0, Optional.empty());
    RetryPolicy forever = new RetryPolicy(true, -1, Optional.empty());

    assertThat(never.afterInvocation(piece, new Outcome.Failure()).discarded()).isPresent();
    assertThat(forever.afterInvocation(piece.retried(), new Outcome.Failure()).next())
        .containsExactly(piece.retried().retried());
  }

  @Test
  void withoutBisectionTheRestIsGivenUpTogether() {
    Piece tired = Entries.piece(4).retried().retried();

    Verdict verdict = WHOLE.afterInvocation(tired, new Outcome.FailedFrom(1));

    assertThat(verdict.done()).isEqualTo(4);
    assertThat(Entries.numbers(verdict.discarded().orElseThrow().piece()))
        .containsExactly("99", "100", "101");
  }

  @Test
  void recordsThatAreTooOldAreGivenUpBeforeTheyAreTried() {
    Verdict verdict =
        WHOLE.beforeInvocation(Entries.piece(4), Entries.CREATED.plusSeconds(62)).orElseThrow();

    assertThat(verdict.done()).isEqualTo(2);
    assertThat(verdict.discarded().orElseThrow().condition())
        .isEqualTo(Condition.RECORD_AGE_EXCEEDED);
    assertThat(verdict.next()).extracting(Piece::size).containsExactly(2);
    assertThat(BISECTING.beforeInvocation(Entries.piece(4), Entries.CREATED.plusSeconds(9999)))
        .isEmpty();
  }

  @Test
  void aBatchOfWhichAllIsTooOldIsGivenUpWhole() {
    Verdict verdict =
        WHOLE.beforeInvocation(Entries.piece(4), Entries.CREATED.plusSeconds(99)).orElseThrow();

    assertThat(verdict.done()).isEqualTo(4);
    assertThat(verdict.next()).isEmpty();
    assertThat(verdict.discarded().orElseThrow().piece().size()).isEqualTo(4);
  }

  /** Whatever happens, each record is either done, next, or given up: once, and in order. */
  @Property
  void losesNoRecord(
      @ForAll @IntRange(min = 1, max = 20) int size,
      @ForAll @IntRange(max = 20) int failed,
      @ForAll @IntRange(max = 3) int retries,
      @ForAll boolean bisect) {
    Piece piece = new Piece(Entries.piece(size).entries(), retries, 0);
    Outcome outcome = failed < size ? new Outcome.FailedFrom(failed) : new Outcome.Failure();

    Verdict verdict = new RetryPolicy(bisect, 2, Optional.empty()).afterInvocation(piece, outcome);

    int next = verdict.next().stream().mapToInt(Piece::size).sum();
    assertThat(verdict.done() + next).isEqualTo(size);
    assertThat(verdict.next().stream().flatMap(p -> p.entries().stream()))
        .containsExactlyElementsOf(piece.entries().subList(verdict.done(), size));
  }
}
