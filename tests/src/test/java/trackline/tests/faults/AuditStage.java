package trackline.tests.faults;

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
import trackline.engines.athena.LakeDatabase;
import trackline.engines.athena.LocalAthena;
import trackline.engines.logs.LocalLogs;
import trackline.tests.faults.FaultyAws.Request;
import trackline.tests.faults.FaultyAws.Service;

/** The audit function with its own clients, on services that can be struck. */
final class AuditStage implements AutoCloseable {
  /** As many as there are callers in the trail. */
  static final int ROWS = 5;

  /** What is kept of the time to read rows in is seven seconds of it. */
  private static final Duration TIMEOUT = Duration.ofSeconds(17);

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
            "AUDIT_KEYS_SECRET", "audit"),
        queries.client(AthenaClient.builder(), patience),
        logs(question).client(CloudWatchLogsClient.builder(), patience),
        secrets.client(SecretsManagerClient.builder(), patience),
        Clock.systemUTC());
  }

  private FaultyAws logs(Question question) {
    return question == Question.TOO_WIDE ? wideLogQueries : logQueries;
  }

  GatewayGet asked(Question question) {
    String query = "engine=%s&from=%s&to=%s".formatted(question.engine, end.minusSeconds(600), end);
    return new GatewayGet("/v1/audit/writes", query, "audit-key", TIMEOUT);
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
