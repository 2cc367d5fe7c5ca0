package trackline.tests.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.aws.RollupTable;
import trackline.aws.RollupVersion;
import trackline.engines.athena.LakeDatabase;
import trackline.engines.athena.LocalAthena;
import trackline.engines.dynamodb.DynamoDbEndpoint;
import trackline.engines.lambda.LocalFunction;
import trackline.engines.lambda.LocalFunction.FunctionFailure;
import trackline.engines.logs.LocalLogs;
import trackline.engines.s3.S3Endpoint;
import trackline.engines.template.FunctionSpec;
import trackline.engines.template.LocalNames;
import trackline.engines.template.TableRequest;
import trackline.engines.template.Template;
import trackline.sql.Rollups;
import trackline.tests.faults.FaultyAws.Request;
import trackline.tests.faults.FaultyAws.Service;

/** The rollup function with its own clients, on services that can be struck for one rollup. */
final class RollupStage implements AutoCloseable {
  /** A rollup that is refreshed together with the one that is struck. */
  static final String OTHER = "active_users_per_day";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LAKE = LocalNames.of("LakeBucket");
  private static final String RESULTS = LocalNames.of("ResultsBucket");
  private static final String QUARANTINE = LocalNames.of("QuarantineBucket");
  private static final String TABLE = LocalNames.of("RollupsTable");

  /** The AWS calls of the function for a rollup. */
  enum Call {
    FIND("GetItem"),
    LEASE("UpdateItem"),
    START("StartQueryExecution"),
    /** That the query runs. */
    STARTED("UpdateItem"),
    LOOK("GetQueryExecution"),
    ROWS("GetQueryResults"),
    START_LOGS("StartQuery"),
    LOGS("GetQueryResults"),
    DAY_FILE("PUT"),
    LATEST_FILE("PUT"),
    PUBLISH("UpdateItem"),
    /** Of a query that still runs when its lease is over. */
    STOP("StopQueryExecution"),
    /** Of the lease of a query that did not start. */
    RELEASE("UpdateItem"),
    /** After a query that failed. */
    COOL_DOWN("UpdateItem");

    /** The calls of a refresh that nothing else hinders. */
    static final Set<Call> OF_A_REFRESH =
        EnumSet.complementOf(EnumSet.of(STOP, RELEASE, COOL_DOWN));

    private final String name;

    Call(String name) {
      this.name = name;
    }

    boolean is(Request request) {
      return request.call().equals(name)
          && switch (this) {
            case LEASE -> request.holds(":new_token");
            case STARTED -> request.holds("lease_query_id = :query");
            case PUBLISH -> request.holds(":rows");
            case RELEASE -> request.holds("REMOVE lease_token") && !request.holds(":rows");
            case COOL_DOWN -> request.holds("SET lease_until = :until REMOVE lease_query_id");
            case LATEST_FILE -> request.uri().getPath().endsWith("/latest.json");
            case DAY_FILE -> !request.uri().getPath().endsWith("/latest.json");
            case FIND, START, LOOK, ROWS, START_LOGS, LOGS, STOP -> true;
          };
    }

    boolean can(Fault fault) {
      return switch (fault) {
        case PARTIAL -> Partly.can(name);
        // How many rows there are nothing says; the columns are known.
        case SHORT_ANSWER -> this == ROWS;
        // S3 acknowledges by its status alone.
        case HALF_AN_ANSWER, BREAK_OFF, STALL, ANOTHERS_ANSWER, EMPTY_ANSWER, EMPTY_OBJECT ->
            this != DAY_FILE && this != LATEST_FILE;
        default -> true;
      };
    }

    /** The rollup for which it is struck. */
    String rollup() {
      return this == START_LOGS || this == LOGS ? Rollups.LEDGER : "logins_per_day";
    }
  }

  final VirtualTime clock = new VirtualTime();
  private final DynamoDbEndpoint dynamoDb;
  private final S3Endpoint s3;
  private final LakeDatabase lake;
  private final LocalAthena athena;
  private final LocalLogs logs;
  private final FaultyAws tables;
  private final FaultyAws buckets;
  private final FaultyAws queries;
  private final FaultyAws logQueries;
  private final RollupTable table;
  private final LocalFunction function;

  /** What Athena says of its queries, and nobody has been told yet. */
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();

