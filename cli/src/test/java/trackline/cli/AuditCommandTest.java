package trackline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static trackline.cli.Ran.trackline;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AuditCommandTest {

  private static final String QUESTIONS =
      """
      {"queries":[
        {"name":"calls_by_region","title":"Calls by name and region",
         "columns":["event_name","region","calls"],"parameters":[]},
        {"name":"key_history","title":"The history of a key","columns":["event_at"],
         "parameters":["key","key_name"]}]}
      """;
  private static final String CALLS =
      """
      {"name":"calls_by_region","engine":"logs","from":"2026-11-20T11:15:00Z",
       "to":"2026-11-20T12:00:00Z","columns":["event_name","region","calls"],
       "rows":[["PutItem","us-east-1",12],["=cmd|' /C calc'!A0","eu\\"west\\"",3],["Query",null,1]],
       "truncated":%s,"generated_at":"2026-11-20T12:00:00Z","bytes_scanned":123,"query_id":"q"}
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

  private Ran audit(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "audit";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 2] = "--url";
    all[all.length - 1] = server.url();
    return trackline(all);
  }

  @Test
  void listsTheQuestions() {
    server.prepare("/v1/audit", 200, QUESTIONS);

    assertThat(audit().out())
        .isEqualTo(
            """
            NAME             TITLE                     PARAMETERS
            calls_by_region  Calls by name and region
            key_history      The history of a key      key, key_name
            """);
  }

  /** Long names and many columns are cut, and say that they are; nothing is wider than it is. */
  @Test
  void fitsATerminalOf80Columns() {
    server.prepare("/v1/audit", 200, QUESTIONS.replace("The history of a key", "x ".repeat(60)));
    server.prepare(
        "/v1/audit/deletes",
        200,
        """
        {"name":"deletes","engine":"logs","from":"2026-11-20T11:15:00Z","to":"2026-11-20T12:00:00Z",
         "columns":["event_name","verb","principal","behind","identity_type","user_agent",
           "table_name","item_key","error_code","calls","last_at"],
         "rows":[["TransactWriteItems","Delete",
           "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Support_0123456789abcdef/ada@shop.example",
           "ada@shop.example","AssumedRole","Boto3/1.40.0 md/Botocore#1.40.0 ua/2.1 os/linux",
           "invoices","{\\"id\\":\\"i1\\"}",null,12,"2026-11-20T11:59:00Z"]],
         "truncated":false}
        """);

    for (Ran ran : List.of(at80(), at80("deletes"))) {
      assertThat(ran.out().lines()).allMatch(line -> line.length() <= 80);
      assertThat(ran.err()).contains("Cut to 80 columns: --wide or --json shows all.");
      assertThat(ran.err().lines()).allMatch(line -> line.length() <= 80);
    }
    assertThat(at80("deletes").out())
        .startsWith("EVENT_NAME     TransactWriteItems\nVERB           Delete\nPRINCIPAL      …")
        .contains("_0123456789abcdef/ada@shop.example\n", "CALLS          12\n")
        .doesNotContain("ERROR_CODE")
        .endsWith("LAST_AT        2026-11-20T11:59:00Z\n");
    assertThat(at80("deletes", "--wide").out()).contains("assumed-role/AWSReservedSSO", "Botocore");
  }

  private Ran at80(String... arguments) {
    List<String> all = new ArrayList<>(List.of("audit", "--url", server.url()));
    all.addAll(List.of(arguments));
    return Ran.on(new Terminal(80, false), all.toArray(String[]::new));
  }

  @Test
  void showsAnAnswerOfTheLast45Minutes() {
    server.prepare("/v1/audit/calls_by_region", 200, CALLS.formatted(false));

    Ran ran = audit("calls_by_region");

    assertThat(ran)
        .isEqualTo(
            new Ran(
                0,
                """
                EVENT_NAME          REGION    CALLS
                PutItem             us-east-1     12
                =cmd|' /C calc'!A0  eu"west"       3
                Query                              1
                """
                    .replace("REGION    CALLS", "REGION     CALLS"),
                "3 rows by logs, from 2026-11-20T11:15:00Z to 2026-11-20T12:00:00Z.\n"));
    assertThat(server.requests())
        .containsExactly(
            "GET /v1/audit/calls_by_region?from=2026-11-20T11%3A15%3A00Z"
                + "&to=2026-11-20T12%3A00%3A00Z");
  }

  @Test
  void asksForAPeriodAndAllParameters() {
    server.prepare("/v1/audit/key_history", 200, CALLS.formatted(false));

    audit(
        "key_history",
        "--last",
        "7d",
        "--engine",
        "athena",
        "--key",
        "a b",
        "--key-name",
        "order_id",
        "--table",
        "orders",
        "--principal",
        "arn:aws:iam::1:user/x");
    audit("key_history", "--from", "2026-11-01", "--to", "20261102T010000+0100");

    assertThat(server.requests())
        .containsExactly(
            "GET /v1/audit/key_history?engine=athena&from=2026-11-13T12%3A00%3A00Z&key=a%20b"
                + "&key_name=order_id&principal=arn%3Aaws%3Aiam%3A%3A1%3Auser%2Fx&table=orders"
                + "&to=2026-11-20T12%3A00%3A00Z",
            "GET /v1/audit/key_history?from=2026-11-01T00%3A00%3A00Z"
                + "&to=2026-11-02T00%3A00%3A00Z");
  }

  @Test
  void writesCsvThatNoSpreadsheetCalculates() {
    server.prepare("/v1/audit/calls_by_region", 200, CALLS.formatted(false));

    assertThat(audit("calls_by_region", "--format", "csv").out())
        .isEqualTo(
            """
            event_name,region,calls
            PutItem,us-east-1,12
            '=cmd|' /C calc'!A0,"eu""west""\",3
            Query,,1
            """);
  }

  @Test
  void givesMachinesTheAnswerAsItIs() throws IOException {
    server.prepare("/v1/audit/calls_by_region", 200, CALLS.formatted(false));

    assertThat(new ObjectMapper().readTree(audit("calls_by_region", "--json").out()))
        .isEqualTo(new ObjectMapper().readTree(CALLS.formatted(false)));
  }

  @Test
  void saysThatAnAnswerIsCut() {
    server.prepare("/v1/audit/calls_by_region", 200, CALLS.formatted(true));

    assertThat(audit("calls_by_region").err())
        .endsWith("There are more rows than an answer holds: ask for shorter periods.\n");
  }

  @Test
  void asksAgainOfTheSamePeriodWhileTheEngineWorks() {
    String path = "/v1/audit/calls_by_region";
    server
        .prepare(path, 503, "{\"detail\":\"Athena works on it.\"}")
        .prepare(path, 200, CALLS.formatted(false));

    Ran ran = audit("calls_by_region");

    assertThat(ran.exitCode()).isZero();
    assertThat(server.requests()).hasSize(2).containsOnly(server.requests().getFirst());
  }

  @Test
  void givesUpAtItsDeadline() {
    server.prepare("/v1/audit/calls_by_region", 503, "{\"detail\":\"Athena works on it.\"}");

    Ran ran = audit("calls_by_region", "--timeout", "1s");

    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err())
        .contains("calls_by_region was not answered within 1 second.")
        .contains("Athena works on it.")
        .contains("--timeout");
    assertThat(server.requests()).hasSizeLessThan(4);
  }

  @Test
  void saysThatThereIsNoAudit() {
    assertThat(audit("deletes"))
        .isEqualTo(
            new Ran(
                1,
                "",
                """
                trackline: This Trackline has no audit trail.
                  `./trackline local --audit` records one here; on AWS the parameter Audit=on makes one.
                """));
  }

  @Test
  void namesTheQuestionsThatThereAre() {
    server.prepare("/v1/audit", 200, QUESTIONS);

    assertThat(audit("delets").err())
        .isEqualTo(
            """
            trackline: There is no question delets.
              There are calls_by_region, key_history.
            """);
  }

  @Test
  void saysWhatToDoAboutAWrongKey() {
    assertThat(audit("deletes", "--audit-key", "local-read").err()).contains("--audit-key");
  }

  @Test
  void refusesPeriodsThatAreNone() {
    assertThat(audit("deletes", "--last", "yesterday").exitCode()).isEqualTo(2);
    assertThat(audit("deletes", "--from", "2026-11-20T10:00:00").exitCode()).isEqualTo(2);
    assertThat(audit("deletes", "--from", "2026-11-20", "--last", "1h").exitCode()).isEqualTo(2);
    assertThat(server.requests()).isEmpty();
  }
}
