package trackline.engines.athena;

import static software.amazon.awssdk.services.athena.model.QueryExecutionState.CANCELLED;
import static software.amazon.awssdk.services.athena.model.QueryExecutionState.FAILED;
import static software.amazon.awssdk.services.athena.model.QueryExecutionState.QUEUED;
import static software.amazon.awssdk.services.athena.model.QueryExecutionState.RUNNING;
import static software.amazon.awssdk.services.athena.model.QueryExecutionState.SUCCEEDED;

import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.StatementType;

/** A query from its submission to its end. Its state only moves on, and ends once. */
final class Execution {

  private static final Duration BETWEEN_CANCELS = Duration.ofMillis(10);

  private final String id;
  private final StartQueryExecutionRequest request;
  private final Instant submitted;
  private final @Nullable String output;
  private QueryExecutionState state = QUEUED;
  private @Nullable String reason;
  private @Nullable Instant completed;
  private @Nullable Answer answer;
  private @Nullable Statement statement;

  Execution(
      String id, StartQueryExecutionRequest request, Instant submitted, @Nullable String output) {
    this.id = id;
    this.request = request;
    this.submitted = submitted;
    this.output = output;
  }

  String id() {
    return id;
  }

  String sql() {
    return request.queryString();
  }

  /** The query with its parameters in their places. */
  String boundSql() {
    return BoundSql.of(sql(), request.executionParameters());
  }

  /** The object that the result goes to, if any. */
  @Nullable String output() {
    return output;
  }

  StartQueryExecutionRequest request() {
    return request;
  }

  String workGroup() {
    return request.workGroup() == null ? "primary" : request.workGroup();
  }

  synchronized boolean run() {
    boolean queued = state == QUEUED;
    state = queued ? RUNNING : state;
    return queued;
  }

  /** Takes the statement that can be cancelled, and cancels it if that was asked for already. */
  synchronized void running(Statement running) {
    statement = running;
    if (state == CANCELLED) {
      cancelStatement();
    }
  }

  synchronized boolean succeed(Answer result, Instant at) {
    answer = result;
    return end(SUCCEEDED, null, at);
  }

  synchronized boolean fail(String why, Instant at) {
    return end(FAILED, why, at);
  }

  synchronized boolean cancel(Instant at) {
    boolean cancelled = end(CANCELLED, "Query cancelled by user", at);
    if (cancelled) {
      cancelStatement();
    }
    return cancelled;
  }

  synchronized QueryExecutionState state() {
    return state;
  }

  synchronized boolean endedBefore(Instant time) {
    return completed != null && completed.isBefore(time);
  }

  /** The answer of a query that succeeded. */
  synchronized Optional<Answer> answer() {
    return state == SUCCEEDED ? Optional.ofNullable(answer) : Optional.empty();
  }

  /** The query as Athena describes it. */
  synchronized QueryExecution describe() {
    long bytes = answer == null ? 0 : answer.bytesScanned();
    return QueryExecution.builder()
        .queryExecutionId(id)
        .query(sql())
        .statementType(StatementType.DML)
        .queryExecutionContext(request.queryExecutionContext())
        .workGroup(workGroup())
        .executionParameters(
            request.hasExecutionParameters() ? request.executionParameters() : null)
        .resultConfiguration(result -> result.outputLocation(output))
        .status(
            status ->
                status
                    .state(state)
                    .stateChangeReason(reason)
                    .submissionDateTime(submitted)
                    .completionDateTime(completed))
        .statistics(
            statistics -> statistics.dataScannedInBytes(bytes).totalExecutionTimeInMillis(millis()))
        .build();
  }

  private boolean end(QueryExecutionState end, @Nullable String why, Instant at) {
    if (state != QUEUED && state != RUNNING) {
      return false;
    }
    state = end;
    reason = why;
    completed = at;
    return true;
  }

  private @Nullable Long millis() {
    return completed == null ? null : Duration.between(submitted, completed).toMillis();
  }

  /** Notes that no statement runs any more. */
  synchronized void over() {
    statement = null;
  }

  /**
   * Cancels the statement, again and again until it is over: a query is several statements to
   * DuckDB, and a cancel that comes between two of them stops neither.
   */
  private void cancelStatement() {
    if (statement != null) {
      Thread.ofVirtual().name("cancel " + id).start(this::cancelUntilOver);
    }
  }

  private void cancelUntilOver() {
    try {
      while (cancelOnce()) {
        Thread.sleep(BETWEEN_CANCELS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean cancelOnce() {
    try {
      if (statement != null) {
        statement.cancel();
      }
    } catch (SQLException e) {
      // A statement that ended by itself meanwhile needs no cancelling.
      statement = null;
    }
    return statement != null;
  }
}