  /** The queries of rollups, by their ids. */
  private final Map<String, String> rollups = new ConcurrentHashMap<>();

  /** What Athena says instead of its queries' success, where they are those of the rollup. */
  private volatile String toldState = "SUCCEEDED";

  private int events;

  RollupStage(Path folder) throws IOException, SQLException {
    Template template = Template.load(Map.of());
    dynamoDb = DynamoDbEndpoint.start(folder.resolve("dynamodb"), 0);
    s3 = S3Endpoint.start(folder.resolve("s3"), 0, List.of(LAKE, RESULTS, QUARANTINE));
    template
        .resources("AWS::DynamoDB::Table")
        .forEach(
            (id, properties) -> dynamoDb.client().createTable(TableRequest.of(id, properties)));
    table = new RollupTable(dynamoDb.client(), TABLE);
    lake = new LakeDatabase(s3.file(LAKE, ""), s3.file(QUARANTINE, ""), List.of());
    athena = new LocalAthena(lake, clock, heard::add);
    logs = new LocalLogs(lake, LocalNames.of("TrailLogGroup"), groups(template, folder));
    tables = new FaultyAws(Behind.engine(dynamoDb.uri()));
    buckets = new FaultyAws(Behind.engine(s3.uri()));
    queries = new FaultyAws(noted(InProcess.athena(athena)));
    logQueries = new FaultyAws(InProcess.logs(logs));
    function = function(template, folder.resolve("logs"));
  }

  private static Map<String, Path> groups(Template template, Path folder) {
    Map<String, Path> groups = new HashMap<>();
    for (FunctionSpec spec : template.functions()) {
      groups.put(spec.logGroup(), folder.resolve("logs").resolve(spec.logName() + ".log"));
    }
    return groups;
  }

  private Service noted(Service service) {
    return request -> {
      FaultyAws.Reply reply = service.ask(request);
      if (request.call().equals("StartQueryExecution") && reply.status() == 200) {
        String sql = JSON.readTree(request.body()).path("QueryString").textValue();
        String id = JSON.readTree(reply.body()).path("QueryExecutionId").textValue();
        rollups.put(id, sql.split(" ", 4)[2]);
      }
      return Call.LOOK.is(request) && isFor(request, Call.LOOK.rollup()) ? told(reply) : reply;
    };
  }

  private FaultyAws.Reply told(FaultyAws.Reply reply) {
    String body = new String(reply.body(), UTF_8);
    return reply.with(body.replace("\"SUCCEEDED\"", '"' + toldState + '"').getBytes(UTF_8));
  }

  private LocalFunction function(Template template, Path logFiles) {
    ClientOverrideConfiguration patience = FaultyAws.hasty();
    FunctionSpec spec = template.function("RollupFunction");
    return new LocalFunction(
        spec,
        List.of(
            queries.client(AthenaClient.builder(), patience),
            tables.client(DynamoDbClient.builder(), patience),
            buckets.client(S3Client.builder().forcePathStyle(true), patience),
            logQueries.client(CloudWatchLogsClient.builder(), patience),
            clock),
        logFiles);
  }

