package trackline.forward;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import trackline.event.Column;
import trackline.event.EventTime;
import trackline.forward.StreamRecord.Change;
import trackline.forward.StreamRecord.Image;
import trackline.lake.LakeLine;
import trackline.ledger.Account;

/**
 * The tables whose changes come in: the events table, whose new items are events, and those that
 * others write.
 */
record Sources(String eventsTable, OtherTables others, Clock clock) {
  private boolean isEventsTable(StreamRecord record) {
    return record.table().equals(eventsTable);
  }

  /** Whether the change is an event. */
  boolean take(StreamRecord record) {
    return isEventsTable(record) ? record.change() == Change.INSERT : others.take(record.change());
  }

  /**
   * The event of a change that was taken, as an item of the events table.
   *
   * @throws trackline.lake.UnreadableItemException where the record cannot be read
   */
  ObjectNode item(StreamRecord record) {
    if (!isEventsTable(record)) {
      return others.event(record);
    }
    ObjectNode item = record.item(Image.NEW).orElseThrow();
    complete(item, record);
    return item;
  }

  /** Where the ledger counts a record that is no event: what can be read of it says so. */
  Account account(StreamRecord record) {
    String changedAt = record.changedAt().map(EventTime::format).orElse(null);
    if (!isEventsTable(record)) {
      return Account.of(changedAt, record.tableSource());
    }
    String receivedAt = record.written(Column.RECEIVED_AT);
    return Account.of(receivedAt == null ? changedAt : receivedAt, record.written(Column.SOURCE));
  }

  /** Rows that others put into the events table lack what ours always have. */
  private void complete(ObjectNode item, StreamRecord record) {
    putAbsent(item, Column.EVENT_ID, record.tableEventId());
    putAbsent(item, Column.EVENT_TYPE, record.change().eventType());
    putAbsent(item, Column.SOURCE, record.tableSource());
    putTime(item, record);
  }

  /**
   * Queries cut the day out of the time, so that the column holds nothing but times. What was
   * written there and is none stays in the line under another name.
   */
  private void putTime(ObjectNode item, StreamRecord record) {
    String name = Column.EVENT_AT.columnName();
    @Nullable String written = LakeLine.text(item, Column.EVENT_AT);
    Optional<Instant> time = Optional.ofNullable(written).flatMap(WrittenTime::read);
    if (written != null && time.isEmpty()) {
      item.set(WrittenTime.UNREAD, item.get(name));
    }
    item.put(name, EventTime.format(time.or(record::changedAt).orElseGet(clock::instant)));
  }

  private static void putAbsent(ObjectNode item, Column column, String value) {
    if (LakeLine.text(item, column) == null) {
      item.put(column.columnName(), value);
    }
  }
}
