package trackline.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import trackline.event.Sha256;

/** The trail's queries in Athena, as they are started and awaited. */
final class AthenaQueries {

  private final AthenaClient athena;
  private final String workGroup;
  private final String database;
  private final Clock clock;

  AthenaQueries(AthenaClient athena, String workGroup, String database, Clock clock) {
    this.athena = athena;
    this.workGroup = workGroup;
    this.database = database;
    this.clock = clock;
  }

  /**
   * Starts a question's query, or finds the one that runs already.
   *
   * @param generation sets a query apart from an earlier one of the same text
   */
  String start(Inquiry inquiry, String generation) {
    String sql = inquiry.question().sql();
    List<String> literals = inquiry.literals();
    String token =
        Sha256.hex(String.join("\n", generation, workGroup, database, sql, literals + ""));
    return athena
        .startQueryExecution(
            start ->
                start
                    .queryString(sql)
                    .executionParameters(literals)
                    .clientRequestToken(token)
                    .workGroup(workGroup)
                    .queryExecutionContext(context -> context.database(database)))
        .queryExecutionId();
  }

  /** The query when it has ended, or nothing at the deadline. */
  Optional<QueryExecution> await(String queryId, Instant deadline) {
    Pause pause = new Pause();
    while (true) {
      QueryExecution query =
          athena.getQueryExecution(get -> get.queryExecutionId(queryId)).queryExecution();
      switch (query.status().state()) {
        case QUEUED, RUNNING -> {
          if (Duration.between(clock.instant(), deadline).isNegative()) {
            return Optional.empty();
          }
          pause.take();
        }
        case SUCCEEDED, FAILED, CANCELLED, UNKNOWN_TO_SDK_VERSION -> {
          return Optional.of(query);
        }
      }
    }
  }
}