  /** A login reaches the lake; returns how many there are. */
  int login() throws IOException {
    events++;
    Path day = Files.createDirectories(s3.file(LAKE, "events/dt=2026-11-20"));
    String line =
        """
        {"event_id":"e%1$d","user_id":"u%1$d","event_at":"2026-11-20T10:00:00.000Z",\
        "event_key":"2026-11-20T10:00:00.000Z#e%1$d","received_at":"2026-11-20T10:00:00.000Z",\
        "event_type":"login","source":"tracker","device_class":"desktop","is_bot":false}
        """
            .formatted(events);
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(day.resolve(events + ".gz")))) {
      out.write(line.getBytes(UTF_8));
    }
    return events;
  }

  /** Has the rollups computed anew; the events that failed. */
  List<String> refresh(String... names) throws IOException {
    var event = JSON.createObjectNode().put("source", "trackline.refresh");
    var asked = event.putObject("detail").put("force", true).putArray("rollups");
    List.of(names).forEach(asked::add);
    return invoke(List.of(event.toString()));
  }

  /** Waits for the queries to end, and tells the function so; the events that failed. */
  List<String> deliver() throws InterruptedException {
    athena.awaitIdle();
    List<String> told = new ArrayList<>(heard);
    heard.clear();
    return invoke(told);
  }

  /** What Athena says of its queries is lost. */
  void lose() throws InterruptedException {
    athena.awaitIdle();
    heard.clear();
  }

  /** Hands over events one after the other; those that failed. */
  List<String> invoke(List<String> events) {
    List<String> failed = new ArrayList<>();
    for (String event : events) {
      try {
        function.invoke(event.getBytes(UTF_8));
      } catch (FunctionFailure e) {
        failed.add(event);
      }
    }
    return failed;
  }

  /** From now on something is wrong that makes the function come to a call. */
  void trouble(Call call) throws IOException, InterruptedException {
    switch (call) {
      case STOP -> {
        refresh(call.rollup());
        lose();
        waitLong();
        toldState = "RUNNING";
      }
      case RELEASE -> strike(Call.START, Fault.THROTTLED, Integer.MAX_VALUE);
      case COOL_DOWN -> toldState = "FAILED";
      default -> throw new IllegalArgumentException(call + " needs no trouble");
    }
  }

  void calm() {
    toldState = "SUCCEEDED";
    recover(Call.START);
  }

  /** From now on every such call for its rollup is struck. */
  void strike(Call call, Fault fault, int times) {
    service(call)
        .strike(request -> call.is(request) && isFor(request, call.rollup()), fault, times);
  }

  private boolean isFor(Request request, String rollup) {
    return switch (request.call()) {
      case "StartQuery" -> true;
      case "GetQueryExecution", "GetQueryResults", "StopQueryExecution" ->
          request.holds("queryId") || ids(rollup).stream().anyMatch(request::holds);
      case "PUT" -> request.uri().getPath().contains("/" + rollup + "/");
      case "StartQueryExecution" -> request.holds("-- rollup " + rollup + " ");
      default -> request.holds('"' + rollup + '"');
    };
  }

  private Set<String> ids(String rollup) {
    Set<String> ids = ConcurrentHashMap.newKeySet();
    rollups.forEach(
        (id, name) -> {
          if (name.equals(rollup)) {
            ids.add(id);
          }
        });
    return ids;
  }

  boolean hasStruck(Call call) {
    return service(call).struck() > 0;
  }

  int recover(Call call) {
    return service(call).recover();
  }

  private FaultyAws service(Call call) {
    return switch (call) {
      case FIND, LEASE, STARTED, PUBLISH, RELEASE, COOL_DOWN -> tables;
      case START, LOOK, ROWS, STOP -> queries;
      case DAY_FILE, LATEST_FILE -> buckets;
      case START_LOGS, LOGS -> logQueries;
    };
  }

  /** When the newest version of a rollup was asked for. */
  Instant generatedAt(String rollup) {
    return table.find(rollup).version().orElseThrow().generatedAt();
  }

  /** Whether the newest version of a rollup counts every login, in the table and as a file. */
  boolean isRight(String rollup) throws IOException {
    return inTable(rollup) == events && inFile(rollup) == events;
  }

  /** How many logins the newest version of a rollup counts. */
  int inTable(String rollup) {
    RollupVersion version = table.find(rollup).version().orElseThrow();
    return count(version.columns(), version.rows());
  }

  /** How many logins the newest file of a rollup counts. */
  int inFile(String rollup) throws IOException {
    JsonNode file =
        JSON.readTree(
            s3.client()
                .getObjectAsBytes(
                    get -> get.bucket(RESULTS).key("rollups/" + rollup + "/latest.json"))
                .asByteArray());
    List<String> columns = new ArrayList<>();
    file.path("columns").forEach(column -> columns.add(column.textValue()));
    return count(columns, file.path("rows"));
  }

  private static int count(List<String> columns, JsonNode rows) {
    int column = Math.max(columns.indexOf("logins"), columns.indexOf("delivered"));
    int count = 0;
    for (JsonNode row : rows) {
      count += row.path(column).intValue();
    }
    return count;
  }

  /** The time after which nothing that was begun holds a rollup up. */
  void waitLong() {
    clock.pass(Duration.ofMinutes(11));
  }

  @Override
  public void close() throws SQLException {
    List.of(tables, buckets, queries, logQueries).forEach(FaultyAws::close);
    athena.close();
    logs.close();
    lake.close();
    s3.close();
    dynamoDb.close();
  }
}
