package trackline.rollup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import trackline.aws.RollupState;
import trackline.aws.RollupTable;
import trackline.aws.RollupVersion;
import trackline.sql.Rollups;

/**
 * Makes the answer of a query that ended the newest version of its rollup. It believes Athena, not
 * the event that woke it: events come late, twice and out of order.
 */
final class Collector {

  private final AthenaClient athena;
  private final RollupTable table;
  private final RollupFiles files;
  private final Ledger ledger;
  private final Clock clock;

  Collector(AthenaClient athena, RollupTable table, RollupFiles files, Ledger ledger, Clock clock) {
    this.athena = athena;
    this.table = table;
    this.files = files;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** The outcome of an event's query. */
  Result collectHeard(String queryId) {
    try {
      return collect(queryId);
    } catch (RuntimeException e) {
      return new Result(Result.NO_ROLLUP, Outcome.ERROR, queryId, e.getClass().getSimpleName());
    }
  }

  Result collect(String queryId) {
    Optional<QueryExecution> query = find(queryId);
    Optional<QueryTag> tag = query.flatMap(found -> QueryTag.of(found.query()));
    return query.isPresent() && tag.isPresent()
        ? collect(query.get(), tag.get())
        : Result.of(Result.NO_ROLLUP, Outcome.NOT_OURS, queryId);
  }

  private Optional<QueryExecution> find(String queryId) {
    try {
      return Optional.of(
          athena.getQueryExecution(get -> get.queryExecutionId(queryId)).queryExecution());
    } catch (InvalidRequestException e) {
      // Athena forgets a query after 45 days, and the one here with its process.
      return Optional.empty();
    }
  }

  private Result collect(QueryExecution query, QueryTag tag) {
    return switch (query.status().state()) {
      case QUEUED, RUNNING -> result(Outcome.RUNNING, query, tag);
      case SUCCEEDED -> holdsLease(tag) ? keep(query, tag) : result(Outcome.SUPERSEDED, query, tag);
      case FAILED, CANCELLED, UNKNOWN_TO_SDK_VERSION -> giveUp(query, tag, reason(query));
    };
  }

  private boolean holdsLease(QueryTag tag) {
    RollupState state = table.find(tag.rollup().name());
    return state.lease().filter(lease -> lease.token().equals(tag.token())).isPresent();
  }

  private Result keep(QueryExecution query, QueryTag tag) {
    Optional<ArrayNode> rows = new QueryResults(athena).read(query.queryExecutionId());
    if (rows.isEmpty()) {
      coolDown(tag);
      return result(Outcome.TOO_LARGE, query, tag);
    }
    return tag.rollup().name().equals(Rollups.LEDGER)
        ? keepLedger(query, tag, rows.get())
        : publish(query, tag, rows.get());
  }

  /** Trouble with the logs is a failure of this rollup alone, and the old version stays. */
  private Result keepLedger(QueryExecution query, QueryTag tag, ArrayNode lakeRows) {
    try {
      Instant submitted = query.status().submissionDateTime();
      Ledger.Pages pages = ledger.complete(tag.rollup(), tag.window(), lakeRows, submitted);
      return publish(query, tag, pages.rows()).missing(pages.lost());
    } catch (LedgerLogs.Unread e) {
      return giveUp(query, tag, "LOGS " + e.getMessage());
    }
  }

  private Result publish(QueryExecution query, QueryTag tag, ArrayNode rows) {
    Fitting fitting = Fitting.of(rows);
    RollupVersion version = version(query, tag, fitting);
    // The files first: while the lease is held nobody writes newer ones.
    files.write(version);
    boolean published = table.publish(version, tag.token());
    if (!published) {
      return result(Outcome.SUPERSEDED, query, tag);
    }
    return new Result(
        tag.rollup().name(),
        Outcome.COLLECTED,
        query.queryExecutionId(),
        fitting.truncated() ? "truncated" : null);
  }

  private static RollupVersion version(QueryExecution query, QueryTag tag, Fitting fitting) {
    return new RollupVersion(
        tag.rollup().name(),
        tag.rollup().columns(),
        fitting.rows(),
        fitting.truncated(),
        tag.window().from(),
        tag.window().to(),
        query.status().submissionDateTime(),
        query.queryExecutionId(),
        query.statistics().dataScannedInBytes());
  }

  private Result giveUp(QueryExecution query, QueryTag tag, String why) {
    coolDown(tag);
    return new Result(tag.rollup().name(), Outcome.QUERY_FAILED, query.queryExecutionId(), why);
  }

  /**
   * A query that fails costs what it read, so it is started no more often than one that does not.
   */
  private void coolDown(QueryTag tag) {
    table.coolDown(tag.rollup().name(), tag.token(), clock.instant().plus(RollupVersion.FRESH_FOR));
  }

  /** The kind of the failure only: what follows may quote data. */
  private static String reason(QueryExecution query) {
    String reason = query.status().stateChangeReason();
    String kind = reason == null ? "" : reason.lines().findFirst().orElse("").split(":", 2)[0];
    return query.status().stateAsString()
        + (kind.length() > 60 || kind.isBlank() ? "" : " " + kind);
  }

  private static Result result(Outcome outcome, QueryExecution query, QueryTag tag) {
    return Result.of(tag.rollup().name(), outcome, query.queryExecutionId());
  }
}
