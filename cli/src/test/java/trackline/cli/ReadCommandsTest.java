package trackline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static trackline.cli.Ran.trackline;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReadCommandsTest {

  private static final String PURCHASE =
      """
      {"event_id":"e1","event_type":"purchase","event_at":"2026-11-20T11:57:30.000Z",
       "ip_address":"192.0.2.7","user_agent":"…","device_class":"desktop","os_name":"Windows",
       "os_version":"10","browser_name":"Chrome","browser_version":"130.0.0","is_bot":false}
      """;
  private static final String PAGE =
      """
      {"event_id":"e2","event_type":"page","event_name":"Home\\u001b[31m",
       "event_at":"2026-11-20T09:10:00.000Z","ip_address":"2001:db8::1","device_class":"bot",
       "os_name":"Android","browser_name":"Googlebot","browser_version":"2.1","is_bot":true,
       "bot_name":"Googlebot","bot_operator":"Google","bot_purpose":"search"}
      """;
  private static final String LOGIN =
      """
      {"event_id":"e3","event_type":"login","event_at":"2026-11-18T12:00:00.000Z",
       "ip_address":"198.51.100.20","device_class":"mobile","os_name":"iOS",
       "browser_name":"Mobile Safari","browser_version":"18.6","is_bot":false}
      """;

  private TinyTrackline server;

  @BeforeEach
  void start() throws IOException {
    server = new TinyTrackline();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void showsRecentActivity() {
    server.prepare("/v1/users/events", 200, page("\"abc\"", PURCHASE, PAGE, LOGIN));

    Ran ran = trackline("recent", "1", "--limit", "3", "--url", server.url());

    assertThat(ran.out())
        .isEqualTo(
            """
            WHEN           TYPE      NAME       DEVICE                            ADDRESS        TIME (UTC)
            2 minutes ago  purchase             Chrome 130 on Windows (desktop)   192.0.2.7      2026-11-20T11:57:30.000Z
            2 hours ago    page      Home?[31m  Googlebot 2 (search bot)          2001:db8::1    2026-11-20T09:10:00.000Z
            2 days ago     login                Mobile Safari 18 on iOS (mobile)  198.51.100.20  2026-11-18T12:00:00.000Z
            """);
    assertThat(ran.err())
        .isEqualTo("There are older events: --all shows them all, --limit more of them.\n");
    assertThat(ran.exitCode()).isZero();
    assertThat(server.requests())
        .containsExactly("GET /v1/users/events?limit=3&person=true&user_id=1");
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void fitsIntoATerminal(int columns) {
    server.prepare("/v1/users/events", 200, page("null", PURCHASE, PAGE, LOGIN));

    Ran ran = Ran.on(new Terminal(columns, false), "recent", "1", "--url", server.url());

    assertThat(ran.out().lines())
        .hasSize(4)
        .allMatch(line -> Words.width(line) <= columns)
        .allMatch(line -> !line.contains("2026-11-20T") || columns == 120);
    if (columns < 120) {
      assertThat(ran.out()).contains("…");
      assertThat(ran.err())
          .isEqualTo("Cut to " + columns + " columns: --wide or --json shows all.\n");
    } else {
      assertThat(ran.out()).contains("2026-11-20T11:57:30.000Z");
      assertThat(ran.err()).isEmpty();
    }
  }

  @Test
  void showsAllWhereThatIsAsked() {
    server.prepare("/v1/users/events", 200, page("null", PURCHASE));

    Ran ran = Ran.on(new Terminal(60, false), "recent", "1", "--wide", "--url", server.url());

    assertThat(ran.out()).contains("Chrome 130 on Windows (desktop)", "2026-11-20T11:57:30.000Z");
  }

  /** Numbers and times are whole; a day that the hour says too is left out. */
  @Test
  void fitsTheLedgerIntoATerminal() {
    server.prepare(
        "/v1/rollups/ledger",
        200,
        """
        {"name":"ledger","columns":["day","hour","source","accepted","duplicates","refused",
         "quarantined","forwarded","delivered","queried","missing"],
         "rows":[["2026-11-20","2026-11-20T18","tracker",12345,31,2,3,12345,12345,12345,0],
                 ["2026-11-20","2026-11-20T19","table:orders",null,null,0,0,3,3,3,0]],
         "age_seconds":1,"stale":false}
        """);

    Ran ran = Ran.on(new Terminal(80, false), "rollup", "ledger", "--url", server.url());

    assertThat(ran.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(ran.out()).contains("2026-11-20T18", "12345").doesNotContain("DAY");
  }

  @Test
  void breaksRemarksBetweenWords() {
    Ran ran =
        Ran.on(new Terminal(80, false), "recent", "1", "--read-key", "no", "--url", server.url());

    assertThat(ran.err().lines())
        .hasSizeGreaterThan(2)
        .allMatch(line -> line.length() <= 80)
        .anyMatch(line -> line.startsWith("  TRACKLINE") || line.startsWith("  --write-key"));
  }

  @Test
  void readsPageAfterPage() throws IOException {
    server
        .prepare("/v1/users/events", 200, page("\"c=1\"", PURCHASE))
        .prepare("/v1/users/events", 200, page("\"c=2\""))
        .prepare("/v1/users/events", 200, page("null", LOGIN));

    Ran ran =
        trackline(
            "recent",
            "a b",
            "--all",
            "--type",
            "login",
            "--limit",
            "1",
            "--json",
            "--url",
            server.url() + "/");

    assertThat(new ObjectMapper().readTree(ran.out()))
        .isEqualTo(new ObjectMapper().readTree(page("null", PURCHASE, LOGIN)));
    assertThat(server.requests())
        .containsExactly(
            "GET /v1/users/events?event_type=login&limit=1&person=true&user_id=a%20b",
            "GET /v1/users/events?before=c%3D1&event_type=login&limit=1&person=true&user_id=a%20b",
            "GET /v1/users/events?before=c%3D2&event_type=login&limit=1&person=true&user_id=a%20b");
  }

  @Test
  void showsLogins() {
    server.prepare("/v1/users/events", 200, page("null", LOGIN));

    Ran ran = trackline("logins", "1", "--url", server.url());

    assertThat(ran.out())
        .isEqualTo(
            """
            WHEN        DEVICE                            ADDRESS        TIME (UTC)
            2 days ago  Mobile Safari 18 on iOS (mobile)  198.51.100.20  2026-11-18T12:00:00.000Z
            """);
    assertThat(server.requests())
        .containsExactly("GET /v1/users/events?event_type=login&limit=10&person=true&user_id=1");
  }

  @Test
  void saysUnderWhichOtherIdsAPersonCame() {
    server.prepare(
        "/v1/users/events",
        200,
        """
        {"events":[%s],"next":null,"ids":["../1","anon:a","old"],"ids_complete":false}
        """
            .formatted(PURCHASE));

    Ran ran = trackline("recent", "../1", "--url", server.url());

    assertThat(ran.err()).isEqualTo("With what came under anon:a, old, and there may be more.\n");
    assertThat(server.requests())
        .containsExactly("GET /v1/users/events?limit=50&person=true&user_id=..%2F1");
  }

  @Test
  void showsWhatCameUnderOneIdAlone() {
    server.prepare("/v1/users/events", 200, page("null", PURCHASE));
    server.prepare("/v1/users/events", 200, page("null", LOGIN));

    trackline("recent", "1", "--exact", "--url", server.url());
    trackline("logins", "1", "--exact", "--url", server.url());

    assertThat(server.requests())
        .containsExactly(
            "GET /v1/users/events?limit=50&user_id=1",
            "GET /v1/users/events?event_type=login&limit=10&user_id=1");
  }

  @Test
  void saysThatAUserDidNothing() {
    server.prepare("/v1/users/events", 200, page("null"));

    Ran ran = trackline("logins", "2", "--url", server.url());

    assertThat(ran).isEqualTo(new Ran(0, "", "No event of type login of user 2 is stored.\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"recent", "logins"})
  void saysWhichTablesRowsAreNotListed(String command) {
    server.prepare(
        "/v1/users/events",
        200,
        "{\"events\":[],\"next\":null,\"elsewhere\":[\"table:orders\",\"table:visits\"]}");

    assertThat(trackline(command, "2", "--url", server.url()).err().lines())
        .last()
        .isEqualTo("Not listed, but in the lake: rows of attached tables (orders, visits).");
    assertThat(trackline(command, "2", "--json", "--url", server.url()).out())
        .contains("table:orders", "table:visits");
  }

  @Test
  void listsRollups() {
    server.prepare(
        "/v1/rollups",
        200,
        """
        {"rollups":[
          {"name":"logins_per_day","title":"Logins per day","columns":["day","logins"]},
          {"name":"devices","title":"Devices","columns":["day","device_class","events"]}]}
        """);

    assertThat(trackline("rollup", "--url", server.url()).out())
        .isEqualTo(
            """
            NAME            TITLE           COLUMNS
            logins_per_day  Logins per day  day, logins
            devices         Devices         day, device_class, events
            """);
  }

  @Test
  void showsARollupAndItsAge() {
    server.prepare(
        "/v1/rollups/logins_per_day",
        200,
        rollup(true, "[\"2026-11-19\",7],[\"2026-11-20\",1250]"));

    Ran ran =
        trackline(
            "rollup",
            "logins_per_day",
            "--from",
            "2026-11-19",
            "--to",
            "2026-11-20",
            "--url",
            server.url());

    assertThat(ran.out())
        .isEqualTo(
            """
            DAY         LOGINS
            2026-11-19       7
            2026-11-20    1250
            """);
    assertThat(ran.err())
        .isEqualTo(
            "Computed 7 minutes ago from 12.3 kB."
                + " A newer version is being computed: --wait waits for it.\n");
    assertThat(server.requests())
        .containsExactly("GET /v1/rollups/logins_per_day?from=2026-11-19&to=2026-11-20");
  }

  @Test
  void saysThatARollupIsNotWhole() {
    String whole = rollup(false, "[\"2026-11-20\",1]");
    server.prepare(
        "/v1/rollups/logins_per_day",
        200,
        whole.replace("\"stale\"", "\"truncated\":true,\"stale\""));

    assertThat(trackline("rollup", "logins_per_day", "--url", server.url()).err())
        .contains("Not whole: there were more rows than can be kept");
  }

  @Test
  void waitsForAFreshRollup() {
    server
        .prepare("/v1/rollups/logins_per_day", 202, "{\"name\":\"logins_per_day\",\"stale\":true}")
        .prepare("/v1/rollups/logins_per_day", 200, rollup(true, ""))
        .prepare("/v1/rollups/logins_per_day", 200, rollup(false, "[\"2026-11-20\",1]"));

    Ran ran = trackline("rollup", "logins_per_day", "--wait", "--url", server.url());

    assertThat(ran.out()).endsWith("2026-11-20       1\n");
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void saysThatARollupIsStillToCome() {
    server.prepare("/v1/rollups/devices", 202, "{\"name\":\"devices\",\"rows\":[],\"stale\":true}");

    Ran ran = trackline("rollup", "devices", "--url", server.url());

    assertThat(ran)
        .isEqualTo(
            new Ran(
                1,
                "",
                """
                trackline: devices has not been computed yet; that has now started.
                  Ask again in a moment, or with --wait.
                """));
  }

  @Test
  void aRollupThatThereIsNotIsToldWithThoseThatThereAre() {
    server.prepare("/v1/rollups/nope", 404, "{\"detail\":\"There is nothing at this path\"}");
    server.prepare(
        "/v1/rollups", 200, "{\"rollups\":[{\"name\":\"devices\"},{\"name\":\"ledger\"}]}");

    assertThat(trackline("rollup", "nope", "--url", server.url()))
        .isEqualTo(
            new Ran(
                1,
                "",
                """
                trackline: There is no rollup nope.
                  There are devices, ledger.
                """));
  }

  @Test
  void whereNoRollupsAreListedTheAddressIsWrong() {
    server.prepare("/v1/rollups/nope", 404, "{}").prepare("/v1/rollups", 404, "{}");

    assertThat(trackline("rollup", "nope", "--url", server.url()).err())
        .contains("Is it the address of a Trackline");
  }

  @Test
  void saysWhatToDoAboutAWrongKey() {
    Ran ran = trackline("recent", "1", "--read-key", "nope", "--url", server.url());

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err())
        .isEqualTo(
            """
            trackline: %s answered 401: The key is not valid.
              Give a valid key: --read-key or TRACKLINE_READ_KEY to read, --write-key or TRACKLINE_WRITE_KEY to write, --audit-key or TRACKLINE_AUDIT_KEY to audit.
            """
                .formatted(server.url()));
  }

  @Test
  void namesTheFaultsOfAnAnswer() {
    server.prepare(
        "/v1/users/events",
        400,
        """
        {"status":400,"title":"Bad request","detail":"The query is not valid.",
         "errors":[{"pointer":"/limit","detail":"must be 1 to 1000"}]}
        """);

    assertThat(trackline("recent", "1", "--limit", "0", "--url", server.url()).err())
        .contains("answered 400: The query is not valid. (/limit must be 1 to 1000)");
  }

  @Test
  void asksWhetherLocalIsRunningWhereNothingAnswers() {
    String url = server.url();
    server.close();

    Ran ran = trackline("logins", "1", "--url", url);

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err())
        .isEqualTo(
            """
            trackline: Nothing answers at %s.
              Is `./trackline local` running? Another place is given by --url or TRACKLINE_URL.
            """
                .formatted(url));
  }

  private static String page(String next, String... events) {
    return "{\"events\":[" + String.join(",", events) + "],\"next\":" + next + "}";
  }

  private static String rollup(boolean stale, String rows) {
    return """
    {"name":"logins_per_day","columns":["day","logins"],"rows":[%s],"age_seconds":425,
     "generated_at":"2026-11-20T11:52:55.000Z","stale":%s,"bytes_scanned":12345,"query_id":"q"}
    """
        .formatted(rows, stale);
  }
}
