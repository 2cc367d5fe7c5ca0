package trackline.rollup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.jspecify.annotations.Nullable;
import trackline.ledger.Account;

/**
 * A row of the ledger.
 *
 * @param logs what the logs count, or null where they do not reach back so far
 * @param delivered the table's rows that are in the lake
 * @param queried the events that queries count
 * @param isClosed whether nothing of the hour is under way any more
 */
record LedgerRow(
    Account account, @Nullable LogCounts logs, long delivered, long queried, boolean isClosed) {

  /**
   * How many events are not where they should be, or null where that cannot be said: of an open
   * hour, what is not there may be under way. It is less than 0 where more came than was counted: a
   * function may die between a write and its log line.
   */
  @Nullable Long missing() {
    if (logs == null) {
      return null;
    }
    long expected = account.hasDoor() ? logs.accepted() - logs.setAside() : logs.forwarded();
    long missing = expected - delivered;
    return isClosed || missing <= 0 ? missing : null;
  }

  /** What is lost, as far as is known. */
  long lost() {
    Long missing = missing();
    return missing == null ? 0 : Math.max(0, missing);
  }

  /** The row in the order of the rollup's columns. */
  ArrayNode json() {
    ArrayNode row = JsonNodeFactory.instance.arrayNode();
    row.add(account.hour().substring(0, 10)).add(account.hour()).add(account.source());
    if (logs == null) {
      row.addNull().addNull().addNull().addNull().addNull();
    } else if (account.hasDoor()) {
      row.add(logs.accepted()).add(logs.duplicates()).add(logs.rejected());
      row.add(logs.quarantined() + logs.setAside()).add(logs.forwarded());
    } else {
      // What others write into a table is first counted when it is forwarded.
      row.addNull().addNull().addNull().add(logs.setAside()).add(logs.forwarded());
    }
    return row.add(delivered).add(queried).add(missing());
  }
}
