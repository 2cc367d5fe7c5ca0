package trackline.attach;

import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingMetric;
import software.amazon.awssdk.services.lambda.model.EventSourcePosition;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.FilterCriteria;
import software.amazon.awssdk.services.lambda.model.FunctionResponseType;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingRequest;
import trackline.aws.Configuration;
import trackline.aws.StreamArn;

/**
 * How forward reads a stream: as it reads the events table's.
 *
 * @param function forward's alias
 * @param pattern the changes that it gets
 * @param failureBucket the ARN of the bucket for what is given up
 */
record MappingSettings(
    String function,
    String pattern,
    int batchSize,
    int windowSeconds,
    int retryAttempts,
    int recordAgeSeconds,
    String failureBucket) {

  static MappingSettings of(Configuration configuration, boolean allChanges) {
    return new MappingSettings(
        configuration.get("FORWARD_FUNCTION"),
        allChanges
            ? "{\"eventName\":[\"INSERT\",\"MODIFY\",\"REMOVE\"]}"
            : "{\"eventName\":[\"INSERT\"]}",
        number(configuration, "BATCH_SIZE"),
        number(configuration, "BATCH_WINDOW_SECONDS"),
        number(configuration, "RETRY_ATTEMPTS"),
        number(configuration, "RECORD_AGE_SECONDS"),
        configuration.get("FAILURE_BUCKET"));
  }

  private static int number(Configuration configuration, String key) {
    try {
      return Integer.parseInt(configuration.get(key));
    } catch (NumberFormatException e) {
      throw new IllegalStateException(key + " must be a whole number", e);
    }
  }

  CreateEventSourceMappingRequest create(StreamArn stream) {
    return CreateEventSourceMappingRequest.builder()
        .eventSourceArn(stream.text())
        .functionName(function)
        .startingPosition(EventSourcePosition.TRIM_HORIZON)
        .batchSize(batchSize)
        .maximumBatchingWindowInSeconds(windowSeconds)
        .filterCriteria(filter())
        .functionResponseTypes(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES)
        .bisectBatchOnFunctionError(true)
        .maximumRetryAttempts(retryAttempts)
        .maximumRecordAgeInSeconds(recordAgeSeconds)
        .destinationConfig(d -> d.onFailure(f -> f.destination(failureBucket)))
        .metricsConfig(m -> m.metrics(EventSourceMappingMetric.EVENT_COUNT))
        .build();
  }

  UpdateEventSourceMappingRequest update(String uuid) {
    return UpdateEventSourceMappingRequest.builder()
        .uuid(uuid)
        .functionName(function)
        .batchSize(batchSize)
        .maximumBatchingWindowInSeconds(windowSeconds)
        .filterCriteria(filter())
        .maximumRetryAttempts(retryAttempts)
        .maximumRecordAgeInSeconds(recordAgeSeconds)
        .destinationConfig(d -> d.onFailure(f -> f.destination(failureBucket)))
        .build();
  }

  /** Whether a mapping has them already. */
  boolean are(EventSourceMappingConfiguration mapping) {
    return equal(mapping.batchSize(), batchSize)
        && equal(mapping.maximumBatchingWindowInSeconds(), windowSeconds)
        && equal(mapping.maximumRetryAttempts(), retryAttempts)
        && equal(mapping.maximumRecordAgeInSeconds(), recordAgeSeconds)
        && filter().equals(mapping.filterCriteria());
  }

  private static boolean equal(Integer present, int wanted) {
    return present != null && present == wanted;
  }

  private FilterCriteria filter() {
    return FilterCriteria.builder().filters(Filter.builder().pattern(pattern).build()).build();
  }
}
