package trackline.importer;

import trackline.log.LogLine;

/**
 * What became of the objects of a file, each counted once where nothing had to be repeated.
 *
 * @param items the objects, and what was found in the place of objects
 * @param accepted new events
 * @param duplicates events that the table had
 * @param quarantined what was refused and kept
 * @param erased events of users whose erasure was asked for, of which nothing is kept
 */
record Counts(long items, long accepted, long duplicates, long quarantined, long erased) {
  static final Counts NONE = new Counts(0, 0, 0, 0, 0);

  /** So much refused is no accident any more, once it is more than what was good. */
  private static final long MANY = 1_000;

  Counts plus(Counts other) {
    return new Counts(
        items + other.items,
        accepted + other.accepted,
        duplicates + other.duplicates,
        quarantined + other.quarantined,
        erased + other.erased);
  }

  /** Whether the file is none of those that its mapping is for. */
  boolean isMostlyRefused() {
    return quarantined > MANY && quarantined > accepted + duplicates + erased;
  }

  void log(LogLine log) {
    log.put("items", items)
        .put("accepted", accepted)
        .put("duplicates", duplicates)
        .put("rejected", quarantined + erased)
        .put("quarantined", quarantined)
        .put("erased", erased);
  }
}
