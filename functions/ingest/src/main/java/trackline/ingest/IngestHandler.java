package trackline.ingest;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.crac.Core;
import org.crac.Resource;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import trackline.aws.Clients;
import trackline.aws.Configuration;
import trackline.aws.EventTable;
import trackline.aws.Keys;
import trackline.aws.Quarantine;
import trackline.http.HttpAnswer;
import trackline.http.HttpExchange;
import trackline.http.HttpRequest;
import trackline.http.Refusal;
import trackline.intake.AddressPolicy;
import trackline.intake.Intake;
import trackline.intake.Reception;
import trackline.log.LogLine;
import trackline.plan.TrackingPlan;

/**
 * The function behind {@code POST /v1/events}: a 2xx answer means that the event is in the table.
 */
public final class IngestHandler implements RequestStreamHandler, Resource {
  private static final String PATH = "/v1/events";
  private static final String SOURCE = "tracker";

  /**
   * How long a call may take: a table that hangs is answered with our own 503, well before the
   * function's time is up and the gateway speaks in its stead.
   */
  static final ClientOverrideConfiguration PATIENCE =
      ClientOverrideConfiguration.builder()
          .apiCallAttemptTimeout(Duration.ofSeconds(2))
          .apiCallTimeout(Duration.ofSeconds(4))
          .build();

  private final Keys keys;
  private final Admission admission;
  private final Refused refused;
  private final HttpExchange exchange;
  private final Priming priming;

  /** Wires the function on AWS. */
  public IngestHandler() {
    this(
        System.getenv(),
        Clients.build(DynamoDbClient.builder().overrideConfiguration(PATIENCE)),
        Clients.build(S3Client.builder().overrideConfiguration(PATIENCE)),
        Clients.build(SecretsManagerClient.builder().overrideConfiguration(PATIENCE)),
        Clock.systemUTC());
    Core.getGlobalContext().register(this);
  }

  /** Wires the function with clients that are given. */
  public IngestHandler(
      Map<String, String> environment,
      DynamoDbClient dynamoDb,
      S3Client s3,
      SecretsManagerClient secrets,
      Clock clock) {
    Configuration configuration =
        Configuration.of(
            "ingest",
            environment,
            Stream.concat(
                    Keys.VARIABLES.stream(),
                    Stream.of("EVENTS_TABLE", "QUARANTINE_BUCKET", "IP_ADDRESSES", "TRACKING_PLAN"))
                .toList());
    Intake intake =
        new Intake(
            TrackingPlan.load(configuration.get("TRACKING_PLAN")),
            AddressPolicy.named(configuration.get("IP_ADDRESSES")));
    this.keys = new Keys(secrets, configuration, clock);
    this.admission =
        new Admission(intake, new EventTable(dynamoDb, configuration.get("EVENTS_TABLE")));
    this.refused =
        new Refused(new Quarantine(s3, configuration.get("QUARANTINE_BUCKET"), "ingest", clock));
    this.exchange = new HttpExchange("ingest", clock, this::answer);
    this.priming = new Priming(admission, clock);
  }

  @Override
  public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
    exchange.serve(in, out, context.getLogger()::log);
  }

  private HttpAnswer answer(HttpRequest request, LogLine log) {
    if (!request.path().equals(PATH)) {
      throw Refusal.notFound();
    }
    if (!request.method().equals("POST")) {
      throw Refusal.methodNotAllowed("POST");
    }
    log.put("key_label", keys.requireLabel(request, Keys.Kind.WRITE));
    byte[] body = refused.keepBroken(request, log);
    boolean dryRun = dryRun(request);
    Submission submission = refused.keepUnreadable(request, body, log);
    return dryRun ? probe(request, submission) : admit(request, submission, log);
  }

  private HttpAnswer probe(HttpRequest request, Submission submission) {
    return Answers.dryRun(submission, admission.probe(submission.events(), reception(request)));
  }

  private HttpAnswer admit(HttpRequest request, Submission submission, LogLine log) {
    List<Result> results = admission.admit(submission.events(), reception(request));
    log.put("events", results.size());
    log.put("accepted", Counts.of(results, Result.Status.ACCEPTED));
    log.put("duplicates", Counts.of(results, Result.Status.DUPLICATE));
    log.put("rejected", Counts.rejected(results));
    log.put("retry", Counts.of(results, Result.Status.RETRY));
    refused.keep(request, submission, results, log);
    return submission.batch() ? Answers.batch(results) : Answers.single(results.getFirst());
  }

  private static boolean dryRun(HttpRequest request) {
    return switch (request.parameter("dry_run").orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw Refusal.badParameter("dry_run", "must be true or false");
    };
  }

  private static Reception reception(HttpRequest request) {
    return new Reception(
        SOURCE,
        request.receivedAt(),
        request.sourceIp(),
        request.header("user-agent").orElse(null));
  }

  @Override
  public void beforeCheckpoint(org.crac.Context<? extends Resource> context) {
    priming.run();
  }

  @Override
  public void afterRestore(org.crac.Context<? extends Resource> context) {
    // Nothing is held that a restore could make stale: keys are fetched on first use.
  }
}
