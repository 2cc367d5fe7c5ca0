package trackline.aws;

import java.time.Instant;
import java.util.Optional;

/**
 * The right to compute a rollup, held by one query at a time.
 *
 * @param token the holder; also Athena's client request token, so that a retried start is one query
 * @param until when another asker may take the lease, whatever became of the query
 * @param queryId the holder's query, once Athena has named it
 */
public record RollupLease(String token, Instant until, Optional<String> queryId) {

  /** A lease for a query that is still to be started. */
  public static RollupLease taken(String token, Instant until) {
    return new RollupLease(token, until, Optional.empty());
  }

  /** The lease of the same holder for longer. */
  public RollupLease until(Instant later) {
    return new RollupLease(token, later, queryId);
  }

  public boolean isAlive(Instant now) {
    return now.isBefore(until);
  }
}
