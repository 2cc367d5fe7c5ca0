package trackline.rollup;

import software.amazon.awssdk.services.athena.AthenaClient;

/** The queries of rollups in Athena, as they are started and stopped. */
final class Queries {

  private final AthenaClient athena;
  private final String workGroup;
  private final String database;
  private final int lateDays;

  Queries(AthenaClient athena, String workGroup, String database, int lateDays) {
    this.athena = athena;
    this.workGroup = workGroup;
    this.database = database;
    this.lateDays = lateDays;
  }

  /** Starts a query under its lease's token, so that a start tried twice is one query. */
  String start(QueryTag tag) {
    String queryId =
        athena
            .startQueryExecution(
                start ->
                    start
                        .queryString(tag.sql(lateDays))
                        .clientRequestToken(tag.token())
                        .workGroup(workGroup)
                        .queryExecutionContext(context -> context.database(database)))
            .queryExecutionId();
    if (queryId == null) {
      throw new IllegalStateException("Athena does not say which query it started");
    }
    return queryId;
  }

  void stop(String queryId) {
    athena.stopQueryExecution(stop -> stop.queryExecutionId(queryId));
  }
}
