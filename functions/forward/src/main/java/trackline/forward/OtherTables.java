package trackline.forward;

import static trackline.event.Column.EVENT_AT;
import static trackline.event.Column.EVENT_ID;
import static trackline.event.Column.PROPERTIES;
import static trackline.event.Column.RECEIVED_AT;
import static trackline.event.Column.SOURCE;

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
    return event(record, mapping.columns(record.table(), item), properties);
  }

  private ObjectNode event(StreamRecord record, ObjectNode event, ObjectNode properties) {
    String changedAt = EventTime.format(record.changedAt().orElseGet(clock::instant));
    event.put(EVENT_ID.columnName(), record.tableEventId());
    if (record.change() != StreamRecord.Change.INSERT) {
      // The item's own time is that of its making, not of this change.
      event.remove(EVENT_AT.columnName());
    }
    event.putIfAbsent(EVENT_AT.columnName(), event.textNode(changedAt));
    event.put(RECEIVED_AT.columnName(), changedAt);
    event.put(SOURCE.columnName(), record.tableSource());
    return event.put(PROPERTIES.columnName(), JsonLine.text(properties));
  }
}
