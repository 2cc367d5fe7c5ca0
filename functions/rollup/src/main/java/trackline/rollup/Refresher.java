package trackline.rollup;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import trackline.aws.RollupLease;
import trackline.aws.RollupState;
import trackline.aws.RollupTable;
import trackline.sql.Rollup;
import trackline.sql.Rollups;
import trackline.sql.Window;

/** Starts the query of a rollup, unless its version is young or another query is under way. */
final class Refresher {

  /** Long enough to start a query; a starter that died holds a rollup up no longer than this. */
  private static final Duration TO_START = Duration.ofSeconds(30);

  /** Longer than any rollup takes: a query that hangs is stopped after it. */
  private static final Duration TO_RUN = Duration.ofMinutes(10);

  private final Queries queries;
  private final RollupTable table;
  private final Collector collector;
  private final Clock clock;

  Refresher(Queries queries, RollupTable table, Collector collector, Clock clock) {
    this.queries = queries;
    this.table = table;
    this.collector = collector;
    this.clock = clock;
  }

  List<Result> refresh(Trigger.Refresh refresh) {
    List<Result> results = new ArrayList<>();
    for (String name : refresh.rollups()) {
      results.add(refresh(name, refresh.force(), results::add));
    }
    return results;
  }

  /**
   * Refreshes a rollup.
   *
   * @param ended gets the result of an earlier query that ended unheard
   */
  private Result refresh(String name, boolean force, Consumer<Result> ended) {
    Optional<Rollup> rollup = Rollups.named(name);
    if (rollup.isEmpty()) {
      return Result.of(Result.NO_ROLLUP, Outcome.UNKNOWN);
    }
    try {
      return refresh(rollup.get(), force, ended);
    } catch (RuntimeException e) {
      // An answer without what belongs to it is trouble of many kinds, and of this rollup alone.
      return new Result(name, Outcome.ERROR, null, e.getClass().getSimpleName());
    }
  }

  private Result refresh(Rollup rollup, boolean force, Consumer<Result> ended) {
    RollupState state = settled(rollup.name(), table.find(rollup.name()), ended);
    Instant now = clock.instant();
    if (!force && state.version().filter(version -> version.isFresh(now)).isPresent()) {
      return Result.of(rollup.name(), Outcome.FRESH);
    }
    if (state.lease().filter(lease -> lease.isAlive(now)).isPresent()) {
      return Result.of(rollup.name(), Outcome.RUNNING);
    }
    return start(rollup, state);
  }

  /** Looks after the query of a lease, since the event of its end may have been lost. */
  private RollupState settled(String name, RollupState state, Consumer<Result> ended) {
    Optional<RollupLease> lease = state.lease().filter(held -> held.queryId().isPresent());
    return lease.isPresent() && hasEnded(name, lease.get(), ended) ? table.find(name) : state;
  }

  private boolean hasEnded(String name, RollupLease lease, Consumer<Result> ended) {
    String queryId = lease.queryId().orElseThrow();
    Result result = collector.collect(queryId);
    return switch (result.outcome()) {
      case RUNNING -> {
        if (!lease.isAlive(clock.instant())) {
          queries.stop(queryId);
        }
        yield false;
      }
      case NOT_OURS -> table.release(name, lease.token());
      default -> {
        ended.accept(result);
        yield true;
      }
    };
  }

  private Result start(Rollup rollup, RollupState found) {
    String token = UUID.randomUUID().toString();
    RollupLease lease = RollupLease.taken(token, clock.instant().plus(TO_START));
    if (!table.lease(rollup.name(), found, lease)) {
      return Result.of(rollup.name(), Outcome.RUNNING);
    }
    String queryId = start(new QueryTag(rollup, Window.endingToday(clock), token));
    boolean noted =
        table.started(rollup.name(), lease.until(clock.instant().plus(TO_RUN)), queryId);
    if (!noted && !isCollected(rollup.name(), queryId)) {
      // The start took longer than its lease, and another asker's query runs in this one's place.
      queries.stop(queryId);
      return Result.of(rollup.name(), Outcome.SUPERSEDED, queryId);
    }
    return Result.of(rollup.name(), Outcome.STARTED, queryId);
  }

  /** A short query may end, and be collected, before its starter comes to note it. */
  private boolean isCollected(String name, String queryId) {
    return table
        .find(name)
        .version()
        .filter(version -> version.queryId().equals(queryId))
        .isPresent();
  }

  private String start(QueryTag tag) {
    try {
      return queries.start(tag);
    } catch (RuntimeException e) {
      table.release(tag.rollup().name(), tag.token());
      throw e;
    }
  }
}
