package trackline.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.athena.model.Datum;
import software.amazon.awssdk.services.athena.model.GetQueryResultsResponse;
import software.amazon.awssdk.services.athena.model.QueryExecution;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.Row;
import software.amazon.awssdk.services.athena.model.TooManyRequestsException;
import trackline.http.Refusal;

/**
 * The trail's files. A question asked again finds the query that the first asking started, so that
 * one which takes longer than an answer may is worth asking twice. What was quick enough to be told
 * is asked anew: there may be more calls since.
 */
final class AthenaEngine implements Engine {

  /**
   * How long a query answers the same question again: a later one may find files that came late.
   */
  private static final Duration GENERATION = Duration.ofMinutes(10);

  private final AthenaClient athena;
  private final AthenaQueries queries;
  private final Clock clock;

  AthenaEngine(AthenaClient athena, AthenaQueries queries, Clock clock) {
    this.athena = athena;
    this.queries = queries;
    this.clock = clock;
  }

  @Override
  public Found ask(Inquiry inquiry, Instant deadline) {
    Instant asked = clock.instant();
    String id = start(inquiry, generation(asked));
    QueryExecution query = await(id, deadline);
    if (wasTold(query, asked, Duration.between(asked, deadline))) {
      id = start(inquiry, UUID.randomUUID().toString());
      query = await(id, deadline);
    }
    if (query.status().state() != QueryExecutionState.SUCCEEDED) {
      throw failed(query);
    }
    Rows rows = rows(inquiry, id);
    return new Found(rows, query.statistics().dataScannedInBytes(), id);
  }

  private static String generation(Instant time) {
    return Long.toString(time.getEpochSecond() / GENERATION.toSeconds());
  }

  private QueryExecution await(String id, Instant deadline) {
    return queries.await(id, deadline).orElseThrow(Refusals::unfinished);
  }

  /**
   * Whether an earlier asking has had this query's outcome: it ended before this one, and in the
   * time that an asking waits.
   */
  private static boolean wasTold(QueryExecution query, Instant asked, Duration patience) {
    Instant ended = query.status().completionDateTime();
    Instant began = query.status().submissionDateTime();
    return ended != null
        && began != null
        && ended.isBefore(asked)
        && Duration.between(began, ended).compareTo(patience) < 0;
  }

  private String start(Inquiry inquiry, String generation) {
    try {
      return queries.start(inquiry, generation);
    } catch (TooManyRequestsException e) {
      throw Refusals.busy("Athena");
    }
  }

  /** Athena cancels a query that scans more than its workgroup allows. */
  private static Refusal failed(QueryExecution query) {
    String reason = query.status().stateChangeReason();
    boolean tooWide = reason != null && reason.toLowerCase(Locale.ROOT).contains("limit");
    return tooWide ? Refusals.tooWide() : Refusals.failed("Athena");
  }

  private Rows rows(Inquiry inquiry, String id) {
    List<String> columns = inquiry.question().columns();
    Rows rows = new Rows(columns);
    boolean begun = false; // Athena's first row holds the names of the columns.
    for (GetQueryResultsResponse page :
        athena.getQueryResultsPaginator(get -> get.queryExecutionId(id))) {
      for (Row row : page.resultSet().rows()) {
        List<@Nullable String> texts = texts(row.data(), columns);
        if (begun && !rows.add(texts)) {
          return rows;
        }
        begun = true;
      }
    }
    if (!begun) {
      throw new IllegalStateException("Athena's answer has not even the names of the columns");
    }
    return rows;
  }

  private static List<@Nullable String> texts(List<Datum> data, List<String> columns) {
    if (data.size() != columns.size()) {
      throw new IllegalStateException("Athena's row has not one value for each column");
    }
    List<@Nullable String> texts = new ArrayList<>();
    data.forEach(datum -> texts.add(datum.varCharValue()));
    return texts;
  }
}
