package trackline.engines.firehose;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Puts the records of a file into an index, as documents whose ids are the same at each attempt,
 * and the file into a bucket. What the index refuses for its content, or for too long, goes to the
 * bucket's error prefix.
 */
final class IndexDelivery implements Delivery {
  private static final String ERROR_TYPE = "AmazonOpenSearchService-failed";

  private final DeliveryStream stream;
  private final Destination.Index destination;
  private final BucketDelivery copies;
  private final BulkIndex index;
  private final Clock clock;
  private final Map<Path, Attempts> attempts = new HashMap<>();

  private record Attempts(Instant first, int count) {}

  IndexDelivery(
      DeliveryStream stream,
      Destination.Index destination,
      BucketDelivery copies,
      BulkIndex index,
      Clock clock) {
    this.stream = stream;
    this.destination = destination;
    this.copies = copies;
    this.index = index;
    this.clock = clock;
  }

  @Override
  public void deliver(Path file, String key) throws IOException {
    Attempts now =
        attempts.merge(
            file,
            new Attempts(clock.instant(), 1),
            (before, one) -> new Attempts(before.first(), before.count() + 1));
    copies.deliver(file, key);
    List<BulkIndex.Refusal> refusals = index.put(documents(file));
    if (refusals.stream().anyMatch(BulkIndex.Refusal::mayPass) && !isOver(now)) {
      throw new IOException("The index does not take documents now: " + refusals.getFirst().code());
    }
    keep(refusals, now);
    attempts.remove(file);
  }

  private boolean isOver(Attempts now) {
    return !now.first().plus(destination.retry()).isAfter(clock.instant());
  }

  private List<BulkIndex.Document> documents(Path file) throws IOException {
    List<BulkIndex.Document> documents = new ArrayList<>();
    UUID id =
        UUID.nameUUIDFromBytes(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
    for (RecordLog.Arrived batch : RecordLog.batches(file)) {
      documents.add(
          new BulkIndex.Document(
              destination.index() + "-" + batch.at().atZone(ZoneOffset.UTC).toLocalDate(),
              id + "-" + documents.size(),
              batch.at(),
              batch.data()));
    }
    return documents;
  }

  /** In Firehose's own form, from which the documents can be sent again. */
  private void keep(List<BulkIndex.Refusal> refusals, Attempts now) {
    if (refusals.isEmpty()) {
      return;
    }
    StringBuilder lines = new StringBuilder();
    refusals.forEach(refusal -> lines.append(line(refusal, now)).append('\n'));
    String key = ObjectNames.failed(stream.name(), copies.bucket(), ERROR_TYPE, now.first());
    copies.put(key, lines.toString().getBytes(StandardCharsets.UTF_8));
  }

  private ObjectNode line(BulkIndex.Refusal refusal, Attempts now) {
    BulkIndex.Document document = refusal.document();
    return JsonNodeFactory.instance
        .objectNode()
        .put("attemptsMade", now.count())
        .put("arrivalTimestamp", document.arrival().toEpochMilli())
        .put("errorCode", String.valueOf(refusal.status()))
        .put("errorMessage", refusal.code())
        .put("attemptEndingTimestamp", clock.millis())
        .put("rawData", document.data())
        .put("esDocumentId", document.id())
        .put("esIndexName", document.index());
  }
}
