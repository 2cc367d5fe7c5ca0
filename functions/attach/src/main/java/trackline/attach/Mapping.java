package trackline.attach;

import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import trackline.aws.StreamArn;

/** An event source mapping of a table's stream. */
record Mapping(StreamArn stream, EventSourceMappingConfiguration configuration) {

  /** The mapping as Lambda describes it; nothing where its source is no table's stream. */
  static Optional<Mapping> of(EventSourceMappingConfiguration configuration) {
    return Optional.ofNullable(configuration.eventSourceArn())
        .flatMap(StreamArn::parse)
        .map(stream -> new Mapping(stream, configuration));
  }

  String uuid() {
    return configuration.uuid();
  }

  boolean isBeingDeleted() {
    return "Deleting".equals(configuration.state());
  }
}
