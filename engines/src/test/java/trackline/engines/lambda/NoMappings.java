package trackline.engines.lambda;

import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsRequest;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsResponse;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingResponse;

/** Takes no call about mappings. */
final class NoMappings implements MappingCalls {
  @Override
  public CreateEventSourceMappingResponse create(CreateEventSourceMappingRequest request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ListEventSourceMappingsResponse list(ListEventSourceMappingsRequest request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public UpdateEventSourceMappingResponse update(UpdateEventSourceMappingRequest request) {
    throw new UnsupportedOperationException();
  }

  @Override
  public DeleteEventSourceMappingResponse delete(DeleteEventSourceMappingRequest request) {
    throw new UnsupportedOperationException();
  }
}
