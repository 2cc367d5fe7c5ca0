package trackline.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * The answer of a rollup's query, as it was at {@code generatedAt}: the newest one is kept in the
 * rollups table.
 *
 * @param name the rollup
 * @param columns the names of the columns; the first is the day
 * @param rows an array of arrays, each with a value for every column
 * @param truncated whether rows were left out that had no room: the last ones of each day
 * @param from the first day that the rows cover
 * @param to the last day that the rows cover
 * @param generatedAt when the query was submitted: what reached the lake earlier is counted
 * @param queryId Athena's id of the query
 * @param bytesScanned what the query read, which is what it cost
 */
public record RollupVersion(
    String name,
    List<String> columns,
    JsonNode rows,
    boolean truncated,
    LocalDate from,
    LocalDate to,
    Instant generatedAt,
    String queryId,
    long bytesScanned) {

  /** How long a version is served without being computed anew. */
  public static final Duration FRESH_FOR = Duration.ofMinutes(5);

  public Duration age(Instant now) {
    return Duration.between(generatedAt, now);
  }

  /** Whether the version is too young to be computed anew. */
  public boolean isFresh(Instant now) {
    return age(now).compareTo(FRESH_FOR) < 0;
  }
}
