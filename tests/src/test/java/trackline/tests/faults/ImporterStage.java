package trackline.tests.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPOutputStream;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import trackline.aws.QuarantineReader;
import trackline.engines.dynamodb.DynamoDbEndpoint;
import trackline.engines.s3.S3Endpoint;
import trackline.engines.template.LocalNames;
import trackline.engines.template.TableRequest;
import trackline.engines.template.Template;
import trackline.importer.ImporterHandler;

/** The importer with its own clients, on services that can be struck. */
final class ImporterStage implements AutoCloseable {
  private static final String LANDING = LocalNames.of("LandingBucket");
  private static final String QUARANTINE = LocalNames.of("QuarantineBucket");
  private static final String EVENTS = LocalNames.of("EventsTable");
  private static final String IMPORTS = LocalNames.of("ImportsTable");

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final int WARM_UPS = 20;

  private static final Duration AMPLE = Duration.ofMinutes(15);

  /**
   * Of an invocation in which a call is struck: half a second more than what the importer keeps.
   */
  private static final Duration LITTLE = Duration.ofMillis(30_500);

  private static final Duration NONE = Duration.ZERO;

  /** The AWS calls of the importer. */
  enum Call {
    FIND("GetItem"),
    TAKE("UpdateItem"),
    READ("GET"),
    /** What comes after a place in the file. */
    READ_REST("GET"),
    ERASED_USERS("BatchGetItem"),
    INSERT("BatchExecuteStatement"),
    COMPARE("BatchGetItem"),
    QUARANTINE("PUT"),
    /** How far the file is. */
    RECORD("UpdateItem"),
    /** That another invocation may go on. */
    RELEASE("UpdateItem"),
    /** That the file is done. */
    END("UpdateItem"),
    GO_ON("POST");

    private final String name;

    Call(String name) {
      this.name = name;
    }

    boolean is(FaultyAws.Request request) {
      return request.call().equals(name)
          && switch (this) {
            case TAKE -> isTake(request);
            case RELEASE -> isRelease(request);
            case END -> isEnd(request);
            case RECORD -> !isTake(request) && !isRelease(request) && !isEnd(request);
            case READ -> !request.has("Range");
            case READ_REST -> request.has("Range");
            case ERASED_USERS -> request.holds(LocalNames.of("ErasuresTable"));
            case COMPARE -> request.holds('"' + EVENTS + '"');
            case FIND, INSERT, QUARANTINE, GO_ON -> true;
          };
    }

    private static boolean isTake(FaultyAws.Request request) {
      return request.holds("if_not_exists(started_at");
    }

    private static boolean isRelease(FaultyAws.Request request) {
      return request.holds("\"1970-01-01");
    }

    private static boolean isEnd(FaultyAws.Request request) {
      return request.holds("finished_at");
    }

    boolean can(Fault fault) {
      return switch (fault) {
        case PARTIAL -> Partly.can(name);
        // A user who is not in the answer is not erased: nothing says how many there are.
        case SHORT_ANSWER -> this == INSERT || this == COMPARE;
        // S3 acknowledges by its status alone.
        case ANOTHERS_ANSWER, EMPTY_ANSWER, EMPTY_OBJECT -> this != QUARANTINE;
        // Nor has Lambda's answer to what is done later a body.
        case HALF_AN_ANSWER, BREAK_OFF, STALL -> this != QUARANTINE && this != GO_ON;
        default -> true;
      };
    }
  }

  /** A file and the state in which the importer finds it. */
  enum Work {
    FILE,
    GZIP_FILE {
      @Override
      byte[] file(String user) {
        return gzip(super.file(user));
      }
    },
    /** The same file once more: its events are in the table. */
    KNOWN_EVENTS,
    /** More than one batch, in which the time is up after the first. */
    LONG_FILE {
      @Override
      byte[] file(String user) {
        return longFile(user);
      }
    },
    /** The same when the first batch is done, and the file is gone on with. */
    REST_OF_A_FILE {
      @Override
      byte[] file(String user) {
        return longFile(user);
      }
    };

    byte[] file(String user) {
      return ImporterStage.file(user, "");
    }
  }

  /** What became of a file: its events, and what was refused. */
  record Handled(List<String> events, List<String> refused) {
    static final Handled WHOLE = new Handled(List.of("a", "b", "c", "d", "e"), List.of("refused"));
  }

  private final DynamoDbEndpoint dynamoDb;
  private final S3Endpoint s3;
  private final FaultyAws tables;
  private final FaultyAws buckets;
  private final FaultyAws lambda;
  private final Queue<String> toItself = new ConcurrentLinkedQueue<>();
  private final ImporterHandler function;

  /** The same for what comes before a case: it never gives up, however busy the machine is. */
  private final ImporterHandler patient;

