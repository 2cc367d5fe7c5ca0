package trackline.attach;

import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import trackline.aws.StreamArn;
import trackline.aws.TableStream;

/** Finds out whether a table's stream can be read. */
record Examination(
    DynamoDbClient dynamoDb, DynamoDbStreamsClient streams, Mappings mappings, Settings settings) {
  /** DynamoDB lets two readers at a shard; a third one throttles all. */
  private static final int MOST_READERS = 2;

  /**
   * Examines a table.
   *
   * @param present the mappings that are there
   */
  Finding of(ExistingTable table, List<Mapping> present) {
    if (table.name().equals(settings.eventsTable())) {
      return refused(table, "is Trackline's own table, which is read in any case");
    }
    try {
      TableStream stream =
          table.only().isPresent()
              ? TableStream.find(streams, table.only().get())
              : TableStream.find(dynamoDb, table.name());
      return of(table, stream, present);
    } catch (ResourceNotFoundException e) {
      return refused(table, "is not there: no table or stream of this name is in this region");
    } catch (RuntimeException e) {
      // The SDK lets some broken connections through as they are.
      return refused(table, "cannot be looked at: " + Reason.of(e));
    }
  }

  private Finding of(ExistingTable table, TableStream stream, List<Mapping> present) {
    if (!stream.isOn()) {
      return settings.enablesStreams() && table.only().isEmpty()
          ? new Finding.Attachable(table, stream)
          : refused(
              table,
              "has no stream that is on: enable one that shows new images (trackline stream-arn "
                  + table.name()
                  + " --enable), or set EnableStreams to on");
    }
    if (!stream.showsNewImages()) {
      return refused(
          table,
          "has a stream whose view is "
              + stream.view()
              + ", which shows no new images: disable it and enable one with NEW_IMAGE or"
              + " NEW_AND_OLD_IMAGES");
    }
    List<String> readers = otherReaders(stream.arn().orElseThrow(), present);
    return readers.size() >= MOST_READERS
        ? refused(
            table,
            "has two readers already, and DynamoDB lets no more at a stream: "
                + String.join(", ", readers))
        : new Finding.Attachable(table, stream);
  }

  /** The readers of a stream that forward does not read yet. */
  private List<String> otherReaders(StreamArn stream, List<Mapping> present) {
    return present.stream().anyMatch(mapping -> mapping.stream().equals(stream))
        ? List.of()
        : mappings.readers(stream);
  }

  private static Finding refused(ExistingTable table, String reason) {
    return new Finding.Refused(table, table.name() + " " + reason);
  }
}
