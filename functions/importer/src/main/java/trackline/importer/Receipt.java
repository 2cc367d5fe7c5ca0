package trackline.importer;

import java.time.Instant;
import java.util.Locale;

/**
 * What the imports table says of a file.
 *
 * @param object the file
 * @param status how far it is
 * @param reason why it was not imported whole; empty where it was
 * @param place up to where it is imported
 * @param counts of what is imported
 * @param startedAt when it was first seen
 */
record Receipt(
    Landed object,
    Status status,
    String reason,
    Splitter.Place place,
    Counts counts,
    Instant startedAt) {

  /** How far a file is. */
  enum Status {
    RUNNING,
    DONE,
    /** All that is there is imported; the file itself ends too early. */
    INCOMPLETE,
    /**
     * The rest is not imported: it is no file of this mapping. If it comes again, it is gone on
     * with.
     */
    STOPPED,
    /** The file is gone, or another is in its place; should it come back, it is gone on with. */
    LEFT;

    /** Whether there is nothing to do for the file now. */
    boolean isEnd() {
      return this != RUNNING;
    }

    /** Whether the same file needs no import any more, should it come again. */
    boolean isFinal() {
      return this == DONE || this == INCOMPLETE;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Receipt after(Splitter.Place reached, Counts more) {
    return new Receipt(object, status, reason, reached, counts.plus(more), startedAt);
  }

  Receipt ended(Status end, String why) {
    return new Receipt(object, end, why, place, counts, startedAt);
  }
}