  private final PassingTime clock = new PassingTime();
  private volatile boolean endsAfterABatch;

  ImporterStage(Path folder) throws IOException {
    Template template = Template.load(Map.of("AirkitOrganizationId", "local"));
    dynamoDb = DynamoDbEndpoint.start(folder.resolve("dynamodb"), 0);
    s3 = S3Endpoint.start(folder.resolve("s3"), 0, List.of(LANDING, QUARANTINE));
    template
        .resources("AWS::DynamoDB::Table")
        .forEach(
            (id, properties) -> dynamoDb.client().createTable(TableRequest.of(id, properties)));
    tables = new FaultyAws(timed(Behind.engine(dynamoDb.uri())));
    buckets = new FaultyAws(Behind.engine(s3.uri()));
    lambda = new FaultyAws(Behind.lambda(toItself));
    Map<String, String> environment = template.function("ImporterFunction").environment();
    function = function(environment, FaultyAws.hasty());
    patient = function(environment, ClientOverrideConfiguration.builder().build());
  }

  private ImporterHandler function(
      Map<String, String> environment, ClientOverrideConfiguration patience) {
    return new ImporterHandler(
        environment,
        tables.client(DynamoDbClient.builder(), patience),
        buckets.client(S3Client.builder().forcePathStyle(true), patience),
        lambda.client(LambdaClient.builder(), patience),
        clock);
  }

  /** The tables; the time may be up when a batch is in them. */
  private FaultyAws.Service timed(FaultyAws.Service service) {
    return request -> {
      FaultyAws.Reply reply = service.ask(request);
      if (endsAfterABatch && Call.INSERT.is(request)) {
        clock.left(NONE);
      }
      return reply;
    };
  }

  /** The slowness of first calls, with time-outs this short, is not what is asked. */
  void warmUp() throws IOException {
    String event = prepare(Work.FILE, "warm");
    Optional<String> status = invoke(event, "warm");
    for (int i = 0; status.isEmpty() && i < WARM_UPS; i++) {
      status = invoke(event, "warm");
    }
  }

  /** Lands a user's file, brings the importer to where it meets it, and returns the event. */
  String prepare(Work work, String user) throws IOException {
    toItself.clear();
    s3.reset();
    byte[] file = work.file(user);
    String event = land(user, file);
    switch (work) {
      case FILE, GZIP_FILE -> {}
      case KNOWN_EVENTS -> prepared(land(user + "-before", file), "before");
      case LONG_FILE -> endsAfterABatch = true;
      case REST_OF_A_FILE -> {
        endsAfterABatch = true;
        prepared(event, "first");
        endsAfterABatch = false;
        event = toItself.remove();
      }
    }
    return event;
  }

  private void prepared(String event, String requestId) {
    if (answer(patient, event, requestId).isEmpty()) {
      throw new IllegalStateException("The file could not be brought to where the case begins");
    }
  }

  private String land(String key, byte[] content) {
    String etag =
        s3.client()
            .putObject(put -> put.bucket(LANDING).key(key), RequestBody.fromBytes(content))
            .eTag()
            .replace("\"", "");
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("source", "aws.s3").put("detail-type", "Object Created");
    ObjectNode detail = event.putObject("detail");
    detail.putObject("bucket").put("name", LANDING);
    detail.putObject("object").put("key", key).put("etag", etag).put("size", content.length);
    return event.toString();
  }

  /** From now on every such call is struck, and from the first of them on there is little time. */
  void strike(Call call, Fault fault, int times) {
    service(call)
        .strike(
            request -> {
              boolean is = call.is(request);
              if (is && !endsAfterABatch) {
                clock.left(LITTLE);
              }
              return is;
            },
            fault,
            times);
  }

  boolean hasStruck(Call call) {
    return service(call).struck() > 0;
  }

  int recover(Call call) {
    endsAfterABatch = false;
    return service(call).recover();
  }

  private FaultyAws service(Call call) {
    return switch (call) {
      case READ, READ_REST, QUARANTINE -> buckets;
      case GO_ON -> lambda;
      default -> tables;
    };
  }

  /**
   * Invokes the function; the status that it answers for the file, none where it failed.
   *
   * @param requestId the same when Lambda tries again
   */
  Optional<String> invoke(String event, String requestId) {
    return answer(function, event, requestId)
        .map(answer -> answer.path("files").path(0).path("status").asText());
  }

