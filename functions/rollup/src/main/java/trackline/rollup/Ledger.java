package trackline.rollup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import trackline.ledger.Account;
import trackline.sql.Rollup;
import trackline.sql.Window;

/**
 * Completes the ledger: beside what the lake has, which SQL tells, it puts what the functions say
 * in their logs that they took, refused and handed on.
 */
final class Ledger {

  private final LedgerLogs logs;
  private final Duration underWay;
  private final Duration reach;

  /**
   * Completes ledgers.
   *
   * @param underWay how long an event may take from its reception to the lake
   * @param reach how far back logs are read, each time anew: of what was before, they say nothing
   */
  Ledger(LedgerLogs logs, Duration underWay, Duration reach) {
    this.logs = logs;
    this.underWay = underWay;
    this.reach = reach;
  }

  /**
   * A ledger that is complete.
   *
   * @param lost how many events are not where they should be
   */
  record Pages(ArrayNode rows, long lost) {}

  /** What the lake has of an account. */
  private record InLake(long delivered, long queried) {

    static final InLake NONE = new InLake(0, 0);

    static InLake of(JsonNode row, List<String> columns) {
      return new InLake(
          row.path(columns.indexOf("delivered")).asLong(),
          row.path(columns.indexOf("queried")).asLong());
    }

    InLake plus(InLake other) {
      return new InLake(delivered + other.delivered, queried + other.queried);
    }
  }

  /**
   * Completes the lake's rows.
   *
   * @param at when they were asked for
   * @throws LedgerLogs.Unread when the logs do not tell
   */
  Pages complete(Rollup rollup, Window window, ArrayNode lakeRows, Instant at)
      throws LedgerLogs.Unread {
    Map<Account, InLake> lake = new TreeMap<>();
    for (JsonNode row : lakeRows) {
      Account account = Account.of(row.path(1).textValue(), row.path(2).textValue());
      lake.merge(account, InLake.of(row, rollup.columns()), InLake::plus);
    }
    Map<Account, LogCounts> logged = logs.since(at.minus(reach), at);
    logged.keySet().stream()
        .filter(account -> isLogged(account, at))
        .forEach(account -> lake.putIfAbsent(account, InLake.NONE));
    List<LedgerRow> rows =
        lake.entrySet().stream()
            .filter(entry -> isIn(window, entry.getKey()))
            .map(entry -> row(entry.getKey(), entry.getValue(), logged, at))
            .toList();
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    rows.forEach(row -> json.add(row.json()));
    return new Pages(json, rows.stream().mapToLong(LedgerRow::lost).sum());
  }

  private static boolean isIn(Window window, Account account) {
    return account.hour().compareTo(window.from().toString()) > 0
        && account.hour().compareTo(window.to().plusDays(1).toString()) < 0;
  }

  private LedgerRow row(
      Account account, InLake inLake, Map<Account, LogCounts> logged, Instant at) {
    boolean isClosed = account.hour().compareTo(Account.hourOf(at.minus(underWay))) < 0;
    return new LedgerRow(
        account,
        isLogged(account, at) ? logged.getOrDefault(account, LogCounts.NONE) : null,
        inLake.delivered(),
        inLake.queried(),
        isClosed);
  }

  /** Whether the logs are read from before the hour began. */
  private boolean isLogged(Account account, Instant at) {
    return account.hour().compareTo(Account.hourOf(at.minus(reach))) > 0;
  }
}
