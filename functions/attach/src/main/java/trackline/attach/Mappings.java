package trackline.attach;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceInUseException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import trackline.aws.StreamArn;

/** The mappings by which forward reads the streams of existing tables. */
record Mappings(LambdaClient lambda, MappingSettings settings, String eventsTable) {

  /** Those of forward, but for the events table's, which the stack has made. */
  List<Mapping> all() {
    return lambda
        .listEventSourceMappingsPaginator(r -> r.functionName(settings.function()))
        .eventSourceMappings()
        .stream()
        .flatMap(configuration -> Mapping.of(configuration).stream())
        .filter(mapping -> !mapping.stream().table().equals(eventsTable))
        .filter(mapping -> !mapping.isBeingDeleted())
        .toList();
  }

  /** The functions that read a stream, as far as Lambda shows them. */
  List<String> readers(StreamArn stream) {
    return lambda
        .listEventSourceMappingsPaginator(r -> r.eventSourceArn(stream.text()))
        .eventSourceMappings()
        .stream()
        .filter(mapping -> !"Disabled".equals(mapping.state()))
        .map(EventSourceMappingConfiguration::functionArn)
        .toList();
  }

  /** Makes the mapping of a stream, unless it is there. */
  void create(StreamArn stream, Patience patience) {
    while (find(stream).isEmpty()) {
      try {
        lambda.createEventSourceMapping(settings.create(stream));
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
        lambda.updateEventSourceMapping(settings.update(mapping.uuid()));
        return true;
      } catch (ResourceInUseException e) {
        requireTime(patience, e);
      }
    }
  }

  void delete(Mapping mapping, Patience patience) {
    while (true) {
      try {
        lambda.deleteEventSourceMapping(r -> r.uuid(mapping.uuid()));
        return;
      } catch (ResourceNotFoundException e) {
        return;
      } catch (ResourceInUseException e) {
        requireTime(patience, e);
      }
    }
  }

  private static void requireTime(Patience patience, LambdaException e) {
    if (!patience.pause()) {
      throw e;
    }
  }
}
