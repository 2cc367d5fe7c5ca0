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
import java.util.function.Supplier;
import org.crac.Core;
import org.crac.Resource;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import trackline.aws.AwsErrors;
import trackline.aws.Clients;
import trackline.aws.Configuration;
import trackline.aws.ErasureTable;
import trackline.aws.EventTable;
import trackline.aws.Keys;
import trackline.aws.LabelledSecrets;
import trackline.http.HttpExchange;
import trackline.intake.AddressPolicy;
import trackline.intake.Intake;
import trackline.log.LogLine;
import trackline.time.Deadline;

/**
 * The function behind every door for events, {@code POST /v1/events}, Segment's API and webhook and
 * the tag's: a 2xx answer means that the events are in the table.
 */
public final class IngestHandler implements RequestStreamHandler, Resource {
  /**
   * How long a call may take: a table that hangs is answered with our own 503, well before the
   * function's time is up and the gateway speaks in its stead.
   */
  public static final ClientOverrideConfiguration PATIENCE =
      ClientOverrideConfiguration.builder()
          .apiCallAttemptTimeout(Duration.ofSeconds(2))
          .apiCallTimeout(Duration.ofSeconds(4))
          .build();

  /**
   * The share of an invocation's time, a fifth, that is kept for what comes after the table: the
   * quarantine's call, which takes no longer than {@link #PATIENCE}, and the answer.
   */
  private static final int RESERVE = 5;

  private final HttpExchange exchange;
  private final LabelledSecrets labelled;
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
            List.of(
                "EVENTS_TABLE",
                "ERASURES_TABLE",
                "QUARANTINE_BUCKET",
                Keys.Kind.WRITE.variable(),
                "SEGMENT_TOKENS_SECRET",
                "SEGMENT_SIGNING_SECRET",
                "IP_ADDRESSES",
                "TRACKING_PLAN"),
            List.of("ALLOWED_ORIGINS"));
    AddressPolicy addresses = AddressPolicy.named(configuration.get("IP_ADDRESSES"));
    Intake intake = Intake.load(configuration.get("TRACKING_PLAN"), addresses);
    labelled = new LabelledSecrets(secrets, clock);
    Keys keys = new Keys(labelled, configuration.get(Keys.Kind.WRITE.variable()), Keys.Kind.WRITE);
    Supplier<Redaction> redaction = new Redactions(keys::all);
    ErasureTable erasures = new ErasureTable(dynamoDb, configuration.get("ERASURES_TABLE"));
    EventTable table = new EventTable(dynamoDb, configuration.get("EVENTS_TABLE"));
    Admission admission = new Admission(intake, table, erasures, redaction);
    SegmentAdmission segment = new SegmentAdmission(admission, erasures);
    Doors doors =
        new Doors(
            Cors.of(configuration.get("ALLOWED_ORIGINS")),
            keys,
            admission,
            segment,
            new WebhookRoute.Secrets(
                labelled,
                configuration.get("SEGMENT_TOKENS_SECRET"),
                configuration.get("SEGMENT_SIGNING_SECRET")),
            new Quarantines(
                s3, configuration.get("QUARANTINE_BUCKET"), clock, addresses, redaction));
    this.exchange =
        new HttpExchange(
            "ingest", clock, AwsErrors::describe, doors, new Replay(admission, segment));
    // Keys in a snapshot would be those of another day.
    Admission withoutKeys = new Admission(intake, table, erasures, () -> Redaction.BY_NAME);
    this.priming = new Priming(withoutKeys, intake.plan(), clock);
  }

  @Override
  public void handleRequest(InputStream in, OutputStream out, Context context) throws IOException {
    Deadline deadline = Deadline.of(context::getRemainingTimeInMillis).keeping(RESERVE);
    exchange.serve(in, out, deadline, context.getLogger()::log);
    labelled.writeWarnings(
        () -> new LogLine("ingest", context.getAwsRequestId()), context.getLogger()::log);
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
