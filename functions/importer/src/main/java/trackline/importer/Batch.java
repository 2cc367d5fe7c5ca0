package trackline.importer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import trackline.aws.Quarantine;
import trackline.event.EventRow;
import trackline.importer.Judge.Judged;

/** The next items of a file, as many as are written together. */
final class Batch {
  private static final int MAX_ITEMS = 500;

  /** A batch of large objects is a smaller one, so that its memory has a bound. */
  private static final int MAX_BYTES = 4 << 20;

  private final long start;
  private final Instant receivedAt;
  private final List<Judged.Event> events = new ArrayList<>();
  private final List<Judged.Refused> refused = new ArrayList<>();
  private int bytes;

  /**
   * Begins a batch.
   *
   * @param start where in the file it begins
   * @param receivedAt when its events are received, all at once: they belong to one hour
   */
  Batch(long start, Instant receivedAt) {
    this.start = start;
    this.receivedAt = receivedAt;
  }

  Instant receivedAt() {
    return receivedAt;
  }

  long start() {
    return start;
  }

  boolean isFull() {
    return items() >= MAX_ITEMS || bytes >= MAX_BYTES;
  }

  int items() {
    return events.size() + refused.size();
  }

  void add(Item.Piece piece, Judged judged) {
    bytes += piece.bytes().length;
    switch (judged) {
      case Judged.Event event -> events.add(event);
      case Judged.Refused refusal -> refused.add(refusal);
    }
  }

  void add(Item.Broken broken) {
    bytes += broken.bytes().length;
    Item.Flaw flaw = broken.flaw();
    refused.add(
        new Judged.Refused(
            broken.start(),
            new Quarantine.Entry(flaw.reason(), flaw.detail(), "", broken.bytes(), null)));
  }

  List<EventRow> rows() {
    return events.stream().map(Judged.Event::row).toList();
  }

  List<Judged.Event> events() {
    return events;
  }

  List<Judged.Refused> refused() {
    return refused;
  }
}
