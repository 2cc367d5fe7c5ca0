package trackline.forward;

import static trackline.event.Column.ANONYMOUS_ID;
import static trackline.event.Column.EVENT_AT;
import static trackline.event.Column.EVENT_ID;
import static trackline.event.Column.EVENT_TYPE;
import static trackline.event.Column.PROPERTIES;
import static trackline.event.Column.RECEIVED_AT;
import static trackline.event.Column.SOURCE;
import static trackline.event.Column.USER_ID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import trackline.event.EventTime;
import trackline.forward.StreamRecord.Image;
import trackline.lake.JsonLine;

/**
 * Changes of tables that others write, as events: their keys and images are properties, whatever
 * schema they have.
 *
 * <p>A new row is the event that it tells of, and so is one whose event type has changed. Every
 * other change is an event of its own kind, {@code row_modified} for example: nobody knows who
 * caused it, and what the row tells of has been counted.
 *
 * @param changes which changes are events
 * @param clock for changes that come without any time
 */
record OtherTables(TableChanges changes, TableMapping mapping, Clock clock) {

  boolean take(StreamRecord.Change change) {
    return changes.take(change);
  }

  /**
   * The event of a change.
   *
   * @throws trackline.lake.UnreadableItemException where the keys or an image cannot be read
   */
  ObjectNode event(StreamRecord record) {
    Optional<ObjectNode> keys = record.item(Image.KEYS);
    Optional<ObjectNode> newImage = record.item(Image.NEW);
    Optional<ObjectNode> oldImage = record.item(Image.OLD);
    ObjectNode properties = JsonNodeFactory.instance.objectNode();
    properties.put("change", record.change().name());
    keys.ifPresent(item -> properties.set("keys", item));
    newImage.ifPresent(item -> properties.set("new_image", item));
    oldImage.ifPresent(item -> properties.set("old_image", item));
    ObjectNode item =
        Stream.of(newImage, oldImage, keys)
            .flatMap(Optional::stream)
            .findFirst()
            .orElse(properties);
    ObjectNode columns = mapping.columns(record.table(), item);
    if (!tellsOfAnEvent(record, columns, oldImage)) {
      columns.retain(USER_ID.columnName(), ANONYMOUS_ID.columnName());
    }
    columns.putIfAbsent(EVENT_TYPE.columnName(), columns.textNode(record.change().eventType()));
    if (record.change() == StreamRecord.Change.INSERT) {
      mapping
          .unreadTime(record.table(), item)
          .ifPresent(written -> keepUnread(written, columns, properties));
    } else {
      // The item's own time is that of its making, not of this change.
      columns.remove(EVENT_AT.columnName());
    }
    return event(record, columns, properties);
  }

  private boolean tellsOfAnEvent(
      StreamRecord record, ObjectNode columns, Optional<ObjectNode> oldImage) {
    return switch (record.change()) {
      case INSERT -> true;
      case MODIFY -> hasNewType(record.table(), columns, oldImage);
      case REMOVE, EXPIRY, UNKNOWN -> false;
    };
  }

  /** Where the stream shows no old image, it cannot be told. */
  private boolean hasNewType(String table, ObjectNode columns, Optional<ObjectNode> oldImage) {
    JsonNode type = columns.path(EVENT_TYPE.columnName());
    return type.isTextual()
        && oldImage
            .map(old -> mapping.columns(table, old).path(EVENT_TYPE.columnName()))
            .filter(before -> !before.equals(type))
            .isPresent();
  }

  /** The line tells of it as that of an event does; a query sees the properties alone. */
  private static void keepUnread(JsonNode written, ObjectNode line, ObjectNode properties) {
    line.set(WrittenTime.UNREAD, written);
    properties.set(WrittenTime.UNREAD, written);
  }

  private ObjectNode event(StreamRecord record, ObjectNode event, ObjectNode properties) {
    String changedAt = EventTime.format(record.changedAt().orElseGet(clock::instant));
    event.put(EVENT_ID.columnName(), record.tableEventId());
    event.putIfAbsent(EVENT_AT.columnName(), event.textNode(changedAt));
    event.put(RECEIVED_AT.columnName(), changedAt);
    event.put(SOURCE.columnName(), record.tableSource());
    return event.put(PROPERTIES.columnName(), JsonLine.text(properties));
  }
}
