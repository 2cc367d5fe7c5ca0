package trackline.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.LimitExceededException;
import software.amazon.awssdk.services.cloudwatchlogs.model.MalformedQueryException;
import software.amazon.awssdk.services.cloudwatchlogs.model.ResultField;

/** The trail's log group, which holds what is recent and answers within seconds. */
final class LogsEngine implements Engine {

  /** A GB costs half a cent. */
  private static final double MOST_BYTES = 20e9;

  /** Characters of a query, in which a sign of a value is up to ten. */
  private static final int LONGEST = 10_000;

  /** A record reaches the log group after its call, and may bear that later time there. */
  private static final Duration DELIVERY = Duration.ofHours(1);

  private final CloudWatchLogsClient logs;
  private final String logGroup;
  private final Clock clock;

  LogsEngine(CloudWatchLogsClient logs, String logGroup, Clock clock) {
    this.logs = logs;
    this.logGroup = logGroup;
    this.clock = clock;
  }

  @Override
  public Found ask(Inquiry inquiry, Instant deadline) {
    String id = start(inquiry);
    GetQueryResultsResponse answer = await(id, deadline);
    Rows rows = new Rows(inquiry.question().columns());
    for (List<ResultField> row : answer.results()) {
      if (!rows.add(texts(inquiry.question().columns(), row))) {
        break;
      }
    }
    if (answer.results().size() >= Rows.MOST) {
      rows.truncate(); // Logs Insights gives no more, and does not say whether there are.
    }
    return new Found(rows, (long) scanned(answer), id);
  }

  private String start(Inquiry inquiry) {
    String query = inquiry.insights();
    if (query.length() > LONGEST) {
      throw Refusals.tooLong();
    }
    try {
      Window window = inquiry.window();
      return logs.startQuery(
              start ->
                  start
                      .logGroupName(logGroup)
                      .queryString(query)
                      .startTime(window.from().getEpochSecond())
                      .endTime(window.to().plus(DELIVERY).getEpochSecond())
                      .limit(Rows.MOST))
          .queryId();
    } catch (LimitExceededException e) {
      throw Refusals.busy("Logs Insights");
    } catch (MalformedQueryException e) {
      // The query's own form is tested: what is left is a time before the group's first.
      throw Refusals.notKept();
    }
  }

  private GetQueryResultsResponse await(String id, Instant deadline) {
    Pause pause = new Pause();
    while (true) {
      GetQueryResultsResponse answer = logs.getQueryResults(get -> get.queryId(id));
      switch (answer.status()) {
        case COMPLETE -> {
          return answer;
        }
        case SCHEDULED, RUNNING -> goOn(id, answer, deadline);
        case FAILED, CANCELLED, TIMEOUT, UNKNOWN, UNKNOWN_TO_SDK_VERSION ->
            throw Refusals.failed("Logs Insights");
      }
      pause.take();
    }
  }

  private void goOn(String id, GetQueryResultsResponse answer, Instant deadline) {
    if (scanned(answer) > MOST_BYTES) {
      stop(id);
      throw Refusals.tooWide();
    }
    if (clock.instant().isAfter(deadline)) {
      stop(id);
      throw Refusals.late();
    }
  }

  /** A query that cannot be stopped makes no difference to what the caller is told. */
  private void stop(String id) {
    try {
      logs.stopQuery(stop -> stop.queryId(id));
    } catch (SdkException e) {
      // It has ended meanwhile, or does so by itself: Logs Insights gives up a query in an hour.
      return;
    }
  }

  private static double scanned(GetQueryResultsResponse answer) {
    return answer.statistics() == null || answer.statistics().bytesScanned() == null
        ? 0
        : answer.statistics().bytesScanned();
  }

  private static List<@Nullable String> texts(List<String> columns, List<ResultField> row) {
    Map<String, String> values =
        row.stream()
            .filter(field -> field.value() != null)
            .collect(Collectors.toMap(ResultField::field, ResultField::value, (one, _) -> one));
    List<@Nullable String> texts = new ArrayList<>();
    columns.forEach(column -> texts.add(values.get(column)));
    return texts;
  }
}
