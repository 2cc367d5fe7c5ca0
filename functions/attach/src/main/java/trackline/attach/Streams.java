package trackline.attach;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.Stream;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import trackline.aws.StreamArn;
import trackline.aws.TableStream;

/**
 * Finds the streams of a table that came and went unseen: DynamoDB keeps what is in a stream for a
 * day, be it on or off.
 */
record Streams(DynamoDbStreamsClient client, Drainage drainage) {

  /**
   * The streams of a table that came after the first one that is mapped, have no mapping, show new
   * images and may have records still, the oldest first. What was before that one was so before the
   * table was attached, or is drained.
   *
   * @param mapped those that have a mapping
   */
  List<StreamArn> missed(String table, List<StreamArn> mapped) {
    Optional<StreamArn> first = mapped.stream().min(Comparator.comparing(StreamArn::label));
    return first.isEmpty() ? List.of() : missedSince(first.get(), all(table), mapped);
  }

  private List<StreamArn> missedSince(
      StreamArn first, List<StreamArn> all, List<StreamArn> mapped) {
    return all.stream()
        .filter(stream -> stream.label().compareTo(first.label()) > 0)
        .filter(stream -> !mapped.contains(stream))
        .filter(stream -> !drainage.isForgotten(stream, all))
        .filter(this::showsNewImages)
        .toList();
  }

  private List<StreamArn> all(String table) {
    List<StreamArn> found = new ArrayList<>();
    @Nullable String last = null;
    do {
      String from = last;
      ListStreamsResponse page =
          client.listStreams(r -> r.tableName(table).exclusiveStartStreamArn(from));
      if (!page.hasStreams()) {
        throw SdkClientException.create("DynamoDB's answer lists no streams");
      }
      page.streams().stream()
          .map(Stream::streamArn)
          .flatMap(arn -> StreamArn.parse(arn).stream())
          .forEach(found::add);
      last = page.lastEvaluatedStreamArn();
    } while (last != null);
    found.sort(Comparator.comparing(StreamArn::label));
    return found;
  }

  private boolean showsNewImages(StreamArn stream) {
    try {
      String view = TableStream.describe(client, stream).streamViewTypeAsString();
      return view != null && view.startsWith("NEW");
    } catch (ResourceNotFoundException e) {
      return false;
    }
  }
}
