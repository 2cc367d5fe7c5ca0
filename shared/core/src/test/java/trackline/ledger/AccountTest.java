package trackline.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import trackline.log.LogLine;

class AccountTest {
  @ParameterizedTest
  @CsvSource({
    "2026-11-21T11:59:59.999Z, tracker, 2026-11-21T11, tracker, true",
    "2026-11-21T12:00:00.000Z, segment, 2026-11-21T12, segment, true",
    "2026-11-21T12:00:00.000Z, table:legacy.Events-1, 2026-11-21T12, table:legacy.Events-1, false",
    "21/11/2026 12:00:00, airkit, unknown, airkit, true",
    "2026-11-21, airkit, unknown, airkit, true",
    ", , unknown, other, false",
    "2026-11-21T12:00:00.000Z, ada@example.com wrote this, 2026-11-21T12, other, false",
    "2026-11-21T12:00:00.000Z, table:, 2026-11-21T12, other, false",
  })
  void isTheHourAndTheSource(
      String receivedAt, String source, String hour, String known, boolean hasDoor) {
    Account account = Account.of(receivedAt, source);
    assertThat(account).isEqualTo(new Account(hour, known));
    assertThat(account.hasDoor()).isEqualTo(hasDoor);
  }

  @Test
  void isOfTheHourThatBegins() {
    assertThat(Account.of(Instant.parse("2026-11-21T12:00:00Z"), "tracker").hour())
        .isEqualTo("2026-11-21T12");
    assertThat(Account.of(Instant.parse("2026-11-21T12:00:00Z").minusNanos(1), "tracker").hour())
        .isEqualTo("2026-11-21T11");
  }

  @Test
  void isInALogLine() {
    assertThat(new Account("2026-11-21T12", "tracker").log(new LogLine("ingest", "r1")))
        .hasToString(
            "{\"function\":\"ingest\",\"request_id\":\"r1\",\"hour\":\"2026-11-21T12\","
                + "\"source\":\"tracker\"}\n");
  }
}
