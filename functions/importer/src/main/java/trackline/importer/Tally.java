package trackline.importer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import trackline.ledger.Account;
import trackline.log.LogLine;

/** What an invocation has counted of a file, by the hours in which it did. */
final class Tally {
  private final NavigableMap<Account, Counts> counts = new TreeMap<>();

  void add(Account account, Counts more) {
    counts.merge(account, more, Counts::plus);
  }

  Counts total() {
    return counts.values().stream().reduce(Counts.NONE, Counts::plus);
  }

  /**
   * Puts the counts of the last hour into the file's log line.
   *
   * @param another makes a line for each earlier hour
   * @return these
   */
  List<LogLine> log(LogLine last, Supplier<LogLine> another) {
    List<LogLine> earlier = new ArrayList<>();
    Counts.NONE.log(last);
    for (Map.Entry<Account, Counts> entry : counts.entrySet()) {
      boolean isLast = entry.getKey().equals(counts.lastKey());
      LogLine line = entry.getKey().log(isLast ? last : another.get());
      entry.getValue().log(line);
      if (!isLast) {
        earlier.add(line);
      }
    }
    return earlier;
  }
}
