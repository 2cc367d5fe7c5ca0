package trackline.query;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaRuntime;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crac.Core;
import org.crac.Resource;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import trackline.aws.AwsErrors;
import trackline.aws.Clients;
import trackline.aws.Configuration;
import trackline.aws.ErasureTable;
import trackline.aws.Keys;
import trackline.aws.LabelledSecrets;
import trackline.aws.RollupTable;
import trackline.http.HttpExchange;
import trackline.log.LogLine;
import trackline.plan.TrackingPlan;
import trackline.sql.Rollups;
import trackline.time.Deadline;

/** Answers what happened: a user's events, the rollups, and the page that shows both. */
public final class QueryHandler implements RequestStreamHandler, Resource {

  /** A call of a service is given up after so long. */
  static final Duration CALL = Duration.ofSeconds(4);

  /**
   * The three keys, the table and the asking for a refresh come one after the other, and a filtered
   * read may begin its last call late: all of it fits into the function's 25 seconds.
   */
  public static final ClientOverrideConfiguration PATIENCE =
      ClientOverrideConfiguration.builder()
          .apiCallAttemptTimeout(Duration.ofMillis(1_500))
          .apiCallTimeout(CALL)
          .build();

  private final EventReader reader;
  private final RollupTable rollups;
  private final HttpExchange exchange;
  private final LabelledSecrets labelled;

  /** Wires the function on AWS. */
  public QueryHandler() {
    this(
        System.getenv(),
        Clients.build(DynamoDbClient.builder().overrideConfiguration(PATIENCE)),
        Clients.build(LambdaClient.builder().overrideConfiguration(PATIENCE)),
        Clients.build(SecretsManagerClient.builder().overrideConfiguration(PATIENCE)),
        Clock.systemUTC());
    Core.getGlobalContext().register(this);
  }

  /** Wires the function on the given clients. */
  public QueryHandler(
      Map<String, String> environment,
      DynamoDbClient dynamoDb,
      LambdaClient lambda,
      SecretsManagerClient secrets,
      Clock clock) {
    labelled = new LabelledSecrets(secrets, clock);
    Configuration configuration =
        Configuration.of("query", environment, variables(), List.of("EXISTING_TABLES"));
    TrackingPlan plan = TrackingPlan.load(configuration.get("TRACKING_PLAN"));
    String events = configuration.get("EVENTS_TABLE");
    reader = new EventReader(dynamoDb, events, plan, clock);
    ErasureTable erasures = new ErasureTable(dynamoDb, configuration.get("ERASURES_TABLE"));
    rollups = new RollupTable(dynamoDb, configuration.get("ROLLUPS_TABLE"));
    RefreshRequests refreshes =
        new RefreshRequests(lambda, configuration.get("ROLLUP_FUNCTION"), clock);
    QueryRoute route =
        new QueryRoute(
            new Keys(labelled, configuration.get(Keys.Kind.READ.variable()), Keys.Kind.READ),
            new UserEvents(
                reader,
                new Persons(new Sayings(dynamoDb, events, plan), erasures, clock),
                plan,
                Elsewhere.of(configuration.find("EXISTING_TABLES"))),
            new RollupFigures(rollups, refreshes, clock));
    exchange = new HttpExchange("query", clock, AwsErrors::describe, route);
  }

  private static List<String> variables() {
    return List.of(
        "EVENTS_TABLE",
        "ERASURES_TABLE",
        "ROLLUPS_TABLE",
        "ROLLUP_FUNCTION",
        "TRACKING_PLAN",
        Keys.Kind.READ.variable());
  }

  @Override
  public void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    exchange.serve(
        input, output, Deadline.of(context::getRemainingTimeInMillis), context.getLogger()::log);
    labelled.writeWarnings(
        () -> new LogLine("query", context.getAwsRequestId()), context.getLogger()::log);
  }

  /**
   * Goes through a read before SnapStart takes its picture, so that the first visitor does not wait
   * for classes to load. Keys are left out: a picture must not hold secrets.
   */
  @Override
  public void beforeCheckpoint(org.crac.Context<? extends Resource> context) {
    StaticFile.index();
    StaticFile.tag();
    try {
      EventView.prime();
      EventQuery nobody = new EventQuery("nobody", Optional.empty());
      reader.read(nobody, List.of(nobody.userId()), Optional.empty(), 1, Deadline.NONE);
      rollups.find(Rollups.all().getFirst().name());
    } catch (RuntimeException e) {
      // The picture is taken all the same: priming saves time and is not needed for an answer.
      LambdaRuntime.getLogger().log(new LogLine("query", "priming").error(e).toString());
    }
  }

  @Override
  public void afterRestore(org.crac.Context<? extends Resource> context) {
    // The first request fetches the keys.
  }
}
