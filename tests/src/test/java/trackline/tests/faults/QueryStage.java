package trackline.tests.faults;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import trackline.aws.RollupLease;
import trackline.aws.RollupTable;
import trackline.aws.RollupVersion;
import trackline.engines.dynamodb.DynamoDbEndpoint;
import trackline.engines.template.FunctionSpec;
import trackline.engines.template.LocalNames;
import trackline.engines.template.TableRequest;
import trackline.engines.template.Template;
import trackline.query.QueryHandler;
import trackline.sql.Rollup;
import trackline.sql.Rollups;

/** Query with its own clients, on services that can be struck. */
final class QueryStage implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EVENTS = LocalNames.of("EventsTable");
  private static final String ROLLUPS = LocalNames.of("RollupsTable");

  /** A rollup whose newest version is old, and another that was never computed. */
  private static final Rollup OLD = Rollups.named("logins_per_day").orElseThrow();

  private static final Rollup NEVER = Rollups.named("top_events").orElseThrow();

  /**
   * Less than half of the function's time, for clients that are ten times as impatient. A stall of
   * a short answer takes all the attempts: five seconds here, eighteen for the function.
   */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** The AWS calls of query. */
  enum Call {
    KEYS("GetSecretValue"),
    EVENTS("Query"),
    ERASURES("BatchGetItem"),
    ROLLUP("GetItem"),
    REFRESH("POST");

    private final String name;

    Call(String name) {
      this.name = name;
    }

    boolean is(FaultyAws.Request request) {
      return request.call().equals(name);
    }

    boolean can(Fault fault) {
      return switch (fault) {
        case PARTIAL -> Partly.can(name);
        case SHORT_ANSWER -> this == EVENTS;
        // Lambda's answer to what is done later has no body.
        case HALF_AN_ANSWER, BREAK_OFF, STALL -> this != REFRESH;
        default -> true;
      };
    }
  }

  /** What is asked for. */
  enum Question {
    RECENT("/v1/users/reader/events", "limit=4"),
    /** From the sparse index. */
    LOGINS("/v1/users/reader/events", "event_type=login&limit=2"),
    /** With who the user was before. */
    PERSON("/v1/users/events", "user_id=reader&person=true"),
    /** All are read, and the others left out. */
    CLICKS("/v1/users/reader/events", "event_type=click"),
    OLD_ROLLUP("/v1/rollups/" + OLD.name(), ""),
    NEVER_COMPUTED("/v1/rollups/" + NEVER.name(), "");

    private final String path;
    private final String query;

    Question(String path, String query) {
      this.path = path;
      this.query = query;
    }

    GatewayGet asked() {
      return new GatewayGet(path, query, "local-read", TIMEOUT);
    }
  }

  private final Queue<String> refreshes = new ConcurrentLinkedQueue<>();
  private final DynamoDbEndpoint dynamoDb;
  private final FaultyAws tables;
  private final FaultyAws secrets;
  private final FaultyAws lambda;
  private final FunctionSpec spec;

  QueryStage(Path folder) throws IOException {
    Template template = Template.load(Map.of());
    spec = template.function("QueryFunction");
    dynamoDb = DynamoDbEndpoint.start(folder, 0);
    template
        .resources("AWS::DynamoDB::Table")
        .forEach(
            (id, properties) -> dynamoDb.client().createTable(TableRequest.of(id, properties)));
    fill();
    tables = new FaultyAws(Behind.engine(dynamoDb.uri()));
    lambda = new FaultyAws(Behind.lambda(refreshes));
    secrets =
        new FaultyAws(
            Behind.secrets(
                Map.of(
                    LocalNames.of("WriteKeysSecret"), "{}",
                    LocalNames.of("ReadKeysSecret"), "{\"a\":\"local-read\"}",
                    LocalNames.of("AuditKeysSecret"), "{}")));
  }

  /** Logins and clicks of a user by turns, and a rollup's version. */
  private void fill() {
    IntStream.range(0, 6)
        .forEach(
            number -> {
              String type = number % 2 == 0 ? "login" : "click";
              String at = "2026-11-20T10:00:0" + number + ".000Z";
              String key = at + "#e" + number;
              Map<String, AttributeValue> item =
                  new HashMap<>(
                      Map.of(
                          "user_id", text("reader"),
                          "event_key", text(key),
                          "event_id", text("e" + number),
                          "event_type", text(type),
                          "event_at", text(at),
                          "source", text("tracker"),
                          "properties", text("{}")));
              if (type.equals("login")) {
                item.put("history_key", text("login#" + key));
              }
              dynamoDb.client().putItem(put -> put.tableName(EVENTS).item(item));
            });
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    RollupTable rollups = new RollupTable(dynamoDb.client(), ROLLUPS);
    RollupLease lease = RollupLease.taken("token", Instant.now());
    rollups.lease(OLD.name(), rollups.find(OLD.name()), lease);
    rollups.publish(
        new RollupVersion(
            OLD.name(),
            OLD.columns(),
            JSON.createArrayNode().add(JSON.createArrayNode().add(today.toString()).add(3)),
            false,
            today.minusDays(6),
            today,
            Instant.now().minus(Duration.ofHours(1)),
            "query",
            1),
        lease.token());
  }

  private static AttributeValue text(String text) {
    return AttributeValue.fromS(text);
  }

  /** A function that has just started. */
  QueryHandler function() {
    ClientOverrideConfiguration patience = FaultyAws.shortened(QueryHandler.PATIENCE);
    return new QueryHandler(
        spec.environment(),
        tables.client(DynamoDbClient.builder(), patience),
        lambda.client(LambdaClient.builder(), patience),
        secrets.client(SecretsManagerClient.builder(), patience),
        Clock.systemUTC());
  }

  /** How many refreshes Lambda has taken since this was asked last. */
  int refreshes() {
    int size = refreshes.size();
    refreshes.clear();
    return size;
  }

  void strike(Call call, Fault fault) {
    service(call).strike(call::is, fault);
  }

  boolean hasStruck(Call call) {
    return service(call).struck() > 0;
  }

  int recover(Call call) {
    return service(call).recover();
  }

  private FaultyAws service(Call call) {
    return switch (call) {
      case KEYS -> secrets;
      case EVENTS, ERASURES, ROLLUP -> tables;
      case REFRESH -> lambda;
    };
  }

  @Override
  public void close() {
    List.of(tables, secrets, lambda).forEach(FaultyAws::close);
    dynamoDb.close();
  }
}
