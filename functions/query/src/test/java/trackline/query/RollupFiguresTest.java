package trackline.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import trackline.aws.RollupLease;
import trackline.aws.RollupState;
import trackline.aws.RollupTable;
import trackline.aws.RollupVersion;
import trackline.query.QueryFunction.Answer;

final class RollupFiguresTest {

  private static final String PATH = "/v1/rollups/logins_per_day";
  private static final LocalDate TODAY = LocalDate.parse("2026-11-20");

  private QueryFunction function;

  @BeforeEach
  void open() {
    function = new QueryFunction();
  }

  @AfterEach
  void close() {
    function.close();
  }

  /** Stores seven days of logins: 0 on the first, 6 today. */
  private void publish(Duration age) {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < 7; i++) {
      rows.addArray().add(TODAY.minusDays(6 - i).toString()).add(i);
    }
    publish("logins_per_day", List.of("day", "logins"), rows, age);
  }

  private void publish(String name, List<String> columns, ArrayNode rows, Duration age) {
    publish(name, columns, rows, false, age);
  }

  private void publish(
      String name, List<String> columns, ArrayNode rows, boolean truncated, Duration age) {
    RollupTable table = function.rollups();
    RollupState found = table.find(name);
    table.lease(name, found, lease());
    table.publish(
        new RollupVersion(
            name,
            columns,
            rows,
            truncated,
            TODAY.minusDays(6),
            TODAY,
            function.clock.now.minus(age),
            "query-1",
            4_096),
        "token");
  }

  private RollupLease lease() {
    return RollupLease.taken("token", function.clock.now.plusSeconds(60));
  }

  @Test
  void theCatalogueNamesEveryRollupWithItsColumns() {
    Answer answer = function.get("/v1/rollups");

    assertThat(answer.json().path("rollups").findValuesAsText("name"))
        .containsExactly(
            "logins_per_day",
            "events_per_day",
            "active_users_per_day",
            "top_events",
            "devices",
            "quarantine_per_day",
            "ledger");
    assertThat(answer.json().path("rollups").path(0).path("columns"))
        .hasToString("[\"day\",\"logins\"]");
  }

  @Test
  void aFreshVersionIsServedWithItsAge() {
    publish(Duration.ofSeconds(128));

    Answer answer = function.get(PATH);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json())
        .hasToString(
            "{\"name\":\"logins_per_day\",\"columns\":[\"day\",\"logins\"],\"rows\":"
                + "[[\"2026-11-14\",0],[\"2026-11-15\",1],[\"2026-11-16\",2],[\"2026-11-17\",3],"
                + "[\"2026-11-18\",4],[\"2026-11-19\",5],[\"2026-11-20\",6]],"
                + "\"truncated\":false,\"generated_at\":\"2026-11-20T11:57:52.000Z\",\"age_seconds\":128,\"stale\":false,"
                + "\"bytes_scanned\":4096,\"query_id\":\"query-1\"}");
    assertThat(function.invocations).isEmpty();
  }

  @Test
  void aVersionThatLostRowsSaysSo() {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    rows.addArray().add("2026-11-19").add("login").addNull().add(1);
    List<String> columns = List.of("day", "event_type", "event_name", "events");
    publish("top_events", columns, rows, true, Duration.ZERO);

    Answer answer = function.get("/v1/rollups/top_events");

    assertThat(answer.json().path("truncated").booleanValue()).isTrue();
    assertThat(answer.json().path("rows")).hasSize(1);
  }

  /** As texts these lie within the window, where the lake holds what others wrote. */
  @Test
  void aRowOfADayThatIsNoneDoesNotKeepTheOthersBack() {
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    for (String day : List.of("2026-11-1T", "2026-11-15x", "2026-11-1 ", "", "2026-11-18")) {
      rows.addArray().add(day).add("login").addNull().add(1);
    }
    rows.addArray().addNull().add("login").addNull().add(1);
    List<String> columns = List.of("day", "event_type", "event_name", "events");
    publish("top_events", columns, rows, Duration.ZERO);

    Answer answer = function.get("/v1/rollups/top_events");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("rows")).hasToString("[[\"2026-11-18\",\"login\",null,1]]");
  }

  @Test
  void aStaleVersionIsServedAtOnceAndOneRefreshIsAsked() {
    publish(Duration.ofMinutes(6));

    Answer answer = function.get(PATH);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().path("stale").booleanValue()).isTrue();
    assertThat(answer.json().path("rows")).hasSize(7);
    assertThat(function.invocations).hasSize(1);
    assertThat(function.invocations.getFirst())
        .startsWith("rollup Event {\"source\":\"trackline.refresh\"")
        .endsWith("\"detail\":{\"rollups\":[\"logins_per_day\"],\"force\":false}}");
  }

  @Test
  void whileAVersionIsComputedNoOtherIsAskedFor() {
    RollupTable table = function.rollups();
    table.lease("logins_per_day", table.find("logins_per_day"), lease());

    assertThat(function.get(PATH).status()).isEqualTo(202);
    assertThat(function.invocations).isEmpty();

    function.clock.now = function.clock.now.plusSeconds(61);
    assertThat(function.get(PATH).status()).isEqualTo(202);
    assertThat(function.invocations).hasSize(1);
  }

  @Test
  void whatWasNeverComputedIsAskedForAndEmptyUntilThen() {
    Answer answer = function.get(PATH);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.json().path("rows")).isEmpty();
    assertThat(answer.json().path("columns")).hasToString("[\"day\",\"logins\"]");
    assertThat(answer.json().path("stale").booleanValue()).isTrue();
    assertThat(function.invocations).hasSize(1);
  }

  @Test
  void aRefreshThatCannotBeAskedIsTroubleOnlyWithoutAnyVersion() {
    function.invokeFails = true;
    assertThat(function.get(PATH).status()).isEqualTo(503);

    publish(Duration.ofMinutes(6));
    assertThat(function.get(PATH).status()).isEqualTo(200);
    assertThat(function.log.getLast()).contains("\"refresh_asked\":false");
  }

  @Test
  void justAfterMidnightTheSevenDaysEndToday() {
    function.clock.now = Instant.parse("2026-11-20T23:58:00Z");
    publish(Duration.ZERO);
    function.clock.now = Instant.parse("2026-11-21T00:01:00Z");

    Answer answer = function.get(PATH);

    assertThat(answer.json().path("stale").booleanValue()).isFalse();
    assertThat(answer.json().path("rows")).hasSize(7);
    assertThat(answer.json().path("rows").path(0)).hasToString("[\"2026-11-15\",1]");
    assertThat(answer.json().path("rows").path(6)).hasToString("[\"2026-11-21\",0]");
    assertThat(function.get(PATH + "?to=2026-11-21").status()).isEqualTo(200);
    assertThat(function.get(PATH + "?to=2026-11-22").status()).isEqualTo(422);
  }

  @ParameterizedTest
  @CsvSource({
    "from=2026-11-14&to=2026-11-20, 7",
    "from=2026-11-15&to=2026-11-16, 2",
    "from=2026-11-20&to=2026-11-20, 1",
    "from=2026-11-18, 3",
    "to=2026-11-14, 1",
  })
  void theWindowCutsTheRows(String query, int rows) {
    publish(Duration.ZERO);

    assertThat(function.get(PATH + "?" + query).json().path("rows")).hasSize(rows);
  }

  @ParameterizedTest
  @CsvSource({
    "from=2026-11-13, from",
    "to=2026-11-21, to",
    "from=2016-11-20&to=2026-11-20, from",
    "from=2026-11-21, from",
  })
  void daysThatAreNotStoredAreRefused(String query, String name) {
    publish(Duration.ZERO);

    Answer answer = function.get(PATH + "?" + query);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.faultNames()).contains(name);
  }

  @ParameterizedTest
  @CsvSource({
    "from=2026-11-20&to=2026-11-19, from",
    "from=2026-02-30, from",
    "from=yesterday, from",
    "from=+12026-11-20, from",
    "to=, to",
    "to=2026-11-20T00:00:00Z, to",
    "from=2026-11-20&from=2026-11-20, from",
    "days=3, days",
  })
  void aBadParameterIsNamed(String query, String name) {
    publish(Duration.ZERO);

    Answer answer = function.get(PATH + "?" + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.faultNames()).containsExactly(name);
  }

  @Test
  void troubleWithTheTableIsOurs() {
    function.storeFails = true;

    Answer answer = function.get(PATH);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.headers()).containsKey("retry-after");
  }
}
