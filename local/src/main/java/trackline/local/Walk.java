package trackline.local;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import trackline.aws.RollupTable;
import trackline.engines.athena.LakeDatabase;
import trackline.engines.athena.LocalAthena;
import trackline.engines.athena.ResultFiles;
import trackline.engines.athena.TrailTable;
import trackline.engines.eventbridge.EventBus;
import trackline.engines.eventbridge.LocalEventBridge;
import trackline.engines.lambda.Invoker;
import trackline.engines.lambda.LambdaEndpoint;
import trackline.engines.lambda.LocalFunction;
import trackline.engines.lambda.LocalFunctions;
import trackline.engines.logs.LocalLogs;
import trackline.engines.mapping.EventSourceMapping;
import trackline.engines.mapping.LocalMappings;
import trackline.engines.mapping.Timing;
import trackline.engines.template.FunctionSpec;
import trackline.engines.template.LocalNames;
import trackline.engines.template.Template;
import trackline.engines.template.Trigger;
import trackline.loopback.OwnNames;
import trackline.sql.Rollups;

/**
 * The walk of an event on this machine: the engines, the functions, and what triggers them:
 * streams, the event bus, one another.
 */
final class Walk implements AutoCloseable {
  private static final String ATTACH_FUNCTION = "AttachFunction";
  private static final String ROLLUP_FUNCTION = "RollupFunction";

  private final Clock clock;
  private final Closing closing = new Closing();
  private final Engines engines;
  private final LocalAthena athena;
  private final LocalLogs logs;
  private final LocalMappings made;
  private final LocalFunctions lambda;
  private final LambdaEndpoint invocations;
  private final List<LocalFunction> functions = new ArrayList<>();
  private final List<EventSourceMapping> mappings = new ArrayList<>();
  private final Optional<Following> following;
  private final Landing landing;

  private Walk(Template template, DataFolder data, OwnNames names, Clock clock)
      throws IOException, SQLException {
    this.clock = clock;
    try {
      engines = closing.with(new Engines(template, data, names, clock));
      LakeDatabase lake = closing.with(lake(data));
      logs = closing.with(logs(template, lake, data.of("logs")));
      athena = closing.with(new LocalAthena(lake, clock, this::announce, results(template)));
      made = closing.with(made(data.of("mappings")));
      lambda = closing.with(new LocalFunctions(invokers(template.functions()), made));
      makeFunctions(template.functions(), data.of("logs"), clock);
      invocations = closing.with(LambdaEndpoint.start(lambda, 0, names));
      startMappings(data.of("mappings"));
      made.start();
      following = find(ATTACH_FUNCTION).map(Following::new);
      following.ifPresent(closing::with);
      landing =
          closing.with(
              new Landing(engines.s3().client(), Engines.LANDING, new EventBus(functions), clock));
    } catch (IOException | SQLException | RuntimeException e) {
      closing.close();
      throw e;
    }
  }

  static Walk start(Template template, DataFolder data, OwnNames names, Clock clock)
      throws IOException {
    try {
      return new Walk(template, data, names, clock);
    } catch (SQLException e) {
      throw new IOException("The lake's query engine does not start", e);
    }
  }

  /** The lake, and the trail where there is one. */
  private LakeDatabase lake(DataFolder data) throws SQLException {
    List<TrailTable> tables =
        engines
            .audit()
            .map(audit -> audit.logs(engines.s3(), data.of("trail-rows")))
            .map(logs -> List.of(TrailTable.forLogs(logs), TrailTable.forAthena(logs)))
            .orElse(List.of());
    return new LakeDatabase(
        engines.s3().file(Engines.LAKE, ""), engines.s3().file(Engines.QUARANTINE, ""), tables);
  }

  /** A log group for the trail, and one for each function, which is its log file. */
  private static LocalLogs logs(Template template, LakeDatabase lake, Path folder) {
    Map<String, Path> functions = new HashMap<>();
    for (FunctionSpec spec : template.functions()) {
      functions.put(spec.logGroup(), folder.resolve(spec.logName() + ".log"));
    }
    return new LocalLogs(lake, LocalNames.of("TrailLogGroup"), functions);
  }

  /** The workgroups' results lie where the template says. */
  private ResultFiles results(Template template) {
    Map<String, String> locations = new HashMap<>();
    template
        .resources("AWS::Athena::WorkGroup")
        .forEach(
            (id, properties) ->
                locations.put(
                    LocalNames.of(id),
                    properties
                        .path("WorkGroupConfiguration")
                        .path("ResultConfiguration")
                        .path("OutputLocation")
                        .asText()));
    locations.values().removeIf(String::isEmpty);
    return new ResultFiles(engines.s3().client(), locations);
  }

