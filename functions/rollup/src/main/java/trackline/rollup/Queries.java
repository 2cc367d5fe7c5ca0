package trackline.rollup;

import software.amazon.awssdk.services.athena.AthenaClient;

/** The queries of rollups in Athena, as they are started and stopped. */
final class Queries {

  private final AthenaClient athena;
  private final Settings settings;

  Queries(AthenaClient athena, Settings settings) {
    this.athena = athena;
    this.settings = settings;
  }

  /** Starts a query under its lease's token, so that a start tried twice is one query. */
  String start(QueryTag tag) {
    return athena
        .startQueryExecution(
            start ->
                start
                    .queryString(tag.sql())
                    .clientRequestToken(tag.token())
                    .workGroup(settings.workGroup())
                    .queryExecutionContext(context -> context.database(settings.database())))
        .queryExecutionId();
  }

  void stop(String queryId) {
    athena.stopQueryExecution(stop -> stop.queryExecutionId(queryId));
  }
}
