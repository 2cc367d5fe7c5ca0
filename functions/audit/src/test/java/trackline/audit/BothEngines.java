package trackline.audit;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.Row;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryStatus;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResultField;
import trackline.engines.athena.LakeDatabase;
import trackline.engines.athena.LocalAthena;
import trackline.engines.athena.TrailTable;
import trackline.engines.logs.LocalLogs;
import trackline.engines.trail.TrailLogs;

/** The audit's questions, asked of both engines over the same files. */
final class BothEngines implements AutoCloseable {
  static final String GROUP = "trail";

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneOffset.UTC);

  final LocalLogs logs;
  final LocalAthena athena;
  private final LakeDatabase database;

  BothEngines(TrailLogs files, Path folder) throws Exception {
    database =
        new LakeDatabase(
            folder.resolve("lake"),
            List.of(TrailTable.forLogs(files), TrailTable.forAthena(files)));
    logs = new LocalLogs(database, GROUP, Map.of());
    athena = new LocalAthena(database, Clock.systemUTC(), _ -> {});
  }

  /**
   * A question's window and patterns.
   *
   * @param table a pattern of a table's name, or a bucket's; empty for any
   */
  record Asked(Instant from, Instant to, String table, String principal, String key) {}

  /** The rows by column; absent is null. */
  List<List<@Nullable String>> athena(Question question, Asked asked) throws InterruptedException {
    Map<String, String> values =
        Map.of(
            "first_day", DAY.format(asked.from()),
            "last_day", DAY.format(asked.to().plusSeconds(86_400)),
            "from", asked.from().toString(),
            "to", asked.to().toString(),
            "table", asked.table(),
            "bucket", asked.table(),
            "principal", "(^| )" + asked.principal() + "( |$)",
            "key", asked.key());
    List<String> parameters =
        question.parameters().stream()
            .map(name -> "'" + values.getOrDefault(name, "").replace("'", "''") + "'")
            .toList();
    String id =
        athena
            .startQueryExecution(r -> r.queryString(question.sql()).executionParameters(parameters))
            .queryExecutionId();
    athena.awaitIdle();
    QueryExecution done = athena.getQueryExecution(r -> r.queryExecutionId(id)).queryExecution();
    if (done.status().state() != QueryExecutionState.SUCCEEDED) {
      throw new AssertionError(question.name() + ": " + done.status().stateChangeReason());
    }
    List<Row> rows = athena.getQueryResults(r -> r.queryExecutionId(id)).resultSet().rows();
    return rows.stream().skip(1).map(BothEngines::texts).toList();
  }

  private static List<@Nullable String> texts(Row row) {
    List<@Nullable String> texts = new ArrayList<>();
    for (Datum datum : row.data()) {
      texts.add(datum.varCharValue());
    }
    return texts;
  }

  List<List<@Nullable String>> logs(Question question, Asked asked) throws InterruptedException {
    String query =
        question
            .insights()
            .replace("${from}", asked.from().toString())
            .replace("${to}", asked.to().toString())
            .replace("${table}", asked.table().isEmpty() ? "^" : asked.table())
            .replace("${bucket}", asked.table().isEmpty() ? "^" : asked.table())
            .replace("${principal}", "(^| )" + asked.principal() + "( |$)")
            .replace("${key}", asked.key());
    GetQueryResultsResponse done = logs(query, asked);
    if (done.status() != QueryStatus.COMPLETE) {
      throw new AssertionError(question.name() + ": " + done);
    }
    return done.results().stream().map(row -> byColumn(row, question.columns())).toList();
  }

  GetQueryResultsResponse logs(String query, Asked asked) throws InterruptedException {
    String id =
        logs.startQuery(
                r ->
                    r.logGroupName(GROUP)
                        .queryString(query)
                        .startTime(asked.from().getEpochSecond())
                        .endTime(asked.to().getEpochSecond()))
            .queryId();
    GetQueryResultsResponse answer = logs.getQueryResults(r -> r.queryId(id));
    while (answer.status() == QueryStatus.RUNNING) {
      Thread.sleep(20);
      answer = logs.getQueryResults(r -> r.queryId(id));
    }
    return answer;
  }

  private static List<@Nullable String> byColumn(List<ResultField> row, List<String> columns) {
    Map<String, String> values =
        row.stream().collect(Collectors.toMap(ResultField::field, ResultField::value));
    List<@Nullable String> texts = new ArrayList<>();
    for (String column : columns) {
      // As the function shows it: an empty text is none.
      texts.add(values.getOrDefault(column, "").isEmpty() ? null : values.get(column));
    }
    return texts;
  }

  @Override
  public void close() throws SQLException {
    logs.close();
    athena.close();
    database.close();
  }
}
