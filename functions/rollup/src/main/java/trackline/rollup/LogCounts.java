package trackline.rollup;

/**
 * What the functions' logs count on an account of the ledger.
 *
 * @param accepted new events, by doors and imports
 * @param duplicates events that the table had
 * @param rejected events that were refused
 * @param quarantined what doors and imports put into quarantine, of the refused and the unreadable
 * @param forwarded records that the lake's delivery stream took
 * @param setAside records that forward put into quarantine instead: they had been accepted
 */
record LogCounts(
    long accepted,
    long duplicates,
    long rejected,
    long quarantined,
    long forwarded,
    long setAside) {

  static final LogCounts NONE = new LogCounts(0, 0, 0, 0, 0, 0);

  LogCounts plus(LogCounts other) {
    return new LogCounts(
        accepted + other.accepted,
        duplicates + other.duplicates,
        rejected + other.rejected,
        quarantined + other.quarantined,
        forwarded + other.forwarded,
        setAside + other.setAside);
  }
}
