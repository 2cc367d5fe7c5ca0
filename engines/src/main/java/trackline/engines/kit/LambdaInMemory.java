package trackline.engines.kit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsRequest;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsResponse;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingResponse;

/** Lambda's mappings as a list, a page of one at a time, and failures as they are told. */
public final class LambdaInMemory implements LambdaClient {
  public final List<EventSourceMappingConfiguration> mappings = new ArrayList<>();
  public final List<CreateEventSourceMappingRequest> created = new ArrayList<>();
  public final List<UpdateEventSourceMappingRequest> updated = new ArrayList<>();
  public final Deque<LambdaException> failures = new ArrayDeque<>();
  public final Deque<RuntimeException> readersFailures = new ArrayDeque<>();
  public final Deque<LambdaException> deleteFailures = new ArrayDeque<>();

  /** The call that is answered as if all were well by somebody who knows nothing of it. */
  public String emptyAnswersTo = "";

  public void read(String streamArn, String function) {
    mappings.add(
        EventSourceMappingConfiguration.builder()
            .uuid(UUID.randomUUID().toString())
            .eventSourceArn(streamArn)
            .functionArn(function)
            .state("Enabled")
            .build());
  }

  public List<String> streams() {
    return mappings.stream().map(EventSourceMappingConfiguration::eventSourceArn).toList();
  }

  @Override
  public CreateEventSourceMappingResponse createEventSourceMapping(
      CreateEventSourceMappingRequest request) {
    if (!failures.isEmpty()) {
      throw failures.pop();
    }
    if (emptyAnswersTo.equals("create")) {
      return CreateEventSourceMappingResponse.builder().build();
    }
    created.add(request);
    String uuid = UUID.randomUUID().toString();
    mappings.add(
        EventSourceMappingConfiguration.builder()
            .uuid(uuid)
            .eventSourceArn(request.eventSourceArn())
            .functionArn(request.functionName())
            .state("Enabled")
            .batchSize(request.batchSize())
            .maximumBatchingWindowInSeconds(request.maximumBatchingWindowInSeconds())
            .maximumRetryAttempts(request.maximumRetryAttempts())
            .maximumRecordAgeInSeconds(request.maximumRecordAgeInSeconds())
            .filterCriteria(request.filterCriteria())
            .build());
    return CreateEventSourceMappingResponse.builder().uuid(uuid).build();
  }

  @Override
  public ListEventSourceMappingsResponse listEventSourceMappings(
      ListEventSourceMappingsRequest request) {
    if (request.eventSourceArn() != null && !readersFailures.isEmpty()) {
      throw readersFailures.pop();
    }
    if (emptyAnswersTo.equals("list")) {
      return ListEventSourceMappingsResponse.builder().build();
    }
    List<EventSourceMappingConfiguration> found =
        mappings.stream()
            .filter(one -> isAny(request.functionName(), one.functionArn()))
            .filter(one -> isAny(request.eventSourceArn(), one.eventSourceArn()))
            .toList();
    int page = request.marker() == null ? 0 : Integer.parseInt(request.marker());
    return ListEventSourceMappingsResponse.builder()
        .eventSourceMappings(found.stream().skip(page).limit(1).toList())
        .nextMarker(page + 1 < found.size() ? String.valueOf(page + 1) : null)
        .build();
  }

  private static boolean isAny(@Nullable String wanted, String present) {
    return wanted == null || wanted.equals(present);
  }

  @Override
  public UpdateEventSourceMappingResponse updateEventSourceMapping(
      UpdateEventSourceMappingRequest request) {
    if (emptyAnswersTo.equals("update")) {
      return UpdateEventSourceMappingResponse.builder().build();
    }
    updated.add(request);
    return UpdateEventSourceMappingResponse.builder().uuid(request.uuid()).build();
  }

  @Override
  public DeleteEventSourceMappingResponse deleteEventSourceMapping(
      DeleteEventSourceMappingRequest request) {
    if (!deleteFailures.isEmpty()) {
      throw deleteFailures.pop();
    }
    if (emptyAnswersTo.equals("delete")) {
      return DeleteEventSourceMappingResponse.builder().build();
    }
    mappings.removeIf(one -> one.uuid().equals(request.uuid()));
    return DeleteEventSourceMappingResponse.builder().uuid(request.uuid()).build();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
