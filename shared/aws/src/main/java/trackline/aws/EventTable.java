package trackline.aws;

import static trackline.aws.TableReads.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
    /**
     * The table has this key, and keeps what it has. Whether that is the same was not looked at:
     * what it holds under other rows' keys was so large that all was read that may be.
     */
    NOT_COMPARED,
    /** The table could not take the row now; the same row may be sent again. */
    RETRY,
    /** The table will never take the row: something that was judged good is against its rules. */
    REFUSED
  }

  /** What a consistent read counts as one. */
  private static final int UNIT_BYTES = 4_096;

  /** Of 400 KB. */
  private static final int LARGEST_ITEM_UNITS = 100;

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
   * Adds rows; the outcomes are in their order. Of those that have one key the first is written,
   * and the others are compared with what the table has then. What the deadline leaves no time for
   * is to be sent again.
   */
  public List<Outcome> insert(List<EventRow> rows, Deadline deadline) {
    // A key that is taken says nothing until it is compared, for which there must be time.
    Deadline ofInserts = deadline.keeping(4);
    List<EventRow> firsts = firstOfEachKey(rows);
    List<TableInserts.Outcome> inserted =
        inserts.insert(firsts.stream().map(EventRow::attributes).toList(), ofInserts);
    Map<EventRow.Key, TableInserts.Outcome> outcomes = new HashMap<>();
    List<EventRow> taken = new ArrayList<>();
    for (int i = 0; i < firsts.size(); i++) {
      outcomes.put(firsts.get(i).key(), inserted.get(i));
      if (inserted.get(i) == TableInserts.Outcome.TAKEN) {
        taken.add(firsts.get(i));
      }
    }
    Stored stored = stored(taken, deadline);
    Map<EventRow.Key, String> added = new HashMap<>();
    return rows.stream().map(row -> outcome(row, outcomes.get(row.key()), stored, added)).toList();
  }

  /** What an insert would answer, from a consistent read; stores nothing. */
  public List<Outcome> probe(List<EventRow> rows, Deadline deadline) {
    Stored stored = stored(firstOfEachKey(rows), deadline);
    Map<EventRow.Key, String> added = new HashMap<>();
    return rows.stream().map(row -> probe(row, stored, added)).toList();
  }

  private static Outcome probe(EventRow row, Stored stored, Map<EventRow.Key, String> added) {
    return stored.isFree(row.key()) ? addedOrNot(row, added) : compare(row, stored);
  }

  /** Equal keys are written once: one statement's insert may not meet another's. */
  private static List<EventRow> firstOfEachKey(List<EventRow> rows) {
    Map<EventRow.Key, EventRow> firsts = new LinkedHashMap<>();
    rows.forEach(row -> firsts.putIfAbsent(row.key(), row));
    return List.copyOf(firsts.values());
  }

  private static Outcome outcome(
      EventRow row,
      TableInserts.@Nullable Outcome ofKey,
      Stored stored,
      Map<EventRow.Key, String> added) {
    return switch (ofKey) {
      case ADDED -> addedOrNot(row, added);
      case TAKEN -> compare(row, stored);
      case RETRY -> Outcome.RETRY;
      case REFUSED -> Outcome.REFUSED;
      case null -> throw new IllegalStateException("Every key was written");
    };
  }

  /** The first row of a key that was free is the one that was added. */
  private static Outcome addedOrNot(EventRow row, Map<EventRow.Key, String> added) {
    String first = added.putIfAbsent(row.key(), row.contentHash());
    if (first == null) {
      return Outcome.ACCEPTED;
    }
    return first.equals(row.contentHash()) ? Outcome.DUPLICATE : Outcome.CONFLICT;
  }

  private static Outcome compare(EventRow row, Stored stored) {
    String hash = stored.hashes().get(row.key());
    if (hash == null) {
      return stored.unasked().contains(row.key()) ? Outcome.NOT_COMPARED : Outcome.RETRY;
    }
    return hash.equals(row.contentHash()) ? Outcome.DUPLICATE : Outcome.CONFLICT;
  }

  /**
   * The content hashes that the table has under the keys of rows.
   *
   * @param whole whether all of them could be read
   * @param unasked the keys that were not asked for, see {@link #units}
   */
  private record Stored(
      Map<EventRow.Key, String> hashes, boolean whole, Set<EventRow.Key> unasked) {
    boolean isFree(EventRow.Key key) {
      return whole && !hashes.containsKey(key) && !unasked.contains(key);
    }
  }

  private Stored stored(List<EventRow> rows, Deadline deadline) {
    TableReads.Found found =
        reads.read(rows.stream().map(row -> key(row.key())).toList(), deadline, units(rows));
    Map<EventRow.Key, String> hashes = new HashMap<>();
    // An item that something else wrote may have no hash: it is other content.
    found.items().forEach(item -> hashes.put(key(item), text(item, EventRow.CONTENT_HASH)));
    return new Stored(
        hashes,
        found.whole(),
        found.unasked().stream().map(EventTable::key).collect(Collectors.toSet()));
  }

  /**
   * What reading the keys of rows may cost: twice what the rows themselves would, since what was
   * sent again is as large as what is there, and the largest item that there can be. A small
   * request has no large answer to wait for.
   */
  private static double units(List<EventRow> rows) {
    return LARGEST_ITEM_UNITS + 2.0 * rows.stream().mapToInt(EventTable::units).sum();
  }

  private static int units(EventRow row) {
    return Math.ceilDiv(row.bytes(), UNIT_BYTES);
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
