package trackline.aws;

import static trackline.aws.TableReads.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import trackline.event.Column;
import trackline.event.EventRow;
import trackline.time.Deadline;

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

  private final TableInserts inserts;
  private final TableReads reads;

  public EventTable(DynamoDbClient dynamoDb, String table) {
    this.inserts = new TableInserts(dynamoDb, table);
    this.reads =
        new TableReads(
            dynamoDb,
            table,
            Column.USER_ID.columnName(),
            Column.EVENT_KEY.columnName(),
            EventRow.CONTENT_HASH);
  }

  /**
   * Adds rows of different keys; the outcomes are in the order of the rows. What the deadline
   * leaves no time for is to be sent again.
   */
  public List<Outcome> insert(List<EventRow> rows, Deadline deadline) {
    // A key that is taken says nothing until it is compared, for which there must be time.
    Deadline ofInserts = deadline.keeping(4);
    List<Outcome> outcomes =
        new ArrayList<>(
            inserts.insert(rows.stream().map(EventRow::attributes).toList(), ofInserts).stream()
                .map(EventTable::outcome)
                .toList());
    List<EventRow> taken =
        IntStream.range(0, rows.size())
            .filter(index -> outcomes.get(index) == Outcome.CONFLICT)
            .mapToObj(rows::get)
            .toList();
    Stored stored = stored(taken, deadline);
    for (int index = 0; index < rows.size(); index++) {
      if (outcomes.get(index) == Outcome.CONFLICT) {
        outcomes.set(index, compare(rows.get(index), stored));
      }
    }
    return outcomes;
  }

  /** What an insert would answer, from a consistent read; stores nothing. */
  public List<Outcome> probe(List<EventRow> rows, Deadline deadline) {
    Stored stored = stored(rows, deadline);
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

  private Stored stored(List<EventRow> rows, Deadline deadline) {
    TableReads.Found found =
        reads.read(rows.stream().map(row -> key(row.key())).toList(), deadline);
    Map<EventRow.Key, String> hashes = new HashMap<>();
    // An item that something else wrote may have no hash: it is other content.
    found.items().forEach(item -> hashes.put(key(item), text(item, EventRow.CONTENT_HASH)));
    return new Stored(hashes, found.whole());
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
}
