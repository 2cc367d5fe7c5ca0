package trackline.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import trackline.ledger.Account;
import trackline.log.LogLine;

class TallyTest {
  private static final Account FIRST = new Account("2026-11-20T10", "airkit");
  private static final Account SECOND = new Account("2026-11-20T11", "airkit");

  private final Tally tally = new Tally();
  private final LogLine last = line();

  private static LogLine line() {
    return new LogLine("importer", "r1");
  }

  @Test
  void hasALineAnHour() {
    tally.add(SECOND, new Counts(4, 1, 1, 1, 1));
    tally.add(FIRST, new Counts(2, 2, 0, 0, 0));
    tally.add(FIRST, new Counts(1, 0, 1, 0, 0));

    List<LogLine> earlier = tally.log(last, TallyTest::line);

    assertThat(earlier)
        .singleElement()
        .hasToString(
            "{\"function\":\"importer\",\"request_id\":\"r1\",\"hour\":\"2026-11-20T10\","
                + "\"source\":\"airkit\",\"items\":3,\"accepted\":2,\"duplicates\":1,"
                + "\"rejected\":0,\"quarantined\":0,\"erased\":0}\n");
    assertThat(last.toString())
        .contains("\"hour\":\"2026-11-20T11\"")
        .contains("\"accepted\":1,\"duplicates\":1,\"rejected\":2,\"quarantined\":1,\"erased\":1");
    assertThat(tally.total()).isEqualTo(new Counts(7, 3, 2, 1, 1));
  }

  /** A file of which nothing was imported belongs to no hour. */
  @Test
  void ofNothingIsNoHour() {
    assertThat(tally.log(last, TallyTest::line)).isEmpty();
    assertThat(last.toString()).contains("\"accepted\":0").doesNotContain("hour");
  }
}
