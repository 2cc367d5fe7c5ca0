package trackline.forward;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import trackline.aws.Origin;
import trackline.aws.Quarantine;
import trackline.aws.QuarantineReason;
import trackline.device.Device;
import trackline.event.Column;
import trackline.forward.StreamRecord.Image;
import trackline.lake.LakeLine;
import trackline.lake.UnreadableItemException;
import trackline.search.SearchDocument;

/** What a stream record is for the lake. */
sealed interface Reading {
  /**
   * The record of an event, as a line.
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

  /** The record of an event that can be no line. */
  record Refused(StreamRecord record, Quarantine.Entry entry) implements Reading {}

  /** A change that is no event. */
  record Ignored(StreamRecord.Change change) implements Reading {}

  /** Reads a record of one of the sources. */
  static Reading of(StreamRecord record, Sources sources) {
    if (!sources.take(record)) {
      return new Ignored(record.change());
    }
    return record.change().leavesAnItem() && record.image(Image.NEW).isEmpty()
        ? refused(record, QuarantineReason.NO_NEW_IMAGE, "The stream gave no new image", "", null)
        : line(record, sources);
  }

  /** A line that no record of the delivery stream can hold. */
  static Refused tooLarge(Line line) {
    return refused(
        line.record(),
        QuarantineReason.TOO_LARGE,
        "The line has " + line.bytes().length + " bytes, and 1,024,000 are the most",
        "",
        null);
  }

  private static Reading line(StreamRecord record, Sources sources) {
    try {
      ObjectNode item = sources.item(record);
      Map<Column, Object> derived = Device.of(LakeLine.text(item, Column.USER_AGENT)).columns();
      return new Line(record, LakeLine.of(item, derived), item, derived);
    } catch (UnreadableItemException e) {
      return refused(
          record,
          QuarantineReason.UNREADABLE,
          String.valueOf(e.getMessage()),
          "/dynamodb" + e.pointer(),
          record.writtenEventId());
    }
  }

  private static Refused refused(
      StreamRecord record,
      QuarantineReason reason,
      String detail,
      String pointer,
      @Nullable String eventId) {
    return new Refused(
        record,
        new Quarantine.Entry(
            reason,
            detail,
            pointer,
            record.raw(),
            eventId,
            record.quarantineId(),
            record.changedAt().map(Origin::at).orElse(Origin.UNKNOWN)));
  }
}
