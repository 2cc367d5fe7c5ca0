package trackline.attach;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsRequest;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsResponse;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceInUseException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import trackline.aws.StreamArn;

/** The mappings by which forward reads the streams of existing tables. */
record Mappings(LambdaClient lambda, MappingSettings settings, String eventsTable) {

  /** Those of forward, but for the events table's, which the stack has made. */
  List<Mapping> all() {
    return listed(r -> r.functionName(settings.function()))
        .flatMap(configuration -> Mapping.of(configuration).stream())
        .filter(mapping -> !mapping.stream().table().equals(eventsTable))
        .filter(mapping -> !mapping.isBeingDeleted())
        .toList();
  }

  /** The functions that read a stream, as far as Lambda shows them. */
  List<String> readers(StreamArn stream) {
    return listed(r -> r.eventSourceArn(stream.text()))
        .filter(mapping -> !"Disabled".equals(mapping.state()))
        .map(EventSourceMappingConfiguration::functionArn)
        .toList();
  }

  private Stream<EventSourceMappingConfiguration> listed(
      Consumer<ListEventSourceMappingsRequest.Builder> which) {
    return lambda.listEventSourceMappingsPaginator(which).stream()
        .flatMap(page -> listed(page).stream());
  }

  /** An answer that says nothing is not one that says there are none. */
  private static List<EventSourceMappingConfiguration> listed(
      ListEventSourceMappingsResponse page) {
    if (!page.hasEventSourceMappings()) {
      throw SdkClientException.create("Lambda's answer lists no mappings");
    }
    return page.eventSourceMappings();
  }

  /** Makes the mapping of a stream, unless it is there. */
  void create(StreamArn stream, Patience patience) {
    while (find(stream).isEmpty()) {
      try {
        requireDone(lambda.createEventSourceMapping(settings.create(stream)).uuid());
        return;
      } catch (InvalidParameterValueException | ResourceConflictException e) {
        // A role that was changed a moment ago, or one like it that is on its way out.
        requireTime(patience, e);
      }
    }
  }

  private Optional<Mapping> find(StreamArn stream) {
    return all().stream().filter(mapping -> mapping.stream().equals(stream)).findFirst();
  }

  /** Answers whether the mapping had other settings. */
  boolean update(Mapping mapping, Patience patience) {
    if (settings.are(mapping.configuration())) {
      return false;
    }
    while (true) {
      try {
        requireDone(lambda.updateEventSourceMapping(settings.update(mapping.uuid())).uuid());
        return true;
      } catch (ResourceInUseException e) {
        requireTime(patience, e);
      }
    }
  }

  void delete(Mapping mapping, Patience patience) {
    while (true) {
      try {
        requireDone(lambda.deleteEventSourceMapping(r -> r.uuid(mapping.uuid())).uuid());
        return;
      } catch (ResourceNotFoundException e) {
        return;
      } catch (ResourceInUseException e) {
        requireTime(patience, e);
      }
    }
  }

  /** Lambda names the mapping that it has made, changed or begun to delete. */
  private static void requireDone(@Nullable String uuid) {
    if (uuid == null) {
      throw SdkClientException.create("Lambda's answer does not say that it was done");
    }
  }

  private static void requireTime(Patience patience, LambdaException e) {
    if (!patience.pause()) {
      throw e;
    }
  }
}
