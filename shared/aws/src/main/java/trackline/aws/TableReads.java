package trackline.aws;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import trackline.time.Deadline;

/** Consistent reads of a table's items by their keys, as many at once as DynamoDB takes. */
final class TableReads {
  /**
   * The items that a read found.
   *
   * @param whole whether every key was answered: where it was not, a key without an item may have
   *     one
   */
  record Found(List<Map<String, AttributeValue>> items, boolean whole) {}

  /** BatchGetItem takes 100 keys. */
  private static final int KEYS = 100;

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final String attributes;

  /**
   * Reads of a table.
   *
   * @param attributes the attributes to read of each item
   */
  TableReads(DynamoDbClient dynamoDb, String table, String... attributes) {
    this.dynamoDb = dynamoDb;
    this.table = table;
    this.attributes = String.join(", ", attributes);
  }

  /** Reads the items of different keys, as far as the table can be asked now and in time. */
  Found read(List<Map<String, AttributeValue>> keys, Deadline deadline) {
    AtomicBoolean down = new AtomicBoolean();
    List<Map<String, AttributeValue>> items =
        Chunks.callEach(Chunks.of(keys, KEYS), chunk -> read(chunk, deadline, down)).stream()
            .flatMap(List::stream)
            .toList();
    return new Found(items, !down.get());
  }

  /**
   * Reads what one call takes.
   *
   * @param down whether a call told less than was asked: then no other is begun
   */
  private List<Map<String, AttributeValue>> read(
      List<Map<String, AttributeValue>> keys, Deadline deadline, AtomicBoolean down) {
    if (down.get() || !CallTime.suffices(deadline)) {
      down.set(true);
      return List.of();
    }
    try {
      BatchGetItemResponse response = call(keys, deadline);
      if (!isWhole(response)) {
        down.set(true);
      }
      return response.responses().getOrDefault(table, List.of());
    } catch (SdkException | UncheckedIOException e) {
      if (!AwsErrors.mayPass(e)) {
        throw e;
      }
      down.set(true);
      return List.of();
    }
  }

  private BatchGetItemResponse call(List<Map<String, AttributeValue>> keys, Deadline deadline) {
    KeysAndAttributes wanted =
        KeysAndAttributes.builder()
            .keys(keys)
            .consistentRead(true)
            .projectionExpression(attributes)
            .build();
    return dynamoDb.batchGetItem(
        request ->
            request
                .requestItems(Map.of(table, wanted))
                .overrideConfiguration(call -> CallTime.limit(call, deadline)));
  }

  /** Whether an answer is about every key: an empty one is about none, and says no free key. */
  private static boolean isWhole(BatchGetItemResponse response) {
    return response.hasResponses() && response.unprocessedKeys().isEmpty();
  }

  /** An attribute's text; an item that something else wrote may have none. */
  static String text(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null || value.s() == null ? "" : value.s();
  }
}
