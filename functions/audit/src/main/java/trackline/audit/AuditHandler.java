package trackline.audit;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.crac.Core;
import org.crac.Resource;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import trackline.aws.AwsErrors;
import trackline.aws.Clients;
import trackline.aws.Configuration;
import trackline.aws.Keys;
import trackline.aws.LabelledSecrets;
import trackline.http.HttpExchange;
import trackline.log.LogLine;
import trackline.time.Deadline;

/** Answers who touched the tables, from the trail of calls. */
public final class AuditHandler implements RequestStreamHandler, Resource {

  /** A call that hangs must leave time to say so. */
  public static final ClientOverrideConfiguration PATIENCE =
      ClientOverrideConfiguration.builder()
          .apiCallAttemptTimeout(Duration.ofSeconds(2))
          .apiCallTimeout(Duration.ofSeconds(5))
          .build();

  private final HttpExchange exchange;
  private final LabelledSecrets labelled;

  /** Wires the function on AWS. */
  public AuditHandler() {
    this(
        System.getenv(),
        Clients.build(AthenaClient.builder().overrideConfiguration(PATIENCE)),
        Clients.build(CloudWatchLogsClient.builder().overrideConfiguration(PATIENCE)),
        Clients.build(SecretsManagerClient.builder().overrideConfiguration(PATIENCE)),
        Clock.systemUTC());
    Core.getGlobalContext().register(this);
  }

  /** Wires the function on the given clients. */
  public AuditHandler(
      Map<String, String> environment,
      AthenaClient athena,
      CloudWatchLogsClient logs,
      SecretsManagerClient secrets,
      Clock clock) {
    labelled = new LabelledSecrets(secrets, clock);
    Configuration configuration = Configuration.of("audit", environment, variables());
    AthenaQueries queries =
        new AthenaQueries(
            athena,
            configuration.get("AUDIT_WORKGROUP"),
            configuration.get("GLUE_DATABASE"),
            clock);
    Map<String, Engine> engines =
        Map.of(
            "athena", new AthenaEngine(athena, queries, clock),
            "logs", new LogsEngine(logs, configuration.get("AUDIT_LOG_GROUP"), clock));
    AuditRoute route =
        new AuditRoute(
            new Keys(labelled, configuration.get(Keys.Kind.AUDIT.variable()), Keys.Kind.AUDIT),
            engines,
            clock,
            Integer.parseInt(configuration.get("AUDIT_LOG_DAYS")));
    exchange = new HttpExchange("audit", clock, AwsErrors::describe, route);
  }

  private static List<String> variables() {
    return List.of(
        "AUDIT_LOG_GROUP",
        "AUDIT_LOG_DAYS",
        "AUDIT_WORKGROUP",
        "GLUE_DATABASE",
        Keys.Kind.AUDIT.variable());
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    exchange.serve(
        input, output, Deadline.of(context::getRemainingTimeInMillis), context.getLogger()::log);
    labelled.writeWarnings(
        () -> new LogLine("audit", context.getAwsRequestId()), context.getLogger()::log);
  }

  /** Reads the questions before SnapStart takes its picture. */
  @Override
  public void beforeCheckpoint(org.crac.Context<? extends Resource> context) {
    Questions.all();
  }

  @Override
  public void afterRestore(org.crac.Context<? extends Resource> context) {
    // The first request fetches the keys.
  }
}
