package trackline.engines.mapping;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.FilterCriteria;
import software.amazon.awssdk.services.lambda.model.FunctionResponseType;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingRequest;

/**
 * An event source mapping that a call has made, as its file keeps it.
 *
 * @param function the logical id
 * @param stream the ARN
 * @param failureBucket the name here, which stands for the ARN
 */
record MappingDefinition(
    String function,
    String stream,
    int batchSize,
    int windowSeconds,
    List<String> filters,
    boolean partialFailures,
    boolean bisectOnError,
    int retryAttempts,
    int recordAgeSeconds,
    String failureBucket) {

  static MappingDefinition of(CreateEventSourceMappingRequest request) {
    return new MappingDefinition(
        request.functionName(),
        request.eventSourceArn(),
        request.batchSize(),
        request.maximumBatchingWindowInSeconds(),
        patterns(request.filterCriteria()),
        request.functionResponseTypes().contains(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES),
        Objects.requireNonNullElse(request.bisectBatchOnFunctionError(), false),
        request.maximumRetryAttempts(),
        request.maximumRecordAgeInSeconds(),
        request.destinationConfig().onFailure().destination());
  }

  MappingDefinition changed(UpdateEventSourceMappingRequest request) {
    return new MappingDefinition(
        function,
        stream,
        request.batchSize(),
        request.maximumBatchingWindowInSeconds(),
        patterns(request.filterCriteria()),
        partialFailures,
        bisectOnError,
        request.maximumRetryAttempts(),
        request.maximumRecordAgeInSeconds(),
        request.destinationConfig().onFailure().destination());
  }

  private static List<String> patterns(FilterCriteria criteria) {
    return criteria.filters().stream().map(Filter::pattern).toList();
  }

  MappingSettings settings() {
    return new MappingSettings(
        function + "-" + stream,
        functionArn(),
        batchSize,
        Duration.ofSeconds(windowSeconds),
        filters,
        partialFailures,
        bisectOnError,
        retryAttempts,
        Optional.of(Duration.ofSeconds(recordAgeSeconds)),
        Optional.of(failureBucket));
  }

  private String functionArn() {
    return "arn:aws:lambda:us-east-1:000000000000:function:" + function;
  }

  EventSourceMappingConfiguration configuration() {
    return EventSourceMappingConfiguration.builder()
        .uuid(settings().uuid().toString())
        .eventSourceArn(stream)
        .functionArn(functionArn())
        .state("Enabled")
        .batchSize(batchSize)
        .maximumBatchingWindowInSeconds(windowSeconds)
        .maximumRetryAttempts(retryAttempts)
        .maximumRecordAgeInSeconds(recordAgeSeconds)
        .filterCriteria(
            c -> c.filters(filters.stream().map(p -> Filter.builder().pattern(p).build()).toList()))
        .build();
  }
}
