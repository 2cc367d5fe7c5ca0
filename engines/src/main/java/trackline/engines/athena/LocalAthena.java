package trackline.engines.athena;

import static software.amazon.awssdk.services.athena.model.QueryExecutionState.CANCELLED;
import static software.amazon.awssdk.services.athena.model.QueryExecutionState.QUEUED;
import static software.amazon.awssdk.services.athena.model.QueryExecutionState.RUNNING;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.GetQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.GetQueryExecutionResponse;
import software.amazon.awssdk.services.athena.model.GetQueryResultsRequest;
import software.amazon.awssdk.services.athena.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.StartQueryExecutionResponse;
import software.amazon.awssdk.services.athena.model.StopQueryExecutionRequest;
import software.amazon.awssdk.services.athena.model.StopQueryExecutionResponse;
import trackline.engines.athena.sql.SqlRefused;

/**
 * Athena on one machine. Queries queue up and run one after the other over the lake's files, and
 * every change of state goes to a listener as the event that EventBridge would carry. It forgets a
 * query an hour after its end, and all of them with the process.
 */
public final class LocalAthena implements AthenaClient {

  private static final Logger LOG = LoggerFactory.getLogger(LocalAthena.class);
  private static final Duration REMEMBERED = Duration.ofHours(1);
  private static final int LONGEST_QUERY = 262_144;
  private static final int SHORTEST_TOKEN = 32;
  private static final int LONGEST_TOKEN = 128;

  private final LakeDatabase lake;
  private final Clock clock;
  private final Consumer<String> stateChanges;
  private final @Nullable ResultFiles results;
  private final Map<String, Execution> executions = new ConcurrentHashMap<>();
  private final Map<String, Execution> byToken = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore engine = new Semaphore(1, true);
  private final Pending pending = new Pending();

  /** Athena over a lake; the listener gets the JSON of every "Athena Query State Change" event. */
  public LocalAthena(LakeDatabase lake, Clock clock, Consumer<String> stateChanges) {
    this(lake, clock, stateChanges, null);
  }

  /** Athena that writes results to objects too. */
  public LocalAthena(
      LakeDatabase lake,
      Clock clock,
      Consumer<String> stateChanges,
      @Nullable ResultFiles results) {
    this.lake = lake;
    this.clock = clock;
    this.stateChanges = stateChanges;
    this.results = results;
  }

  @Override
  public StartQueryExecutionResponse startQueryExecution(StartQueryExecutionRequest request) {
    check(request);
    forgetOld();
    String token = request.clientRequestToken();
    Execution execution =
        token == null ? start(request) : byToken.computeIfAbsent(token, _ -> start(request));
    if (!execution.request().equals(request)) {
      throw invalid("Idempotent parameters do not match");
    }
    return StartQueryExecutionResponse.builder().queryExecutionId(execution.id()).build();
  }

  @Override
  public GetQueryExecutionResponse getQueryExecution(GetQueryExecutionRequest request) {
    return GetQueryExecutionResponse.builder()
        .queryExecution(find(request.queryExecutionId()).describe())
        .build();
  }

  @Override
  public GetQueryResultsResponse getQueryResults(GetQueryResultsRequest request) {
    Execution execution = find(request.queryExecutionId());
    Answer answer =
        execution
            .answer()
            .orElseThrow(
                () -> invalid("Query has no results. Current state: " + execution.state()));
    return ResultPage.of(answer, request);
  }

  @Override
  public StopQueryExecutionResponse stopQueryExecution(StopQueryExecutionRequest request) {
    Execution execution = find(request.queryExecutionId());
    QueryExecutionState before = execution.state();
    if (execution.cancel(clock.instant())) {
      pending.enter();
      threads.execute(() -> announceAndLeave(execution, before));
    }
    return StopQueryExecutionResponse.builder().build();
  }

  /** Waits until every query that was started has ended and its events were heard. */
  public void awaitIdle() throws InterruptedException {
    pending.await();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {
    executions.values().forEach(execution -> execution.cancel(clock.instant()));
    threads.close();
  }

  private static void check(StartQueryExecutionRequest request) {
    String sql = request.queryString();
    if (sql == null || sql.isEmpty() || sql.length() > LONGEST_QUERY) {
      throw invalid("QueryString has between 1 and " + LONGEST_QUERY + " characters");
    }
    String token = request.clientRequestToken();
    if (token != null && (token.length() < SHORTEST_TOKEN || token.length() > LONGEST_TOKEN)) {
      throw invalid("ClientRequestToken has between 32 and 128 characters");
    }
    BoundSql.of(sql, request.executionParameters());
  }

  private Execution find(@Nullable String id) {
    Execution execution = id == null ? null : executions.get(id);
    if (execution == null) {
      throw invalid("QueryExecution " + id + " was not found");
    }
    return execution;
  }

  private Execution start(StartQueryExecutionRequest request) {
    String id = UUID.randomUUID().toString();
    @Nullable String output = results == null ? null : results.location(request, id);
    Execution execution = new Execution(id, request, clock.instant(), output);
    executions.put(execution.id(), execution);
    pending.enter();
    threads.execute(() -> run(execution));
    return execution;
  }

  private void forgetOld() {
    Instant old = clock.instant().minus(REMEMBERED);
    executions.values().removeIf(execution -> execution.endedBefore(old));
    byToken.values().removeIf(execution -> execution.endedBefore(old));
  }

  private void run(Execution execution) {
    try {
      announce(execution, null, QUEUED);
      if (inTurn(execution)) {
        announce(execution, RUNNING, execution.state());
      }
    } finally {
      pending.leave();
    }
  }

  /** Runs a query when the engine is free, and says whether it came to an end of its own. */
  private boolean inTurn(Execution execution) {
    engine.acquireUninterruptibly();
    try {
      return execution.run() && ended(execution);
    } finally {
      engine.release();
    }
  }

  private boolean ended(Execution execution) {
    announce(execution, QUEUED, RUNNING);
    try {
      Answer answer = lake.query(execution.boundSql(), execution::running);
      if (results != null && execution.output() != null) {
        results.write(execution.output(), answer);
      }
      return execution.succeed(answer, clock.instant());
    } catch (SqlRefused e) {
      // Names of functions, columns and tables, and no data.
      if (e.isOfTheText()) {
        LOG.warn("The query {} was not run. {}", execution.id(), e.getMessage());
      }
      return execution.fail(String.valueOf(e.getMessage()), clock.instant());
    } catch (SQLException | RuntimeException e) {
      return execution.fail(String.valueOf(e.getMessage()), clock.instant());
    } finally {
      execution.over();
    }
  }

  private void announceAndLeave(Execution execution, QueryExecutionState before) {
    try {
      announce(execution, before, CANCELLED);
    } finally {
      pending.leave();
    }
  }

  private void announce(
      Execution execution, @Nullable QueryExecutionState from, QueryExecutionState to) {
    stateChanges.accept(StateChange.event(execution, from, to, clock.instant()));
  }

  private static InvalidRequestException invalid(String message) {
    return InvalidRequestException.builder().message(message).build();
  }
}
