package trackline.engines.mapping;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An event source mapping as a template declares it.
 *
 * @param name tells mappings apart; checkpoints are kept by it
 * @param functionArn named in the record of a failed invocation
 * @param filters patterns, of which one must match; none lets every record through
 * @param partialFailures the function answers with the records that failed
 * @param maximumRetryAttempts -1 for no limit
 * @param maximumRecordAge empty for no limit
 * @param failureBucket takes what was given up
 */
public record MappingSettings(
    String name,
    String functionArn,
    int batchSize,
    Duration batchingWindow,
    List<String> filters,
    boolean partialFailures,
    boolean bisectOnError,
    int maximumRetryAttempts,
    Optional<Duration> maximumRecordAge,
    Optional<String> failureBucket) {

  public MappingSettings {
    filters = List.copyOf(filters);
  }

  /** The mapping's id, the same after every start. */
  UUID uuid() {
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  RetryPolicy retries() {
    return new RetryPolicy(bisectOnError, maximumRetryAttempts, maximumRecordAge);
  }
}
