package trackline.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.athena.model.QueryExecutionState;
import software.amazon.awssdk.services.athena.model.TooManyRequestsException;
import software.amazon.awssdk.services.cloudwatchlogs.model.LimitExceededException;
import software.amazon.awssdk.services.cloudwatchlogs.model.MalformedQueryException;
import software.amazon.awssdk.services.cloudwatchlogs.model.QueryStatus;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;

final class AuditHandlerTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CALLS = "/v1/audit/calls_by_region";
  private static final String OLD = "?from=2026-08-01T00:00:00Z&to=2026-08-02T00:00:00Z";

  /** What Lambda takes of a function's answer. */
  private static final int MOST_BYTES = 6 * 1_048_576;

  private final TickingClock clock = new TickingClock();
  private final ScriptedLogs logs = new ScriptedLogs(clock);
  private final ScriptedAthena athena = new ScriptedAthena(clock);
  private final List<String> lines = new ArrayList<>();
  private final AuditHandler handler =
      new AuditHandler(
          Map.of(
              "AUDIT_LOG_GROUP", "trail",
              "AUDIT_LOG_DAYS", "90",
              "AUDIT_WORKGROUP", "audit",
              "GLUE_DATABASE", "lake",
              "AUDIT_KEYS_SECRET", "audit"),
          athena,
          logs,
          new Secrets(),
          clock);

  /** An answer as the gateway takes it, and its size as Lambda counts it. */
  private record Answer(int status, JsonNode headers, JsonNode body, int size) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/audit/",
        "/v1/audits",
        "/v1/audit/no_such",
        "/v1/audit/../deletes",
        "/v1/audit/deletes' --",
        "/v1/audit/deletes/x",
        "/v1/audit/deletes/* x */",
        "/v1/audit/\"deletes\"",
        "/v1/audit/deletes%3F",
        "/v1/audit/DELETES",
        "/v1/audit/*",
        "/v1/audit/calls",
        ""
      })
  void whatIsNotThereIs404BeforeTheKey(String path) {
    assertThat(call("GET", path, null).status()).isEqualTo(404);
    assertThat(call("POST", path, "audit-key").status()).isEqualTo(404);
  }

  @Test
  void theMethodCountsBeforeTheKeyAndTheKeyBeforeTheParameters() {
    assertThat(call("POST", CALLS, null).status()).isEqualTo(405);
    assertThat(call("POST", CALLS, null).headers().path("allow").asText()).isEqualTo("GET, HEAD");
    assertThat(call("GET", CALLS + "?x=1", null).status()).isEqualTo(401);
    assertThat(call("GET", CALLS + "?x=1", "nobody").status()).isEqualTo(401);
    assertThat(call("GET", CALLS + "?x=1", "read-key").status()).isEqualTo(401);
    assertThat(call("GET", CALLS + "?x=1", "audit-key").status()).isEqualTo(400);
  }

  @Test
  void theCatalogueTellsWhatCanBeAsked() {
    JsonNode queries = get("/v1/audit").body().path("queries");
    assertThat(queries).hasSize(11);
    assertThat(queries.get(6).path("name").asText()).isEqualTo("key_history");
    assertThat(queries.get(6).path("parameters").toString())
        .isEqualTo("[\"key\",\"key_name\",\"table\"]");
    assertThat(queries.get(7).path("name").asText()).isEqualTo("object_reads");
    assertThat(queries.get(7).path("parameters").toString()).isEqualTo("[\"bucket\"]");
    assertThat(queries.get(0).path("columns").toString())
        .isEqualTo("[\"event_name\",\"region\",\"calls\"]");
  }

  @ParameterizedTest
  @CsvSource({
    "calls_by_region?from=2026-11-21, from",
    "calls_by_region?from=2026-02-30T00:00:00Z, from",
    "calls_by_region?from=2026-11-21T11:00:00, from",
    "calls_by_region?from=2026-11-21T11:00:00Z&to=2026-11-21T10:00:00Z, from",
    "calls_by_region?from=2026-11-21T11:00:00Z&to=2026-11-21T11:00:00Z, from",
    "calls_by_region?from=2016-11-21T11:00:00Z&engine=athena, from",
    "calls_by_region?from=2026-08-01T00:00:00Z&engine=logs, engine",
    "calls_by_region?to=2027-11-21T11:00:00Z, to",
    "calls_by_region?engine=lake, engine",
    "calls_by_region?engine=logs&engine=logs, engine",
    "calls_by_region?table=a%7Cb, table",
    "calls_by_region?principal=x, principal",
    "calls_by_region?bucket=a, bucket",
    "object_reads?table=abc, table",
    "object_reads?bucket=a%7Cb, bucket",
    "principal, principal",
    "principal?principal=, principal",
    "key_history?key_name=a, key",
    "key_history?key=a&key_name=a%22b, key_name",
    "key_history?key=a%0Ab, key",
    "deletes?limit=5, limit",
  })
  void aBadParameterIs400AndNamed(String question, String name) {
    Answer answer = get("/v1/audit/" + question);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("errors").get(0).path("pointer").asText()).isEqualTo(name);
    assertThat(logs.started).isEmpty();
    assertThat(athena.started).isEmpty();
  }

  @Test
  void whatIsRecentIsAskedOfTheLogs() {
    logs.rows = 2;
    Answer answer = get(CALLS);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("engine").asText()).isEqualTo("logs");
    assertThat(answer.body().path("from").asText()).isEqualTo("2026-11-21T11:15:00Z");
    assertThat(answer.body().path("rows").toString())
        .isEqualTo("[[\"GetItem\",null,1],[\"GetItem\",null,0]]");
    assertThat(answer.body().path("truncated").asBoolean()).isFalse();
    assertThat(answer.body().path("query_id").asText()).isEqualTo("q-logs");
    assertThat(logs.started.getFirst().queryString())
        .contains("eventTime >= \"2026-11-21T11:15:00Z\" and eventTime < \"2026-11-21T12:00:01Z\"");
  }

  @Test
  void whatIsOldOrLongIsAskedOfAthena() {
    assertThat(get(CALLS + OLD).body().path("engine").asText()).isEqualTo("athena");
    String twoDays = "?from=2026-11-18T00:00:00Z&to=2026-11-20T00:00:00Z";
    assertThat(get(CALLS + twoDays).body().path("engine").asText()).isEqualTo("athena");
    assertThat(athena.started.getLast().executionParameters())
        .containsExactly(
            "'2026/11/18'",
            "'2026/11/21'",
            "'2026-11-18T00:00:00Z'",
            "'2026-11-20T00:00:00Z'",
            "'^'");
  }

  /** Its own name, or the resources of a call that does not tell which of them it is about. */
  @Test
  void aTableIsFoundByItsNameAndByItsArn() {
    get(CALLS + OLD + "&table=my.table");
    String literal = athena.started.getLast().executionParameters().getLast();
    Pattern pattern = Pattern.compile(literal.substring(1, literal.length() - 1));
    assertThat(
            List.of(
                "my.table",
                "arn:aws:dynamodb:us-east-1:111122223333:table/my.table",
                "{\"ARN\":\"arn:x:table/my.table\"}",
                "arn:x:table/my.table/index/i",
                "arn:x:table/my.table arn:x:table/other"))
        .allMatch(pattern.asPredicate());
    assertThat(
            List.of("not-my.table", "my.table2", "myXtable", "x/my.table", "arn:x:table/my.table2"))
        .noneMatch(pattern.asPredicate());
  }

  @Test
  void headHasNoBody() {
    assertThat(call("HEAD", CALLS, "audit-key").body().isMissingNode()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x/ | stats count(*)",
        "a' OR '1'='1",
        "\" | delete",
        "${from}",
        "a\\",
        "?",
        "é𝄞"
      })
  void aKeyReachesLogsAsNumbersAndAthenaAsALiteral(String key) {
    String path = "/v1/audit/key_history?key=" + URLEncoder.encode(key, UTF_8);
    get(path + "&engine=logs");
    String text = logs.started.getFirst().queryString();
    assertThat(text).doesNotContain("${").hasLineCount(commandsOf("key_history"));
    assertThat(Dialect.INSIGHTS.literal(key)).matches("([A-Za-z0-9]|\\\\x\\{[0-9A-F]+})*");
    assertThat(text).contains(Dialect.INSIGHTS.literal("user_id") + "\"\\s*:");
    get(path + "&engine=athena");
    assertThat(athena.started.getFirst().queryString())
        .isEqualTo(Questions.named("key_history").orElseThrow().sql());
    String literal = athena.started.getFirst().executionParameters().getLast();
    assertThat(literal.substring(1, literal.length() - 1).replace("''", "")).doesNotContain("'");
  }

  /** Logs Insights takes 10,000 characters, and a sign of a value is written as several. */
  @Test
  void namesThatAreTooLongForLogsAreAskedOfAthena() {
    String path = "/v1/audit/key_history?key_name=" + "-".repeat(255);
    path += "&key=" + "-".repeat(256) + "&table=" + "-".repeat(255);
    Answer answer = get(path + "&engine=logs");
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.body().path("errors").get(0).path("pointer").asText()).isEqualTo("engine");
    assertThat(logs.started).isEmpty();
    athena.width = Questions.named("key_history").orElseThrow().columns().size();
    assertThat(get(path + "&engine=athena").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource(
      value = QueryStatus.class,
      names = {"SCHEDULED", "RUNNING"})
  void aHangingQueryOfLogsIsStopped(QueryStatus status) {
    logs.status = status;
    Answer answer = get(CALLS);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.headers().path("retry-after").asText()).isEqualTo("5");
    assertThat(logs.stopped).containsExactly("q-logs");
  }

  @ParameterizedTest
  @EnumSource(
      value = QueryExecutionState.class,
      names = {"QUEUED", "RUNNING"})
  void aLongQueryOfAthenaIsFoundAgain(QueryExecutionState state) {
    athena.state = state;
    Answer first = get(CALLS + OLD);
    assertThat(first.status()).isEqualTo(503);
    assertThat(first.body().path("to").asText()).isEqualTo("2026-08-02T00:00:00Z");
    athena.state = QueryExecutionState.SUCCEEDED;
    athena.ended = clock.instant();
    athena.began = clock.instant().minusSeconds(40);
    clock.forward(5);
    assertThat(get(CALLS + OLD).status()).isEqualTo(200);
    assertThat(athena.started)
        .extracting(request -> request.clientRequestToken())
        .hasSize(2)
        .containsOnly(athena.started.getFirst().clientRequestToken());
  }

  /** Its first asking has the answer already, and there may be more calls since. */
  @Test
  void aQuickQueryOfAthenaIsAskedAnew() {
    athena.ended = clock.instant();
    athena.began = clock.instant().minusSeconds(3);
    clock.forward(5);
    assertThat(get(CALLS + OLD).status()).isEqualTo(200);
    assertThat(athena.started)
        .extracting(request -> request.clientRequestToken())
        .hasSize(2)
        .doesNotHaveDuplicates();
  }

  @Test
  void moreThanTenThousandRowsAreCut() {
    logs.rows = 10_000;
    athena.rows = 10_001;
    for (String engine : List.of("logs", "athena")) {
      JsonNode body = get("/v1/audit/calls_by_region?engine=" + engine).body();
      assertThat(body.path("rows")).hasSize(10_000);
      assertThat(body.path("truncated").asBoolean()).isTrue();
    }
    athena.rows = 10_000;
    assertThat(get(CALLS + OLD).body().path("truncated").asBoolean()).isFalse();
  }

  /** Few rows, in which every character is escaped twice on its way. */
  @Test
  void aResultLargerThanAnAnswerMayBeIsCut() {
    athena.rows = 3_000;
    athena.width = Questions.named("reads").orElseThrow().columns().size();
    athena.filling = "\"\\".repeat(100);
    Answer answer = get("/v1/audit/reads" + OLD);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.size()).isLessThan(MOST_BYTES);
    assertThat(answer.body().path("truncated").asBoolean()).isTrue();
    assertThat(answer.body().path("rows").size()).isBetween(400, 2_999);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "null", "[]", "{\"source\":\"warmer\"}"})
  void aWarmUpPingIsNoFailure(String ping) {
    assertThat(invoke(ping).status()).isEqualTo(204);
  }

  @ParameterizedTest
  @EnumSource(
      value = QueryStatus.class,
      names = {"FAILED", "CANCELLED", "TIMEOUT", "UNKNOWN"})
  void aQueryOfLogsThatFailsIsOurTrouble(QueryStatus status) {
    logs.status = status;
    assertThat(get(CALLS).status()).isEqualTo(503);
  }

  @Test
  void aQueryOfAthenaThatFailsIsOurTroubleAndOneTooWideTheirs() {
    athena.state = QueryExecutionState.FAILED;
    assertThat(get(CALLS + OLD).status()).isEqualTo(503);
    athena.state = QueryExecutionState.CANCELLED;
    athena.reason = "Query cancelled! : Bytes scanned limit was exceeded";
    assertThat(get(CALLS + OLD).status()).isEqualTo(422);
  }

  @Test
  void aScanOverTheBudgetIsStopped() {
    logs.status = QueryStatus.RUNNING;
    logs.scanned = 21e9;
    assertThat(get(CALLS).status()).isEqualTo(422);
    assertThat(logs.stopped).containsExactly("q-logs");
  }

  @Test
  void tooManyQueriesAndTimesThatAreNotKeptAreSaid() {
    athena.refusal = TooManyRequestsException.builder().build();
    assertThat(get(CALLS + OLD).status()).isEqualTo(503);
    logs.refusal = LimitExceededException.builder().build();
    assertThat(get(CALLS).status()).isEqualTo(503);
    logs.refusal = MalformedQueryException.builder().build();
    assertThat(get(CALLS).status()).isEqualTo(422);
  }

  @Test
  void theLogHoldsNoValues() {
    get("/v1/audit/principal?principal=somebody");
    assertThat(lines).singleElement().asString().contains("\"query\":\"principal\"");
    assertThat(lines.getFirst()).doesNotContain("somebody").doesNotContain("audit-key");
  }

  private static int commandsOf(String question) {
    return (int) Questions.named(question).orElseThrow().insights().lines().count();
  }

  private Answer get(String path) {
    return call("GET", path, "audit-key");
  }

  private Answer call(String method, String pathAndQuery, @Nullable String key) {
    String[] parts = pathAndQuery.split("\\?", 2);
    ObjectNode event = JSON.createObjectNode().put("version", "2.0").put("rawPath", parts[0]);
    event.put("rawQueryString", parts.length < 2 ? "" : parts[1]);
    if (key != null) {
      event.putObject("headers").put("authorization", "Bearer " + key);
    }
    ObjectNode context = event.putObject("requestContext").put("requestId", "r-1");
    context.putObject("http").put("method", method).put("path", parts[0]);
    return invoke(event.toString());
  }

  private Answer invoke(String event) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      handler.handleRequest(
          new ByteArrayInputStream(event.getBytes(UTF_8)),
          out,
          LogContext.into(lines, Duration.ofSeconds(29)));
      JsonNode answer = JSON.readTree(out.toByteArray());
      return new Answer(
          answer.path("statusCode").asInt(),
          answer.path("headers"),
          JSON.readTree(answer.path("body").asText()),
          out.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One key of each kind. */
  private static final class Secrets implements SecretsManagerClient {
    @Override
    public GetSecretValueResponse getSecretValue(GetSecretValueRequest request) {
      String key = request.secretId() + "-key";
      return GetSecretValueResponse.builder().secretString("{\"test\":\"" + key + "\"}").build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }
}
