package trackline.tests.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsRequest;
import trackline.attach.AttachHandler;
import trackline.attach.AttachInTime;
import trackline.aws.StackAnswers;
import trackline.aws.TableStream;
import trackline.engines.dynamodb.DynamoDbEndpoint;
import trackline.engines.eventbridge.LocalEventBridge;
import trackline.engines.mapping.LocalMappings;
import trackline.engines.mapping.Timing;
import trackline.engines.s3.S3Endpoint;
import trackline.engines.template.FunctionSpec;
import trackline.engines.template.Template;
import trackline.tests.faults.FaultyAws.Reply;
import trackline.tests.faults.FaultyAws.Request;
import trackline.tests.faults.FaultyAws.Service;
import trackline.tests.walk.ExistingTable;

/** Attach with its own clients, on services that can be struck, and mappings that run. */
final class AttachStage implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PAYLOADS =
      Path.of(System.getProperty("trackline.root"), "events/attach");

  /** A table that is in order, and that attach has to do something for. */
  private static final String OTHER = "other";

  private static final String BATCH_SIZE = "BATCH_SIZE";
  private static final Duration NO_TIME = Duration.ZERO;
  private static final Duration DAY_AND_MORE = Duration.ofHours(26);

  /** How much faster the time passes than the real one. */
  private static final int TIMES = 20;

  private static final Timing TIMING =
      new Timing(Clock.systemUTC(), Duration.ofMillis(100), Duration.ofMillis(100));

  /** The AWS calls of attach. */
  enum Call {
    /** Of all the mappings of forward. */
    LIST("GET"),
    /** Of all the mappings of a stream. */
    READERS("GET"),
    LOOK("DescribeTable"),
    /** After the stream was turned on. */
    LOOK_AGAIN("DescribeTable"),
    ENABLE("UpdateTable"),
    STREAMS("ListStreams"),
    STREAM("DescribeStream"),
    CREATE("POST"),
    UPDATE("PUT"),
    DELETE("DELETE"),
    ANNOUNCE("PutEvents"),
    ANSWER("PUT");

    private final String name;

    Call(String name) {
      this.name = name;
    }

    /** Whether there is something else afterwards. */
    boolean isDoing() {
      return switch (this) {
        case LIST, READERS, LOOK, LOOK_AGAIN, STREAMS, STREAM -> false;
        case ENABLE, CREATE, UPDATE, DELETE, ANNOUNCE, ANSWER -> true;
      };
    }

    boolean can(Fault fault) {
      return switch (fault) {
        case PARTIAL -> Partly.can(name);
        // What only asks has nothing done by it: it hangs.
        case TIME_OUT -> isDoing();
        // How many there are nothing says.
        case SHORT_ANSWER -> this == LIST || this == STREAMS;
        // S3, where CloudFormation waits, acknowledges by its status alone.
        case HALF_AN_ANSWER, BREAK_OFF, STALL, ANOTHERS_ANSWER, EMPTY_ANSWER, EMPTY_OBJECT ->
            this != ANSWER;
        default -> true;
      };
    }
  }

  /** What a table is like, and who asks for it to be attached. */
  enum Work {
    /** Its stream is on. */
    NEW("create"),
    NEW_ON_SCHEDULE("schedule"),
    /** It has no stream, and may get one. */
    OFF("create"),
    OFF_ON_SCHEDULE("schedule"),
    /** Its mapping has other settings. */
    CHANGED("update"),
    /** It is named by its stream. */
    NAMED_STREAM("create"),
    /** Its stream was disabled and enabled twice, and only the first one has a mapping. */
    REPLACED("schedule"),
    /** The same a day later, when all that are left have theirs. */
    DRAINED("schedule"),
    NAMED_NO_LONGER("update"),
    STACK_DELETED("delete");

    private final String event;

    Work(String event) {
      this.event = event;
    }

    boolean isAskedByStack() {
      return !event.equals("schedule");
    }
  }

  /**
   * A table before attach comes.
   *
   * @param environment the function's
   * @param ahead how old its streams are
   * @param uuids the mappings that it has
   * @param kept its streams that have a mapping and must keep it
   * @param wanted its streams that have a mapping in the end
   * @param items what forward has got in the end
   */
  record Scene(
      Work work,
      String table,
      Map<String, String> environment,
      Duration ahead,
      Set<String> uuids,
      Set<String> kept,
      Set<String> wanted,
      List<String> items) {}

  /**
   * The end of an invocation.
   *
   * @param answer the function's own; none where it failed
   * @param toStack what CloudFormation has got at last
   * @param left of the function's time
   */
  record End(Optional<JsonNode> answer, Optional<JsonNode> toStack, Duration left) {
    /** Whether it says that all is done. */
    boolean isSuccess(Work work) {
      return work.isAskedByStack()
          ? toStack.filter(CloudFormation::isSuccess).isPresent()
          : answer.stream().anyMatch(one -> one.path("refused").isEmpty());
    }

    /** Why not all is done. */
    List<String> reasons() {
      List<String> reasons = new ArrayList<>();
      toStack.ifPresent(one -> reasons.add(one.path("Reason").asText()));
      answer.ifPresent(one -> one.path("refused").forEach(text -> reasons.add(text.asText())));
      return reasons;
    }
  }

  private final CloudFormation stack = new CloudFormation();
  private final Set<String> forwarded = ConcurrentHashMap.newKeySet();
  private final HastyTime time = new HastyTime(TIMES);
  private final DynamoDbEndpoint dynamoDb;
  private final S3Endpoint s3;
  private final LocalMappings mappings;
  private final FaultyAws tables;
  private final FaultyAws lambda;
  private final FaultyAws bus;
  private final FaultyAws cloudFormation;
  private final FunctionSpec spec;
  private final SdkHttpClient http;
  private final AttachInTime function;

  /** The same for what comes before a case: it never gives up, however busy the machine is. */
  private final AttachInTime patient;

  private volatile boolean hasEnabled;
  private int scenes;

  AttachStage(Path folder) throws IOException {
    spec = Template.load(Map.of("ExistingTables", OTHER)).function("AttachFunction");
    dynamoDb = DynamoDbEndpoint.start(folder.resolve("dynamodb"), 0);
    s3 = S3Endpoint.start(folder.resolve("s3"), 0, List.of("unused"));
    mappings =
        new LocalMappings(
            folder.resolve("mappings"),
            dynamoDb.streams(),
            s3.client(),
            name -> this::forward,
            TIMING);
    tables = new FaultyAws(noted(Behind.engine(dynamoDb.uri())));
    lambda = new FaultyAws(InProcess.mappings(mappings));
    bus = new FaultyAws(InProcess.events(new LocalEventBridge(event -> {}, time)));
    cloudFormation = new FaultyAws(stack);
    http = StackAnswers.client(time.shortened(StackAnswers.TIME_OUT));
    function = function(FaultyAws.shortened(AttachHandler.PATIENCE, TIMES));
    patient = function(ClientOverrideConfiguration.builder().build());
    turnOn(create(OTHER));
  }

  private AttachInTime function(ClientOverrideConfiguration patience) {
    return new AttachInTime(
        tables.client(DynamoDbClient.builder(), patience),
        tables.client(DynamoDbStreamsClient.builder(), patience),
        lambda.client(LambdaClient.builder(), patience),
        bus.client(EventBridgeClient.builder(), patience),
        http,
        time::pass);
  }

  private Service noted(Service service) {
    return request -> {
      Reply reply = service.ask(request);
      hasEnabled |= request.call().equals(Call.ENABLE.name);
      return reply;
    };
  }

  private byte[] forward(byte[] event) throws IOException {
    for (JsonNode entry : JSON.readTree(event).path("Records")) {
      forwarded.add(entry.path("dynamodb").path("NewImage").path("id").path("S").asText());
    }
    return "{\"batchItemFailures\":[]}".getBytes(UTF_8);
  }

  /** Makes a table as attach is to meet it; nothing else has a mapping. */
  Scene prepare(Work work) throws IOException {
    List.of(tables, lambda, bus, cloudFormation).forEach(FaultyAws::recover);
    mappings.reset();
    String table = create(work.name().toLowerCase(Locale.ROOT) + scenes++ + "_");
    Map<String, String> environment = environment(table);
    List<String> streams = new ArrayList<>();
    Duration ahead = NO_TIME;
    switch (work) {
      case NEW, NEW_ON_SCHEDULE -> streams.add(turnOn(table));
      case OFF, OFF_ON_SCHEDULE -> environment.put("ENABLE_STREAMS", "on");
      case CHANGED -> {
        streams.add(turnOn(table));
        run(Map.of(BATCH_SIZE, "7"), environment, NO_TIME);
      }
      case NAMED_STREAM -> {
        streams.add(turnOn(table));
        environment.put("EXISTING_TABLES", streams.getFirst() + "," + OTHER);
      }
      case REPLACED -> {
        streams.add(turnOn(table));
        run(Map.of("EXISTING_TABLES", table), environment, NO_TIME);
        streams.add(turnOnAgain(table));
        streams.add(turnOnAgain(table));
      }
      case DRAINED -> {
        turnOn(table);
        run(Map.of("EXISTING_TABLES", table), environment, NO_TIME);
        streams.add(turnOnAgain(table));
        run(Map.of("EXISTING_TABLES", table), environment, NO_TIME);
        ahead = DAY_AND_MORE;
      }
      case NAMED_NO_LONGER -> {
        turnOn(table);
        run(Map.of(), environment, NO_TIME);
        environment.put("EXISTING_TABLES", OTHER);
      }
      case STACK_DELETED -> {
        turnOn(table);
        run(Map.of(), environment, NO_TIME);
      }
    }
    return scene(work, table, environment, ahead, streams);
  }

  private Scene scene(
      Work work,
      String table,
      Map<String, String> environment,
      Duration ahead,
      List<String> wanted) {
    Set<String> mapped = streams(table);
    return new Scene(
        work,
        table,
        environment,
        ahead,
        of(table).stream().map(EventSourceMappingConfiguration::uuid).collect(Collectors.toSet()),
        wanted.stream().filter(mapped::contains).collect(Collectors.toSet()),
        Set.copyOf(wanted),
        work == Work.DRAINED ? List.of() : List.copyOf(wanted));
  }

  private Map<String, String> environment(String table) {
    Map<String, String> environment = new HashMap<>(spec.environment());
    environment.put("EXISTING_TABLES", table + "," + OTHER);
    return environment;
  }

  /** Has attach bring a scene to where the case begins. */
  private void run(Map<String, String> other, Map<String, String> environment, Duration ahead)
      throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(other);
    if (!invoke(patient, all, ahead, "schedule").isSuccess(Work.NEW_ON_SCHEDULE)) {
      throw new IllegalStateException("The table could not be brought to where the case begins");
    }
  }

  private String create(String table) {
    ExistingTable.create(dynamoDb.client(), table);
    return table;
  }

  /** Gives a table a stream, and the stream an item that is called by its ARN. */
  private String turnOn(String table) {
    TableStream.enable(dynamoDb.client(), table, false);
    String stream = latest(table);
    dynamoDb
        .client()
        .putItem(put -> put.tableName(table).item(Map.of("id", AttributeValue.fromS(stream))));
    return stream;
  }

  private String turnOnAgain(String table) {
    ExistingTable.disable(dynamoDb.client(), table);
    return turnOn(table);
  }

  private String latest(String table) {
    return dynamoDb.client().describeTable(look -> look.tableName(table)).table().latestStreamArn();
  }

  /** From now on so many of such calls are struck: for this table alone, where they are for one. */
  void strike(Scene scene, Call call, Fault fault, int times) {
    hasEnabled = false;
    service(call)
        .strike(
            request -> request.call().equals(call.name) && is(request, scene, call), fault, times);
  }

  private boolean is(Request request, Scene scene, Call call) {
    String uri = request.uri().toString();
    return switch (call) {
      case LIST -> uri.contains("FunctionName=");
      case READERS -> uri.contains("EventSourceArn=") && uri.contains(scene.table());
      case UPDATE, DELETE -> scene.uuids().stream().anyMatch(uri::endsWith);
      case LOOK_AGAIN -> hasEnabled && request.holds(scene.table());
      case LOOK, ENABLE, STREAMS, STREAM, CREATE, ANNOUNCE -> request.holds(scene.table());
      case ANSWER -> true;
    };
  }

  boolean hasStruck(Call call) {
    return service(call).struck() > 0;
  }

  int recover(Call call) {
    return service(call).recover();
  }

  private FaultyAws service(Call call) {
    return switch (call) {
      case LIST, READERS, CREATE, UPDATE, DELETE -> lambda;
      case LOOK, LOOK_AGAIN, ENABLE, STREAMS, STREAM -> tables;
      case ANNOUNCE -> bus;
      case ANSWER -> cloudFormation;
    };
  }

  /** Has it asked for by the one who asks for it. */
  End invoke(Scene scene) throws IOException {
    return invoke(function, scene.environment(), scene.ahead(), scene.work().event);
  }

  /**
   * The stack asks for many tables at once, and every call about a table takes a while.
   *
   * @param timeOut the function's
   */
  End invokeSlowly(int many, Duration each, Duration timeOut) throws IOException {
    mappings.reset();
    List<String> names =
        IntStream.range(0, many).mapToObj(number -> "many" + scenes++ + "_").toList();
    names.forEach(name -> turnOn(create(name)));
    Map<String, String> environment = environment(String.join(",", names));
    tables.delay(time.shortened(each));
    try {
      return invoke(function, environment, NO_TIME, Work.NEW.event, timeOut);
    } finally {
      tables.recover();
    }
  }

  /** The next run of the schedule. */
  End runOnSchedule(Scene scene) throws IOException {
    return invoke(function, scene.environment(), scene.ahead(), "schedule");
  }

  private End invoke(
      AttachInTime attach, Map<String, String> environment, Duration ahead, String payload)
      throws IOException {
    return invoke(attach, environment, ahead, payload, spec.timeout());
  }

  private End invoke(
      AttachInTime attach,
      Map<String, String> environment,
      Duration ahead,
      String payload,
      Duration timeOut)
      throws IOException {
    stack.forget();
    byte[] event = event(payload);
    InvocationContext context = new InvocationContext(time, time.instant().plus(timeOut));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Optional<JsonNode> answer = Optional.empty();
    try {
      attach
          .handler(environment, Clock.offset(Clock.systemUTC(), ahead))
          .handleRequest(new ByteArrayInputStream(event), out, context);
      answer = Optional.of(JSON.readTree(out.toByteArray()));
    } catch (IOException | RuntimeException e) {
      // Lambda tries again; the schedule comes again.
    }
    Duration left = Duration.ofMillis(context.getRemainingTimeInMillis());
    return new End(answer, stack.answer(), left);
  }

  private byte[] event(String payload) throws IOException {
    ObjectNode event =
        (ObjectNode) JSON.readTree(Files.readString(PAYLOADS.resolve(payload + ".json")));
    if (event.has("ResponseURL")) {
      event.put("ResponseURL", cloudFormation.uri() + "/answer");
    }
    return event.toString().getBytes(UTF_8);
  }

  /** Whether a table has the mappings that it is to have in the end, as they are to be. */
  boolean isRight(Scene scene) {
    Set<String> wanted =
        scene.environment().get("ENABLE_STREAMS").equals("on")
            ? Optional.ofNullable(latest(scene.table())).stream().collect(Collectors.toSet())
            : scene.wanted();
    int batch = Integer.parseInt(scene.environment().get(BATCH_SIZE));
    return streams(scene.table()).equals(wanted)
        && of(scene.table()).stream().allMatch(one -> one.batchSize() == batch);
  }

  /** Whether the table beside it has its mapping or, when the stack is deleted, has none. */
  boolean isOtherRight(Scene scene) {
    return scene.work() == Work.STACK_DELETED
        ? of(OTHER).isEmpty()
        : streams(OTHER).equals(Set.of(latest(OTHER)));
  }

  /** The streams of a table that have a mapping. */
  Set<String> streams(String table) {
    return of(table).stream()
        .map(EventSourceMappingConfiguration::eventSourceArn)
        .collect(Collectors.toSet());
  }

  /** The mappings of a table's streams. */
  List<EventSourceMappingConfiguration> of(String table) {
    return mappings
        .list(ListEventSourceMappingsRequest.builder().build())
        .eventSourceMappings()
        .stream()
        .filter(one -> one.eventSourceArn().contains("table/" + table + "/"))
        .toList();
  }

  /** Everything that forward has got, when it has all that it can get. */
  Set<String> forwarded() throws IOException, InterruptedException {
    mappings.catchUp();
    return forwarded;
  }

  @Override
  public void close() {
    List.of(tables, lambda, bus, cloudFormation).forEach(FaultyAws::close);
    mappings.close();
    http.close();
    s3.close();
    dynamoDb.close();
  }
}
