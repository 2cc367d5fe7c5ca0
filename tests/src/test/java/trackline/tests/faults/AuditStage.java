package trackline.tests.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import trackline.audit.AuditHandler;
import trackline.local.athena.LakeDatabase;
import trackline.local.athena.LocalAthena;
import trackline.local.logs.LocalLogs;
import trackline.tests.faults.FaultyAws.Request;
import trackline.tests.faults.FaultyAws.Service;

/** The audit function with its own clients, on services that can be struck. */
final class AuditStage implements AutoCloseable {
  /** As many as there are callers in the trail. */
  static final int ROWS = 5;

  /** What is kept of the time to read rows in is seven seconds of it. */
  static final Duration TIMEOUT = Duration.ofSeconds(17);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GROUP = "trail";

  /** The AWS calls of the function. */
  enum Call {
    KEYS("GetSecretValue"),
    START("StartQueryExecution"),
    LOOK("GetQueryExecution"),
    ROWS("GetQueryResults"),
    START_LOGS("StartQuery"),
    LOGS("GetQueryResults"),
    STOP_LOGS("StopQuery");

    private final String name;

    Call(String name) {
      this.name = name;
    }

    boolean is(Request request) {
      return request.call().equals(name);
    }

    boolean can(Fault fault) {
      return switch (fault) {
        case PARTIAL -> Partly.can(name);
        // How many rows there are, no answer says.
        case SHORT_ANSWER -> false;
        default -> true;
      };
    }
  }

  /** What is asked for. */
  enum Question {
    OF_ATHENA("athena"),
    OF_LOGS("logs"),
    /** More than the budget allows: the query is stopped. */
    TOO_WIDE("logs");

    private final String engine;

    Question(String engine) {
      this.engine = engine;
    }
  }

  /** What the function answers to the gateway. */
  record Answer(int status, JsonNode headers, JsonNode body) {}

  private final Instant end = Instant.now();
  private final LakeDatabase lake;
  private final LocalAthena athena;
  private final LocalLogs logs;
  private final FaultyAws queries;
  private final FaultyAws logQueries;
  private final FaultyAws wideLogQueries;
  private final FaultyAws secrets;

  AuditStage(Path folder) throws IOException, SQLException {
    TrailOfCalls trail = new TrailOfCalls(folder.resolve("trail"), folder.resolve("rows"));
    trail.writes(end.minusSeconds(60), ROWS);
    lake = trail.database(folder.resolve("lake"));
    athena = new LocalAthena(lake, Clock.systemUTC(), _ -> {});
    logs = new LocalLogs(lake, GROUP, Map.of());
    queries = new FaultyAws(InProcess.athena(athena));
    logQueries = new FaultyAws(InProcess.logs(logs));
    wideLogQueries = new FaultyAws(wide(InProcess.logs(logs)));
    secrets =
        new FaultyAws(
            Behind.secrets(Map.of("write", "{}", "read", "{}", "audit", "{\"a\":\"audit-key\"}")));
  }

  /** Queries that never end, and have read too much already. */
  private static Service wide(Service service) {
    return request ->
        request.call().equals("GetQueryResults")
            ? FaultyAws.Reply.json(
                200,
                "{\"status\":\"Running\",\"results\":[],\"statistics\":{\"bytesScanned\":9e10}}")
            : service.ask(request);
  }

  /** A function that has just started. */
  AuditHandler function(Question question) {
    ClientOverrideConfiguration patience = FaultyAws.shortened(AuditHandler.PATIENCE);
    return new AuditHandler(
        Map.of(
            "AUDIT_LOG_GROUP", GROUP,
            "AUDIT_LOG_DAYS", "30",
            "AUDIT_WORKGROUP", "audit",
            "GLUE_DATABASE", "lake",
            "WRITE_KEYS_SECRET", "write",
            "READ_KEYS_SECRET", "read",
            "AUDIT_KEYS_SECRET", "audit"),
        queries.client(AthenaClient.builder(), patience),
        logs(question).client(CloudWatchLogsClient.builder(), patience),
        secrets.client(SecretsManagerClient.builder(), patience),
        Clock.systemUTC());
  }

  private FaultyAws logs(Question question) {
    return question == Question.TOO_WIDE ? wideLogQueries : logQueries;
  }

  Answer ask(AuditHandler function, Question question) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Clock clock = Clock.systemUTC();
    function.handleRequest(
        new ByteArrayInputStream(request(question).toString().getBytes(UTF_8)),
        out,
        new InvocationContext(clock, clock.instant().plus(TIMEOUT)));
    JsonNode answer = JSON.readTree(out.toByteArray());
    return new Answer(
        answer.path("statusCode").asInt(),
        answer.path("headers"),
        JSON.readTree(answer.path("body").asText()));
  }

  private ObjectNode request(Question question) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("version", "2.0").put("rawPath", "/v1/audit/writes");
    event.put(
        "rawQueryString",
        "engine=%s&from=%s&to=%s".formatted(question.engine, end.minusSeconds(600), end));
    event.putObject("headers").put("authorization", "Bearer audit-key");
    event
        .putObject("requestContext")
        .put("requestId", "r")
        .putObject("http")
        .put("method", "GET")
        .put("path", "/v1/audit/writes")
        .put("sourceIp", "203.0.113.7");
    return event;
  }

  void strike(Question question, Call call, Fault fault) {
    service(question, call).strike(call::is, fault);
  }

  boolean hasStruck(Question question, Call call) {
    return service(question, call).struck() > 0;
  }

  int recover(Question question, Call call) {
    return service(question, call).recover();
  }

  private FaultyAws service(Question question, Call call) {
    return switch (call) {
      case KEYS -> secrets;
      case START, LOOK, ROWS -> queries;
      case START_LOGS, LOGS, STOP_LOGS -> logs(question);
    };
  }

  @Override
  public void close() throws SQLException {
    List.of(queries, logQueries, wideLogQueries, secrets).forEach(FaultyAws::close);
    athena.close();
    logs.close();
    lake.close();
  }
}
