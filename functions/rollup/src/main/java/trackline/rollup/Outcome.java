package trackline.rollup;

import java.util.Locale;

/** What became of a rollup, or of a query, in an invocation. */
enum Outcome {
  /** A query was started. */
  STARTED,
  /** The version is too young to be computed anew. */
  FRESH,
  /** A query is under way already. */
  RUNNING,
  /** The answer of a query is the newest version now. */
  COLLECTED,
  /** The query failed or was cancelled: the old version stays. */
  QUERY_FAILED,
  /** The answer is too large to be read, let alone kept: the old version stays. */
  TOO_LARGE,
  /** The answer was collected before, or another query took the lease. */
  SUPERSEDED,
  /** The query is none of ours, or Athena has forgotten it. */
  NOT_OURS,
  /** No rollup has this name. */
  UNKNOWN,
  /** Our own trouble: to be tried again. */
  ERROR;

  /** Whether somebody should look into it. */
  boolean isFailure() {
    return switch (this) {
      case QUERY_FAILED, TOO_LARGE, UNKNOWN, ERROR -> true;
      case STARTED, FRESH, RUNNING, COLLECTED, SUPERSEDED, NOT_OURS -> false;
    };
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
