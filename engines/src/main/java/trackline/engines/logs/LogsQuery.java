package trackline.engines.logs;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryStatistics;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryStatus;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResultField;
import trackline.engines.athena.Answer;
import trackline.engines.athena.Answer.AnswerColumn;
import trackline.engines.athena.LakeDatabase;

/** A query from its start to its end. */
final class LogsQuery {
  private final String id = UUID.randomUUID().toString();
  private final InsightsQuery query;
  private final String events;
  private QueryStatus status = QueryStatus.RUNNING;
  private List<List<ResultField>> results = List.of();
  private QueryStatistics statistics = QueryStatistics.builder().build();
  private @Nullable Statement statement;

  LogsQuery(InsightsQuery query, String events) {
    this.query = query;
    this.events = events;
  }

  String id() {
    return id;
  }

  /** Runs it to its end. */
  void run(LakeDatabase database) {
    try {
      Answer scanned =
          database.queryDuckDb(
              "SELECT count(*), coalesce(sum(octet_length(encode(\"@message\"))), 0) FROM ("
                  + events
                  + ")",
              this::running);
      Answer matched =
          database.queryDuckDb("SELECT count(*) FROM (" + query.matched() + ")", this::running);
      complete(
          database.queryDuckDb(query.sql(), this::running),
          number(scanned, 0),
          number(scanned, 1),
          number(matched, 0));
    } catch (SQLException | RuntimeException e) {
      end(QueryStatus.FAILED);
    }
  }

  private static double number(Answer answer, int column) {
    return Double.parseDouble(String.valueOf(answer.rows().getFirst().get(column)));
  }

  private synchronized void running(Statement running) {
    if (status == QueryStatus.CANCELLED) {
      throw new IllegalStateException("The query was stopped");
    }
    statement = running;
  }

  private synchronized void complete(Answer answer, double scanned, double bytes, double matched) {
    if (status == QueryStatus.RUNNING) {
      status = QueryStatus.COMPLETE;
      results = answer.rows().stream().map(row -> fields(answer.columns(), row)).toList();
      statistics =
          QueryStatistics.builder()
              .recordsScanned(scanned)
              .recordsMatched(matched)
              .bytesScanned(bytes)
              .build();
    }
  }

  /** What is absent is not told of; an event has a pointer to it. */
  private List<ResultField> fields(List<AnswerColumn> columns, List<@Nullable String> row) {
    List<ResultField> fields = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String value = row.get(i);
      if (value != null) {
        fields.add(field(columns.get(i).name(), value));
      }
    }
    if (query.isOfEvents()) {
      fields.add(field("@ptr", UUID.randomUUID().toString()));
    }
    return fields;
  }

  private static ResultField field(String name, String value) {
    return ResultField.builder().field(name).value(value).build();
  }

  private synchronized void end(QueryStatus how) {
    status = status == QueryStatus.RUNNING ? how : status;
  }

  /** Ends it, if it runs. */
  synchronized boolean stop() {
    boolean stopped = status == QueryStatus.RUNNING;
    end(QueryStatus.CANCELLED);
    if (stopped && statement != null) {
      try {
        statement.cancel();
      } catch (SQLException e) {
        // A statement that ended by itself meanwhile needs no cancelling.
        statement = null;
      }
    }
    return stopped;
  }

  synchronized GetQueryResultsResponse describe() {
    return GetQueryResultsResponse.builder()
        .status(status)
        .results(results)
        .statistics(statistics)
        .build();
  }
}
