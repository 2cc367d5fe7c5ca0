package trackline.engines.mapping;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import trackline.engines.mapping.Discard.Condition;

/**
 * Decides what becomes of records after an attempt, as Lambda does for a stream.
 *
 * <p>A split, whether in halves or where the function said, makes the piece smaller and costs no
 * retry. A piece that cannot be made smaller costs one. When they are used up, it is given up and
 * the shard goes on.
 */
record RetryPolicy(boolean bisect, int maximumRetryAttempts, Optional<Duration> maximumRecordAge) {

  /** Gives up the records at the beginning of a piece that have become too old to try. */
  Optional<Verdict> beforeInvocation(Piece piece, Instant now) {
    int expired = expired(piece, now);
    if (expired == 0) {
      return Optional.empty();
    }
    List<Piece> rest = expired == piece.size() ? List.of() : List.of(piece.from(expired));
    Discard discard = new Discard(piece.upTo(expired), Condition.RECORD_AGE_EXCEEDED);
    return Optional.of(new Verdict(expired, rest, Optional.of(discard)));
  }

  Verdict afterInvocation(Piece piece, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Success() -> Verdict.done(piece);
      case Outcome.FailedFrom(int index) when index > 0 -> rest(index, piece.from(index));
      case Outcome.FailedFrom ignored -> whole(piece);
      case Outcome.Failure ignored -> whole(piece);
    };
  }

  private Verdict rest(int done, Piece rest) {
    return bisect ? Verdict.again(done, rest) : retry(done, rest);
  }

  private Verdict whole(Piece piece) {
    if (bisect && piece.size() > 1) {
      int middle = piece.size() / 2;
      return Verdict.again(0, piece.upTo(middle), piece.from(middle));
    }
    return retry(0, piece);
  }

  private Verdict retry(int done, Piece piece) {
    return maximumRetryAttempts >= 0 && piece.retries() >= maximumRetryAttempts
        ? Verdict.giveUp(done, piece, Condition.RETRY_ATTEMPTS_EXHAUSTED)
        : Verdict.again(done, piece.retried());
  }

  private int expired(Piece piece, Instant now) {
    Instant eldest = maximumRecordAge.map(now::minus).orElse(Instant.MIN);
    int count = 0;
    while (count < piece.size() && piece.entries().get(count).createdAt().isBefore(eldest)) {
      count++;
    }
    return count;
  }
}