  /** Has a user's events judged again that were refused once; the results, none where it failed. */
  List<String> replay(String user, boolean dryRun) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    ObjectNode replay = event.putObject("replay").put("door", "importer").put("dry_run", dryRun);
    ArrayNode entries = replay.putArray("entries");
    new String(file(user, ""), UTF_8)
        .lines()
        .filter(line -> !line.contains("unknown"))
        .forEach(
            line ->
                entries
                    .addObject()
                    .put("door", "importer")
                    .put("reason", "invalid")
                    .put("object", LANDING + "/" + user + "#0")
                    .put("received_at", "2026-11-20T10:00:00.000Z")
                    .put("raw", line));
    List<String> results = new ArrayList<>();
    answer(function, event.toString(), "replay")
        .ifPresent(
            answer ->
                answer
                    .path("results")
                    .forEach(result -> results.add(result.path("status").asText())));
    return results;
  }

  private Optional<JsonNode> answer(ImporterHandler function, String event, String requestId) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    clock.begin();
    try {
      function.handleRequest(
          new ByteArrayInputStream(event.getBytes(UTF_8)),
          out,
          new InvocationContext(clock, clock.deadline, requestId));
      return Optional.of(JSON.readTree(out.toByteArray()));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Lambda waits before it tries again. */
  void waitForLambda() {
    clock.pass(Duration.ofMinutes(1));
  }

  /** The events that the function has sent to itself and not yet got. */
  Queue<String> toItself() {
    return toItself;
  }

  /** Everything that became of a user's file, asked past all faults. */
  Handled handled(String user) {
    return new Handled(stored(user), refused());
  }

  private List<String> stored(String user) {
    return dynamoDb
        .client()
        .queryPaginator(
            query ->
                query
                    .tableName(EVENTS)
                    .consistentRead(true)
                    .keyConditionExpression("user_id = :user")
                    .expressionAttributeValues(Map.of(":user", AttributeValue.fromS(user))))
        .items()
        .stream()
        .map(item -> item.get("event_id").s())
        .sorted()
        .toList();
  }

  /** What is in quarantine of the files under the user's name. */
  private List<String> refused() {
    List<String> refused = new ArrayList<>();
    s3.client()
        .listObjectsV2Paginator(list -> list.bucket(QUARANTINE))
        .contents()
        .forEach(
            object ->
                QuarantineReader.all(
                        s3.client()
                            .getObjectAsBytes(get -> get.bucket(QUARANTINE).key(object.key()))
                            .asByteArray())
                    .stream()
                    .map(ObjectNode::toString)
                    .filter(line -> !line.contains("-before#"))
                    .forEach(line -> refused.add(line.contains("unknown") ? "refused" : line)));
    return refused;
  }

  /** The status that a file's receipt says. */
  String receipt(String user) {
    List<String> statuses =
        dynamoDb
            .client()
            .query(
                query ->
                    query
                        .tableName(IMPORTS)
                        .keyConditionExpression("#object = :object")
                        .expressionAttributeNames(Map.of("#object", "object"))
                        .expressionAttributeValues(
                            Map.of(":object", AttributeValue.fromS(LANDING + "/" + user))))
            .items()
            .stream()
            .map(item -> item.get("status").s())
            .toList();
    return String.join(",", statuses);
  }

  /** Five events, and in their midst an object that is refused. */
  private static byte[] file(String user, String filler) {
    return """
    {"eventTime":"2026-11-19T23:23:11Z","type":"step","actorId":"%1$s","appEventId":"a"%2$s}
    {"eventTime":"2026-11-19T23:23:12Z","type":"step","actorId":"%1$s","appEventId":"b"%2$s}
    {"unknown":1%2$s}
    {"eventTime":"2026-11-19T23:23:13Z","type":"step","actorId":"%1$s","appEventId":"c"%2$s}
    {"eventTime":"2026-11-19T23:23:14Z","type":"step","actorId":"%1$s","appEventId":"d"%2$s}
    {"eventTime":"2026-11-19T23:23:15Z","type":"step","actorId":"%1$s","appEventId":"e"%2$s}
    """
        .formatted(user, filler)
        .getBytes(UTF_8);
  }

  /** The first five objects fill a batch. */
  private static byte[] longFile(String user) {
    return file(user, " ".repeat(1_000_000));
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    List.of(tables, buckets, lambda).forEach(FaultyAws::close);
    s3.close();
    dynamoDb.close();
  }

  /** The time, which goes on by itself, and makes a step to where an invocation has little left. */
  private static final class PassingTime extends Clock {
    private final Clock real = Clock.systemUTC();
    private volatile Duration ahead = Duration.ZERO;
    private volatile Instant deadline = real.instant();

    void pass(Duration time) {
      ahead = ahead.plus(time);
    }

    void begin() {
      deadline = instant().plus(AMPLE);
    }

    /** From now on the invocation has no more time left than this. */
    void left(Duration time) {
      Duration now = Duration.between(instant(), deadline);
      if (now.compareTo(time) > 0) {
        ahead = ahead.plus(now.minus(time));
      }
    }

    @Override
    public Instant instant() {
      return real.instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
      return real.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
