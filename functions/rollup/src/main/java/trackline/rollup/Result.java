package trackline.rollup;

import org.jspecify.annotations.Nullable;

/**
 * The outcome for one rollup.
 *
 * @param rollup the rollup's name, or {@link #NO_ROLLUP}
 * @param queryId the query that was started or collected, if any
 * @param detail what went wrong or is not whole, in words that hold no data
 * @param missing how many events the ledger misses, where it was the ledger that was collected
 */
record Result(
    String rollup,
    Outcome outcome,
    @Nullable String queryId,
    @Nullable String detail,
    long missing) {

  Result(String rollup, Outcome outcome, @Nullable String queryId, @Nullable String detail) {
    this(rollup, outcome, queryId, detail, 0);
  }

  /**
   * Stands for a rollup whose name is not on the list, or not known: a name from outside is not
   * logged.
   */
  static final String NO_ROLLUP = "no_rollup";

  static Result of(String rollup, Outcome outcome) {
    return new Result(rollup, outcome, null, null);
  }

  /** The same of the ledger. */
  Result missing(long events) {
    return new Result(rollup, outcome, queryId, detail, events);
  }

  static Result of(String rollup, Outcome outcome, String queryId) {
    return new Result(rollup, outcome, queryId, null);
  }
}
