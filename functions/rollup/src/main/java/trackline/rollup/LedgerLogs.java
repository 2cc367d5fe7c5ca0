package trackline.rollup;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryStatus;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResultField;
import trackline.ledger.Account;
import trackline.sql.QueryFile;

/**
 * The functions' logs as the ledger reads them: one query of Logs Insights adds up the lines that
 * name an hour and a source.
 */
final class LedgerLogs {

  /** Logs Insights gives no more rows: a week of hours has room for 59 sources. */
  static final int MOST_ROWS = 10_000;

  private static final String QUERY =
      QueryFile.load(LedgerLogs.class, "ledger.insights").statement();
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

  private final CloudWatchLogsClient logs;
  private final List<String> groups;
  private final Duration patience;

  /**
   * Reads log groups.
   *
   * @param patience how long a query may take: the function's other work waits for it
   */
  LedgerLogs(CloudWatchLogsClient logs, List<String> groups, Duration patience) {
    this.logs = logs;
    this.groups = groups;
    this.patience = patience;
  }

  /** The logs could not be added up. */
  static final class Unread extends Exception {
    private static final long serialVersionUID = 1L;

    Unread(String why) {
      super(why);
    }
  }

  /** The counts of what was logged from a time on. */
  Map<Account, LogCounts> since(Instant start, Instant now) throws Unread {
    try {
      return counts(await(start(start, now)).results());
    } catch (SdkException e) {
      throw new Unread(e.getClass().getSimpleName());
    }
  }

  private String start(Instant start, Instant now) {
    return logs.startQuery(
            query ->
                query
                    .logGroupNames(groups)
                    .startTime(start.getEpochSecond())
                    .endTime(now.getEpochSecond() + 1)
                    .queryString(QUERY)
                    .limit(MOST_ROWS))
        .queryId();
  }

  private static Map<Account, LogCounts> counts(List<List<ResultField>> rows) throws Unread {
    if (rows.size() >= MOST_ROWS) {
      throw new Unread("has more rows than Logs Insights gives");
    }
    Map<Account, LogCounts> counts = new HashMap<>();
    rows.forEach(row -> add(fields(row), counts));
    return counts;
  }

  private GetQueryResultsResponse await(String id) throws Unread {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      GetQueryResultsResponse answer = logs.getQueryResults(get -> get.queryId(id));
      if (answer.status() == QueryStatus.COMPLETE) {
        return answer;
      }
      if (!isUnderWay(answer.status())) {
        throw new Unread(answer.statusAsString());
      }
      if (System.nanoTime() > deadline) {
        logs.stopQuery(stop -> stop.queryId(id));
        throw new Unread("takes more than " + patience.toSeconds() + " s");
      }
      pause();
    }
  }

  private static boolean isUnderWay(QueryStatus status) {
    return status == QueryStatus.SCHEDULED
        || status == QueryStatus.RUNNING
        || status == QueryStatus.UNKNOWN;
  }

  private static void pause() throws Unread {
    try {
      Thread.sleep(BETWEEN_LOOKS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unread("was interrupted");
    }
  }

  private static Map<String, String> fields(List<ResultField> row) {
    return row.stream()
        .filter(field -> field.value() != null)
        .collect(Collectors.toMap(ResultField::field, ResultField::value));
  }

  private static void add(Map<String, String> row, Map<Account, LogCounts> counts) {
    counts.merge(
        Account.of(row.get("hour"), row.get("source")),
        new LogCounts(
            sum(row, "accepted"),
            sum(row, "duplicates"),
            sum(row, "rejected"),
            sum(row, "quarantined"),
            sum(row, "forwarded"),
            sum(row, "set_aside")),
        LogCounts::plus);
  }

  /** A sum over lines that have no such member is no number. */
  private static long sum(Map<String, String> row, String member) {
    String text = row.getOrDefault(member + "_sum", "");
    return text.isBlank() ? 0 : new BigDecimal(text).longValue();
  }
}
