package trackline.rollup;

import org.jspecify.annotations.Nullable;

/**
 * The outcome for one rollup.
 *
 * @param rollup the rollup's name, or {@code ?} where none is known
 * @param queryId the query that was started or collected, if any
 * @param detail what went wrong, in words that hold no data
 */
record Result(String rollup, Outcome outcome, @Nullable String queryId, @Nullable String detail) {

  static Result of(String rollup, Outcome outcome) {
    return new Result(rollup, outcome, null, null);
  }

  static Result of(String rollup, Outcome outcome, String queryId) {
    return new Result(rollup, outcome, queryId, null);
  }
}
