package trackline.aws;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import trackline.event.Column;
import trackline.event.EventRow;

/**
 * The events table, to which rows are only ever added. An insert costs one write and answers for
 * each row by itself: a key that is taken is never overwritten.
 */
public final class EventTable {
  /** What became of one row. */
  public enum Outcome {
    /** The row is in the table, and was not before. */
    ACCEPTED,
    /** The table has this key with the same content. */
    DUPLICATE,
    /** The table has this key with other content, and keeps that. */
    CONFLICT,
    /** The table could not take the row now; the same row may be sent again. */
    RETRY,
    /** The table will never take the row: something that was judged good is against its rules. */
    REFUSED
  }

  /** BatchGetItem takes 100 keys. */
  private static final int KEYS = 100;

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final TableInserts inserts;

  public EventTable(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
    this.inserts = new TableInserts(dynamoDb, table);
  }

  /** Adds rows of different keys; the outcomes are in the order of the rows. */
  public List<Outcome> insert(List<EventRow> rows) {
    List<Outcome> outcomes =
        new ArrayList<>(
            inserts.insert(rows.stream().map(EventRow::attributes).toList()).stream()
                .map(EventTable::outcome)
                .toList());
    List<EventRow> taken =
        IntStream.range(0, rows.size())
            .filter(index -> outcomes.get(index) == Outcome.CONFLICT)
            .mapToObj(rows::get)
            .toList();
    Stored stored = stored(taken);
    for (int index = 0; index < rows.size(); index++) {
      if (outcomes.get(index) == Outcome.CONFLICT) {
        outcomes.set(index, compare(rows.get(index), stored));
      }
    }
    return outcomes;
  }

  /** What an insert would answer, from a consistent read; stores nothing. */
  public List<Outcome> probe(List<EventRow> rows) {
    Stored stored = stored(rows);
    return rows.stream().map(row -> probe(row, stored)).toList();
  }

  private static Outcome probe(EventRow row, Stored stored) {
    boolean free = stored.whole() && !stored.hashes().containsKey(row.key());
    return free ? Outcome.ACCEPTED : compare(row, stored);
  }

  /** A taken key is a conflict until the contents are compared. */
  private static Outcome outcome(TableInserts.Outcome outcome) {
    return switch (outcome) {
      case ADDED -> Outcome.ACCEPTED;
      case TAKEN -> Outcome.CONFLICT;
      case RETRY -> Outcome.RETRY;
      case REFUSED -> Outcome.REFUSED;
    };
  }

  private static Outcome compare(EventRow row, Stored stored) {
    String hash = stored.hashes().get(row.key());
    if (hash == null) {
      return Outcome.RETRY;
    }
    return hash.equals(row.contentHash()) ? Outcome.DUPLICATE : Outcome.CONFLICT;
  }

  /**
   * The content hashes that the table has under the keys of rows.
   *
   * @param whole whether all of them could be read
   */
  private record Stored(Map<EventRow.Key, String> hashes, boolean whole) {}

  private Stored stored(List<EventRow> rows) {
    Map<EventRow.Key, String> hashes = new HashMap<>();
    try {
      boolean whole = true;
      for (List<EventRow> chunk : Chunks.of(rows, KEYS)) {
        whole &= read(chunk, hashes);
      }
      return new Stored(hashes, whole);
    } catch (SdkException | UncheckedIOException e) {
      if (!AwsErrors.mayPass(e)) {
        throw e;
      }
      return new Stored(hashes, false);
    }
  }

  private boolean read(List<EventRow> rows, Map<EventRow.Key, String> hashes) {
    KeysAndAttributes keys =
        KeysAndAttributes.builder()
            .keys(rows.stream().map(row -> key(row.key())).toList())
            .consistentRead(true)
            .projectionExpression(
                String.join(
                    ", ",
                    Column.USER_ID.columnName(),
                    Column.EVENT_KEY.columnName(),
                    EventRow.CONTENT_HASH))
            .build();
    BatchGetItemResponse response =
        dynamoDb.batchGetItem(request -> request.requestItems(Map.of(table, keys)));
    response
        .responses()
        .getOrDefault(table, List.of())
        .forEach(item -> hashes.put(key(item), text(item, EventRow.CONTENT_HASH)));
    return isWhole(response);
  }

  /** Whether an answer is about every key: an empty one is about none, and says no free key. */
  static boolean isWhole(BatchGetItemResponse response) {
    return response.hasResponses() && response.unprocessedKeys().isEmpty();
  }

  private static Map<String, AttributeValue> key(EventRow.Key key) {
    return Map.of(
        Column.USER_ID.columnName(), AttributeValue.fromS(key.userId()),
        Column.EVENT_KEY.columnName(), AttributeValue.fromS(key.eventKey()));
  }

  private static EventRow.Key key(Map<String, AttributeValue> item) {
    return new EventRow.Key(
        text(item, Column.USER_ID.columnName()), text(item, Column.EVENT_KEY.columnName()));
  }

  /** An item that something else wrote may have no hash: it is other content. */
  static String text(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null || value.s() == null ? "" : value.s();
  }
}
