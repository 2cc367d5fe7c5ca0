package trackline.forward;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import trackline.aws.Quarantine;
import trackline.device.Device;
import trackline.event.Column;
import trackline.event.EventTime;
import trackline.lake.LakeLine;
import trackline.lake.TypedJson;
import trackline.lake.UnreadableItemException;
import trackline.search.SearchDocument;

/** What a stream record is for the lake. */
sealed interface Reading {
  /**
   * The record of a new item, as a line.
   *
   * @param item what the line was made of
   * @param derived the columns that were read from its user agent
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared: packed and gone
  record Line(StreamRecord record, byte[] bytes, ObjectNode item, Map<Column, Object> derived)
      implements Reading {
    /** The same as a document for search. */
    byte[] document() {
      return SearchDocument.of(item, derived);
    }
  }

  /** The record of a new item that can be no line. */
  record Refused(StreamRecord record, Quarantine.Entry entry) implements Reading {}

  /** Not a new item. */
  record Ignored(StreamRecord.Change change) implements Reading {}

  /**
   * Reads a record.
   *
   * @param clock for items that come without any time
   */
  static Reading of(StreamRecord record, Clock clock) {
    return switch (record.change()) {
      case INSERT ->
          record
              .newImage()
              .map(image -> ofNew(record, image, clock))
              .orElseGet(
                  () -> refused(record, "no_new_image", "The stream gave no new image", "", null));
      case MODIFY, REMOVE, EXPIRY, UNKNOWN -> new Ignored(record.change());
    };
  }

  /** A line that no record of the delivery stream can hold. */
  static Refused tooLarge(Line line) {
    return refused(
        line.record(),
        "too_large",
        "The line has " + line.bytes().length + " bytes, and 1,024,000 are the most",
        "",
        null);
  }

  private static Reading ofNew(StreamRecord record, JsonNode image, Clock clock) {
    try {
      ObjectNode item = TypedJson.item(image);
      complete(item, record, clock);
      Map<Column, Object> derived = Device.of(LakeLine.text(item, Column.USER_AGENT)).columns();
      return new Line(record, LakeLine.of(item, derived), item, derived);
    } catch (UnreadableItemException e) {
      return refused(
          record,
          "unreadable",
          String.valueOf(e.getMessage()),
          "/dynamodb/NewImage" + e.pointer(),
          image.path(Column.EVENT_ID.columnName()).path("S").asText(null));
    }
  }

  /** Rows of tables made elsewhere lack what ours always have. */
  private static void complete(ObjectNode item, StreamRecord record, Clock clock) {
    putAbsent(item, Column.EVENT_ID, record.table() + ":" + record.eventId());
    putAbsent(item, Column.SOURCE, "table:" + record.table());
    putAbsent(
        item, Column.EVENT_AT, EventTime.format(record.changedAt().orElseGet(clock::instant)));
  }

  private static void putAbsent(ObjectNode item, Column column, String value) {
    if (LakeLine.text(item, column) == null) {
      item.put(column.columnName(), value);
    }
  }

  private static Refused refused(
      StreamRecord record, String reason, String detail, String pointer, @Nullable String eventId) {
    return new Refused(
        record,
        new Quarantine.Entry(
            reason, detail, pointer, record.raw(), eventId, record.quarantineId()));
  }
}
