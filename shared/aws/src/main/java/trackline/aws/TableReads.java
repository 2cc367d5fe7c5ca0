package trackline.aws;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import trackline.time.Deadline;

/** Consistent reads of a table's items by their keys, as many at once as DynamoDB takes. */
final class TableReads {
  /**
   * The items that a read found.
   *
   * @param whole whether every key was answered: where it was not, a key without an item may have
   *     one
   * @param unasked the keys that were not asked for, since others had cost what all may cost
   */
  record Found(
      List<Map<String, AttributeValue>> items,
      boolean whole,
      Set<Map<String, AttributeValue>> unasked) {}

  /** What is left of the units that reads may cost; a call is begun while there is any. */
  private static final class Allowance {
    private final Set<Map<String, AttributeValue>> unasked = new HashSet<>();
    private double left;

    Allowance(double units) {
      this.left = units;
    }

    synchronized boolean isSpent() {
      return left <= 0;
    }

    synchronized void take(BatchGetItemResponse response) {
      left -= response.consumedCapacity().stream().mapToDouble(TableReads::units).sum();
    }

    synchronized void leaveOut(List<Map<String, AttributeValue>> keys) {
      unasked.addAll(keys);
    }

    synchronized Set<Map<String, AttributeValue>> unasked() {
      return Set.copyOf(unasked);
    }
  }

  /** BatchGetItem takes 100 keys. */
  private static final int KEYS = 100;

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final String attributes;
  private final Backoff backoff = CallTime.backoff();

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
    Allowance any = new Allowance(Double.POSITIVE_INFINITY);
    return found(
        Chunks.callEach(Chunks.of(keys, KEYS), chunk -> read(chunk, deadline, down, any)),
        down,
        any);
  }

  /**
   * The same for no more than some units, and what the last call takes beyond them: DynamoDB reads
   * 16 MB in one. The calls go one after the other, since only their answers say what they cost.
   *
   * @param units as DynamoDB counts them: one for each 4 KB of an item, attributes that are not
   *     asked for too
   */
  Found read(List<Map<String, AttributeValue>> keys, Deadline deadline, double units) {
    AtomicBoolean down = new AtomicBoolean();
    Allowance allowance = new Allowance(units);
    List<List<Map<String, AttributeValue>>> chunks = new ArrayList<>(Chunks.of(keys, KEYS));
    // A request that is repeated, since there was no time for all, asks for others first.
    Collections.shuffle(chunks);
    return found(
        chunks.stream().map(chunk -> read(chunk, deadline, down, allowance)).toList(),
        down,
        allowance);
  }

  private static Found found(
      List<List<Map<String, AttributeValue>>> items, AtomicBoolean down, Allowance allowance) {
    return new Found(
        items.stream().flatMap(List::stream).toList(), !down.get(), allowance.unasked());
  }

  /**
   * Reads what one call takes; keys that the table left unprocessed are asked for again.
   *
   * @param down whether not all can be told in time: then no other call is begun
   */
  private List<Map<String, AttributeValue>> read(
      List<Map<String, AttributeValue>> keys,
      Deadline deadline,
      AtomicBoolean down,
      Allowance allowance) {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    List<Map<String, AttributeValue>> open = keys;
    for (int retry = 0; !open.isEmpty(); retry++) {
      if (allowance.isSpent()) {
        allowance.leaveOut(open);
        return items;
      }
      if (down.get() || !isTimeFor(retry, deadline)) {
        down.set(true);
        return items;
      }
      open = readOnce(open, items, deadline, down, allowance);
    }
    return items;
  }

  private boolean isTimeFor(int retry, Deadline deadline) {
    return (retry == 0 || backoff.pause(retry - 1, CallTime.forPause(deadline)))
        && CallTime.suffices(deadline);
  }

  /** Adds the items of keys, and returns the keys that are open still. */
  private List<Map<String, AttributeValue>> readOnce(
      List<Map<String, AttributeValue>> keys,
      List<Map<String, AttributeValue>> items,
      Deadline deadline,
      AtomicBoolean down,
      Allowance allowance) {
    try {
      BatchGetItemResponse response = call(keys, deadline);
      allowance.take(response);
      items.addAll(response.responses().getOrDefault(table, List.of()));
      // An empty answer is about no key, and says of none that it is free.
      return response.hasResponses() ? unprocessed(response) : keys;
    } catch (SdkException | UncheckedIOException e) {
      if (!AwsErrors.mayPass(e)) {
        throw e;
      }
      // The client has repeated it already.
      down.set(true);
      return keys;
    }
  }

  private static List<Map<String, AttributeValue>> unprocessed(BatchGetItemResponse response) {
    return response.unprocessedKeys().values().stream()
        .flatMap(left -> left.keys().stream())
        .toList();
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
                .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL)
                .overrideConfiguration(call -> CallTime.limit(call, deadline)));
  }

  private static double units(ConsumedCapacity consumed) {
    return consumed.capacityUnits() == null ? 0 : consumed.capacityUnits();
  }

  /** An attribute's text; an item that something else wrote may have none. */
  static String text(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null || value.s() == null ? "" : value.s();
  }
}