  /** The functions by name, for one another; each is made after this map. */
  private Map<String, Invoker> invokers(List<FunctionSpec> specs) {
    return specs.stream()
        .map(FunctionSpec::logicalId)
        .collect(Collectors.toMap(Function.identity(), id -> event -> function(id).invoke(event)));
  }

  private LocalMappings made(Path folder) throws IOException {
    return new LocalMappings(
        folder,
        engines.dynamoDb().streams(),
        engines.s3().client(),
        id -> event -> function(id).invoke(event),
        Timing.ordinary());
  }

  private LocalFunction function(String logicalId) {
    return find(logicalId).orElseThrow();
  }

  private Optional<LocalFunction> find(String logicalId) {
    return functions.stream()
        .filter(function -> function.spec().logicalId().equals(logicalId))
        .findFirst();
  }

  private void makeFunctions(List<FunctionSpec> specs, Path logFiles, Clock clock) {
    List<Object> services =
        List.of(
            engines.dynamoDb().streams(),
            engines.s3().client(),
            engines.secrets(),
            engines.firehose(),
            athena,
            logs,
            lambda,
            closing.with(new LocalEventBridge(this::announce, clock)),
            closing.with(UrlConnectionHttpClient.create()),
            clock);
    specs.forEach(
        spec ->
            functions.add(new LocalFunction(spec, with(engines.client(spec), services), logFiles)));
  }

  private static List<Object> with(DynamoDbClient client, List<Object> services) {
    return Stream.concat(Stream.of(client), services.stream()).toList();
  }

  private void announce(String event) {
    new EventBus(functions).put(event);
  }

  private void startMappings(Path folder) throws IOException {
    for (LocalFunction function : functions) {
      for (Trigger trigger : function.spec().triggers()) {
        if (trigger instanceof Trigger.Stream stream) {
          mappings.add(closing.with(Mappings.start(function, stream, engines, folder)));
        }
      }
    }
  }

  /** The ARNs of the streams of other tables that are read, those that were just turned on too. */
  List<String> attached() {
    following.ifPresent(Following::now);
    return made.streams();
  }

  Engines engines() {
    return engines;
  }

  /** Where the functions can be invoked. */
  URI invocations() {
    return invocations.uri();
  }

  List<LocalFunction> functions() {
    return functions;
  }

  /**
   * Imports what has landed, catches the streams up with the tables and delivers everything that is
   * buffered.
   *
   * @return the keys of the objects that were written
   */
  List<String> flush() throws IOException, InterruptedException {
    landing.catchUp();
    lambda.settle();
    for (EventSourceMapping mapping : mappings) {
      mapping.catchUp();
    }
    following.ifPresent(Following::now);
    made.catchUp();
    List<String> objects = engines.firehose().flush();
    if (engines.audit().isPresent()) {
      engines.audit().get().trail().flush();
    }
    return objects;
  }

  /**
   * Computes every rollup anew over what lies in the lake now.
   *
   * @return how many were computed; the log of rollup tells what became of the others
   */
  int refresh() throws InterruptedException {
    settle();
    Instant start = clock.instant();
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("source", "trackline.refresh").put("detail-type", "Trackline Refresh");
    event.putObject("detail").put("force", true).putArray("rollups").add("*");
    invokeRollup(event.toString());
    settle();
    RollupTable table = new RollupTable(engines.dynamoDb().client(), Engines.ROLLUPS_TABLE);
    return (int)
        Rollups.all().stream()
            .flatMap(rollup -> table.find(rollup.name()).version().stream())
            .filter(
                version -> !version.generatedAt().isBefore(start.truncatedTo(ChronoUnit.MILLIS)))
            .count();
  }

  private void invokeRollup(String event) {
    try {
      function(ROLLUP_FUNCTION).invoke(event.getBytes(StandardCharsets.UTF_8));
    } catch (LocalFunction.FunctionFailure e) {
      throw new IllegalStateException("The rollups could not be computed", e);
    }
  }

  /** Waits for what runs in the background: invocations, queries and the events they send. */
  private void settle() throws InterruptedException {
    lambda.settle();
    athena.awaitIdle();
  }

  /** Empties everything; the walk goes on. */
  void reset() throws IOException, InterruptedException {
    settle();
    if (following.isPresent()) {
      following.get().around(this::emptyAndForget);
    } else {
      emptyAndForget();
    }
  }

  private void emptyAndForget() throws IOException {
    landing.forgetAfter(this::empty);
  }

  private void empty() throws IOException {
    made.reset();
    engines.reset();
    logs.reset();
    for (EventSourceMapping mapping : mappings) {
      mapping.reset();
    }
  }

  @Override
  public void close() {
    closing.close();
  }
}
