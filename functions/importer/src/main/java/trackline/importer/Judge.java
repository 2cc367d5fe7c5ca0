package trackline.importer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import trackline.aws.Quarantine;
import trackline.aws.QuarantineReason;
import trackline.event.Column;
import trackline.event.EventRow;
import trackline.event.Fault;
import trackline.event.Json;
import trackline.importer.Item.Piece;
import trackline.intake.AddressPolicy;
import trackline.intake.Intake;
import trackline.intake.Reception;
import trackline.intake.Verdict;

/** Makes events of an export's objects, and judges them by the mapping's own plan. */
final class Judge {
  private final Mapping mapping;
  private final AddressPolicy addresses;
  private final Intake intake;

  Judge(Mapping mapping, AddressPolicy addresses) {
    this.mapping = mapping;
    this.addresses = addresses;
    this.intake = new Intake(mapping.plan(), addresses);
  }

  /** What an object is. */
  sealed interface Judged {
    /** An event for the table. */
    record Event(Piece piece, EventRow row) implements Judged {}

    /** Something for the quarantine. */
    record Refused(long position, Quarantine.Entry entry) implements Judged {}
  }

  /** The source of the events. */
  String source() {
    return mapping.source();
  }

  /** Judges an object of a file. */
  Judged judge(Piece piece, Instant receivedAt) {
    try {
      if (!(Json.read(Json.utf8(piece.bytes())) instanceof ObjectNode sent)) {
        return refused(piece, QuarantineReason.INVALID, "An event must be an object", "", null);
      }
      Mapping.Mapped mapped = mapping.map(sent, addresses);
      if (!mapped.event().has(Column.EVENT_AT.columnName())) {
        // Without it the key would be another at each import.
        return refused(
            piece, QuarantineReason.INVALID, "is required", mapped.origin("/event_at"), null);
      }
      Reception reception = new Reception(mapping.source(), receivedAt, null, null);
      return judged(piece, mapped, intake.judge(mapped.event(), reception));
    } catch (Json.BadJson e) {
      return refused(
          piece, QuarantineReason.UNREADABLE, "This cannot be read: " + e.getMessage(), "", null);
    }
  }

  private static Judged judged(Piece piece, Mapping.Mapped mapped, Verdict verdict) {
    return switch (verdict) {
      case Verdict.Good(EventRow row, _) -> new Judged.Event(piece, row);
      case Verdict.Bad(String id, List<Fault> faults) ->
          refused(
              piece, QuarantineReason.INVALID, detail(mapped, faults), pointer(mapped, faults), id);
      case Verdict.TooLarge(String id, int bytes) ->
          refused(
              piece,
              QuarantineReason.TOO_LARGE,
              "The event has " + bytes + " bytes, and " + Intake.MAX_ITEM_BYTES + " are the most",
              "",
              id);
    };
  }

  /** All that is wrong, each with its place where there are several. */
  private static String detail(Mapping.Mapped mapped, List<Fault> faults) {
    if (faults.size() == 1) {
      return faults.getFirst().detail();
    }
    List<String> details =
        faults.stream().map(f -> mapped.origin(f.pointer()) + " " + f.detail()).toList();
    return String.join("; ", details);
  }

  private static String pointer(Mapping.Mapped mapped, List<Fault> faults) {
    return faults.size() == 1 ? mapped.origin(faults.getFirst().pointer()) : "";
  }

  private static Judged refused(
      Piece piece,
      QuarantineReason reason,
      String detail,
      String pointer,
      @Nullable String eventId) {
    return new Judged.Refused(
        piece.start(), new Quarantine.Entry(reason, detail, pointer, piece.bytes(), eventId));
  }
}
