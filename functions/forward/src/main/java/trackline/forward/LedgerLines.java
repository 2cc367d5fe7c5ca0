package trackline.forward;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import trackline.event.Column;
import trackline.lake.LakeLine;
import trackline.ledger.Account;
import trackline.log.LogLine;

/**
 * What an invocation is done with, as log lines for the ledger: one an hour and source. What Lambda
 * hands over again is counted then, so that a retry counts nothing twice.
 */
final class LedgerLines {
  private final Map<Account, Counts> counts = new TreeMap<>();
  private final Optional<BigInteger> reported;

  private LedgerLines(List<StreamRecord> unhandled) {
    this.reported =
        unhandled.isEmpty()
            ? Optional.empty()
            : Optional.of(StreamRecord.lowest(unhandled).place());
  }

  /** How many records went to the lake, and how many were set aside, in quarantine. */
  private static final class Counts {
    private long forwarded;
    private long setAside;
  }

  /**
   * Counts a batch.
   *
   * @param unhandled the records of which the lowest is reported
   */
  static List<String> of(
      Batch batch, Sources sources, List<StreamRecord> unhandled, String requestId) {
    LedgerLines ledger = new LedgerLines(unhandled);
    for (Reading.Line line : batch.inLake(List.of())) {
      if (ledger.isDone(line.record())) {
        ledger.counts(account(line)).forwarded++;
      }
    }
    for (Reading.Refused refused : batch.refused()) {
      if (ledger.isDone(refused.record())) {
        ledger.counts(sources.account(refused.record())).setAside++;
      }
    }
    return ledger.lines(requestId);
  }

  /**
   * Counts what a replay sent: it is in the lake now, and set aside no more.
   *
   * @param sent the lines that were taken
   * @param asideBefore the records that were counted as set aside when they were refused
   */
  static List<String> ofReplay(
      List<Reading.Line> sent, Set<StreamRecord> asideBefore, Sources sources, String requestId) {
    LedgerLines ledger = new LedgerLines(List.of());
    for (Reading.Line line : sent) {
      ledger.counts(account(line)).forwarded++;
      if (asideBefore.contains(line.record())) {
        ledger.counts(sources.account(line.record())).setAside--;
      }
    }
    return ledger.lines(requestId);
  }

  private boolean isDone(StreamRecord record) {
    return reported.map(place -> isBefore(record, place)).orElse(true);
  }

  private static boolean isBefore(StreamRecord record, BigInteger place) {
    return record.hasPlace() && record.place().compareTo(place) < 0;
  }

  private Counts counts(Account account) {
    return counts.computeIfAbsent(account, _ -> new Counts());
  }

  /**
   * As the ledger's SQL says it of the line: rows that others wrote may not tell of a reception.
   */
  private static Account account(Reading.Line line) {
    String receivedAt = LakeLine.text(line.item(), Column.RECEIVED_AT);
    String eventAt = LakeLine.text(line.item(), Column.EVENT_AT);
    return Account.of(
        receivedAt == null ? eventAt : receivedAt, LakeLine.text(line.item(), Column.SOURCE));
  }

  private List<String> lines(String requestId) {
    return counts.entrySet().stream()
        .map(
            entry ->
                entry
                    .getKey()
                    .log(new LogLine("forward", requestId))
                    .put("forwarded", entry.getValue().forwarded)
                    .put("set_aside", entry.getValue().setAside)
                    .toString())
        .toList();
  }
}
