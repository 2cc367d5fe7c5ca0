package trackline.engines.lambda;

import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsRequest;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsResponse;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingResponse;

/** Lambda's calls about event source mappings. */
public interface MappingCalls {
  CreateEventSourceMappingResponse create(CreateEventSourceMappingRequest request);

  ListEventSourceMappingsResponse list(ListEventSourceMappingsRequest request);

  UpdateEventSourceMappingResponse update(UpdateEventSourceMappingRequest request);

  DeleteEventSourceMappingResponse delete(DeleteEventSourceMappingRequest request);
}
