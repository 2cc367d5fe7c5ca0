package trackline.importer;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import trackline.event.EventTime;

/**
 * The imports table: an item a file, by bucket and key and the content's digest. It is the receipt,
 * the place from which an import goes on, and the lock by which one invocation at a time works on
 * the file. A lock that is not renewed for a minute is anybody's.
 */
final class Receipts {
  private static final Duration LOCK = Duration.ofMinutes(1);

  private static final String OBJECT = "object";
  private static final String ETAG = "etag";
  private static final String STATUS = "status";
  private static final String REASON = "reason";
  private static final String POSITION = "position";
  private static final String IN_ARRAY = "in_array";
  private static final String STARTED_AT = "started_at";

  private static final String TAKE =
      "SET #status = :running, #owner = :owner, locked_until = :until, updated_at = :now,"
          + " #size = :size, started_at = if_not_exists(started_at, :now)";

  private static final String FREE =
      "attribute_not_exists(#object)"
          + " OR #status = :left OR #status = :stopped"
          + " OR (#status = :running AND (#owner = :owner OR locked_until < :now))";

  private static final String RECORD =
      "SET #status = :status, #reason = :reason, locked_until = :until, updated_at = :now,"
          + " #position = :position, in_array = :in_array, #items = :items, accepted = :accepted,"
          + " duplicates = :duplicates, quarantined = :quarantined, erased = :erased";

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final Clock clock;

  Receipts(DynamoDbClient dynamoDb, String table, Clock clock) {
    this.dynamoDb = dynamoDb;
    this.table = table;
    this.clock = clock;
  }

  /** Another invocation works on the file, or has done so since. */
  static final class Taken extends Exception {
    private static final long serialVersionUID = 1L;

    Taken() {
      super("Another invocation works on the file");
    }
  }

  /** The receipt of a file, if it was ever begun. */
  Optional<Receipt> find(Landed object) {
    Map<String, AttributeValue> item =
        dynamoDb
            .getItem(request -> request.tableName(table).key(key(object)).consistentRead(true))
            .item();
    return item == null || item.isEmpty() ? Optional.empty() : Optional.of(receipt(object, item));
  }

  /**
   * Takes a file that nobody works on, to import it from where its receipt says.
   *
   * @throws Taken when somebody works on it, or it is done
   */
  Receipt take(Landed object, String owner) throws Taken {
    Instant now = clock.instant();
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":running", text(Receipt.Status.RUNNING.word()));
    values.put(":left", text(Receipt.Status.LEFT.word()));
    values.put(":stopped", text(Receipt.Status.STOPPED.word()));
    values.put(":owner", text(owner));
    values.put(":until", text(EventTime.format(now.plus(LOCK))));
    values.put(":now", text(EventTime.format(now)));
    values.put(":size", number(object.size()));
    try {
      Map<String, AttributeValue> item =
          dynamoDb
              .updateItem(
                  request ->
                      request
                          .tableName(table)
                          .key(key(object))
                          .updateExpression(TAKE)
                          .conditionExpression(FREE)
                          .expressionAttributeNames(
                              Map.of(
                                  "#status", STATUS, "#owner", "owner", "#size", "size", "#object",
                                  OBJECT))
                          .expressionAttributeValues(values)
                          .returnValues(ReturnValue.ALL_NEW))
              .attributes();
      return receipt(object, item);
    } catch (ConditionalCheckFailedException e) {
      throw new Taken();
    }
  }

  /**
   * Records how far a file is, and keeps it.
   *
   * @throws Taken when it is somebody else's by now
   */
  void record(Receipt receipt, String owner) throws Taken {
    record(receipt, owner, clock.instant().plus(LOCK));
  }

  /** Lets another invocation go on with the file. */
  void release(Receipt receipt, String owner) throws Taken {
    record(receipt, owner, Instant.EPOCH);
  }

  private void record(Receipt receipt, String owner, Instant until) throws Taken {
    Counts counts = receipt.counts();
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":status", text(receipt.status().word()));
    values.put(":reason", text(receipt.reason()));
    values.put(":until", text(EventTime.format(until)));
    values.put(":now", text(EventTime.format(clock.instant())));
    values.put(":position", number(receipt.place().position()));
    values.put(":in_array", AttributeValue.fromBool(receipt.place().inArray()));
    values.put(":items", number(counts.items()));
    values.put(":accepted", number(counts.accepted()));
    values.put(":duplicates", number(counts.duplicates()));
    values.put(":quarantined", number(counts.quarantined()));
    values.put(":erased", number(counts.erased()));
    values.put(":owner", text(owner));
    values.put(":running", text(Receipt.Status.RUNNING.word()));
    Map<String, String> names = new HashMap<>();
    names.put("#status", STATUS);
    names.put("#reason", REASON);
    names.put("#position", POSITION);
    names.put("#items", "items");
    names.put("#owner", "owner");
    String update = RECORD;
    if (receipt.status().isEnd()) {
      update += ", finished_at = :now";
    }
    String expression = update;
    try {
      UpdateItemResponse response =
          dynamoDb.updateItem(
              request ->
                  request
                      .tableName(table)
                      .key(key(receipt.object()))
                      .updateExpression(expression)
                      .conditionExpression("#owner = :owner AND #status = :running")
                      .expressionAttributeNames(names)
                      .expressionAttributeValues(values)
                      .returnValues(ReturnValue.UPDATED_NEW));
      if (!response.hasAttributes()) {
        // Whoever goes on would find the file taken, and leave it.
        throw new IllegalStateException("The imports table does not say that it has the receipt");
      }
    } catch (ConditionalCheckFailedException e) {
      throw new Taken();
    }
  }

  private static Receipt receipt(Landed object, Map<String, AttributeValue> item) {
    AttributeValue reason = item.get(REASON);
    AttributeValue inArray = item.get(IN_ARRAY);
    AttributeValue startedAt = item.get(STARTED_AT);
    AttributeValue status = item.get(STATUS);
    if (startedAt == null || status == null) {
      throw new IllegalStateException("An item of the imports table is no receipt");
    }
    return new Receipt(
        object,
        Receipt.Status.valueOf(status.s().toUpperCase(Locale.ROOT)),
        reason == null ? "" : reason.s(),
        new Splitter.Place(count(item, POSITION), inArray != null && inArray.bool()),
        new Counts(
            count(item, "items"),
            count(item, "accepted"),
            count(item, "duplicates"),
            count(item, "quarantined"),
            count(item, "erased")),
        Instant.parse(startedAt.s()));
  }

  private static long count(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null ? 0 : Long.parseLong(value.n());
  }

  private static Map<String, AttributeValue> key(Landed object) {
    return Map.of(OBJECT, text(object.path()), ETAG, text(object.etag()));
  }

  private static AttributeValue text(String text) {
    return AttributeValue.fromS(text);
  }

  private static AttributeValue number(long number) {
    return AttributeValue.fromN(Long.toString(number));
  }
}
