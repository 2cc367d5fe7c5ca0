package trackline.engines.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.model.S3Object;
import trackline.engines.dynamodb.DynamoDbEndpoint;
import trackline.engines.kit.Child;
import trackline.engines.kit.EventTables;
import trackline.engines.kit.Until;
import trackline.engines.lambda.Invoker;
import trackline.engines.s3.S3Endpoint;

final class EventSourceMappingTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BUCKET = "trackline-quarantine";
  private static final byte[] SUCCESS = "{\"batchItemFailures\":[]}".getBytes(UTF_8);
  private static final Timing FAST =
      new Timing(Clock.systemUTC(), Duration.ofMillis(20), Duration.ofMillis(1));

  @TempDir Path folder;
  private DynamoDbEndpoint dynamoDb;
  private S3Endpoint s3;
  private final List<String> handled = Collections.synchronizedList(new ArrayList<>());
  private final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void start() throws IOException {
    dynamoDb = DynamoDbEndpoint.start(folder.resolve("dynamodb"), 0);
    s3 = S3Endpoint.start(folder.resolve("s3"), 0, List.of(BUCKET));
    EventTables.create(dynamoDb.client());
  }

  @AfterEach
  void stop() {
    dynamoDb.close();
    s3.close();
  }

  @Test
  void handsRecordsOverInOrderAndInBatches() throws Exception {
    put(0, 25);
    try (EventSourceMapping mapping = mapping(this::take, Duration.ofHours(1))) {
      mapping.catchUp();

      assertThat(handled).containsExactlyElementsOf(keys(0, 25));
      assertThat(batches).allMatch(size -> size <= 10).contains(10);
      put(25, 26);
      mapping.catchUp();
      assertThat(handled).containsExactlyElementsOf(keys(0, 26));
    }
  }

  @Test
  void handlesAllThatWasWrittenBeforeTheCall() throws Exception {
    put(0, ShardReader.PAGE + 5);
    try (EventSourceMapping mapping = mapping(this::take, Duration.ofHours(1))) {
      mapping.catchUp();

      assertThat(handled).containsExactlyElementsOf(keys(0, ShardReader.PAGE + 5));
    }
  }

  @Test
  void doesNotWaitForWhatIsWrittenMeanwhile() throws Exception {
    put(0, 25);
    AtomicBoolean enough = new AtomicBoolean();
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int n = 1_000; !enough.get(); n++) {
                    put(n, n + 1);
                  }
                });
    try (EventSourceMapping mapping = mapping(this::take, Duration.ofHours(1))) {
      CompletableFuture.runAsync(() -> catchUp(mapping)).get(20, TimeUnit.SECONDS);
      assertThat(handled).startsWith(keys(0, 25).toArray(String[]::new));
    } finally {
      enough.set(true);
      writer.join();
    }
  }

  private static void catchUp(EventSourceMapping mapping) {
    try {
      mapping.catchUp();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void waitsForTheWindowAndThenPolls() throws Exception {
    put(0, 3);
    try (EventSourceMapping _ = mapping(this::take, Duration.ofMillis(50))) {
      Until.isTrue(() -> handled.size() == 3);
    }
  }

  @Test
  void rendersRecordsAsLambdaDoes() throws Exception {
    List<JsonNode> events = new ArrayList<>();
    dynamoDb
        .client()
        .putItem(
            r ->
                r.tableName(EventTables.NAME)
                    .item(
                        Map.of(
                            "user_id", AttributeValue.fromS("u"),
                            "event_key", AttributeValue.fromS("k"),
                            "n", AttributeValue.fromN("12345678901234567890123456789012345678"),
                            "b", AttributeValue.fromB(SdkBytes.fromUtf8String("\u00ff")),
                            "ns", AttributeValue.fromNs(List.of("1")),
                            "nul", AttributeValue.fromNul(true),
                            "m", AttributeValue.fromM(Map.of("x", AttributeValue.fromBool(false))),
                            "l", AttributeValue.fromL(List.of(AttributeValue.fromS("y"))))));
    try (EventSourceMapping mapping =
        mapping(
            event -> {
              events.add(JSON.readTree(event));
              return SUCCESS;
            },
            Duration.ofHours(1))) {
      mapping.catchUp();
    }

    JsonNode record = events.getFirst().path("Records").path(0);
    assertThat(record.path("eventName").asText()).isEqualTo("INSERT");
    assertThat(record.path("eventSource").asText()).isEqualTo("aws:dynamodb");
    assertThat(record.path("eventSourceARN").asText())
        .isEqualTo(EventTables.streamArn(dynamoDb.client()));
    assertThat(record.path("dynamodb").path("ApproximateCreationDateTime").isIntegralNumber())
        .isTrue();
    assertThat(record.path("dynamodb").path("NewImage"))
        .isEqualTo(
            JSON.readTree(
                """
                {"user_id":{"S":"u"},"event_key":{"S":"k"},
                 "n":{"N":"12345678901234567890123456789012345678"},"b":{"B":"w78="},
                 "ns":{"NS":["1"]},"nul":{"NULL":true},"m":{"M":{"x":{"BOOL":false}}},
                 "l":{"L":[{"S":"y"}]}}
                """));
  }

  @Test
  void holdsBackWhatTheFilterDoesNotMatch() throws Exception {
    put(0, 2);
    put(0, 1);
    dynamoDb
        .client()
        .deleteItem(
            r ->
                r.tableName(EventTables.NAME)
                    .key(
                        Map.of(
                            "user_id", AttributeValue.fromS("u"),
                            "event_key", AttributeValue.fromS("key-0001"))));
    try (EventSourceMapping mapping = mapping(this::take, Duration.ofHours(1))) {
      mapping.catchUp();
    }
    assertThat(handled).containsExactlyElementsOf(keys(0, 2));
  }

  @Test
  void aPoisonRecordGoesToTheFailureDestinationAndTheOthersToTheFunction() throws Exception {
    put(0, 25);
    try (EventSourceMapping mapping =
        mapping(
            event -> {
              if (new String(event, UTF_8).contains("key-0013")) {
                throw new IllegalStateException("poison");
              }
              return take(event);
            },
            Duration.ofHours(1))) {
      mapping.catchUp();
    }

    List<String> others = new ArrayList<>(keys(0, 25));
    others.remove("key-0013");
    assertThat(handled).containsExactlyElementsOf(others);
    S3Object object = s3.client().listObjectsV2(r -> r.bucket(BUCKET)).contents().getFirst();
    assertThat(object.key())
        .matches(
            "aws/lambda/[0-9a-f-]{36}/shardId-[^/]+/\\d{4}/\\d\\d/\\d\\d/"
                + "\\d{4}-\\d\\d-\\d\\dT\\d\\d\\.\\d\\d\\.\\d\\d-[0-9a-f-]{36}");
    JsonNode failure =
        JSON.readTree(
            s3.client().getObjectAsBytes(r -> r.bucket(BUCKET).key(object.key())).asByteArray());
    assertThat(failure.path("requestContext").path("condition").asText())
        .isEqualTo("RetryAttemptsExhausted");
    assertThat(failure.path("DDBStreamBatchInfo").path("batchSize").asInt()).isOne();
    assertThat(failure.path("payload").asText()).contains("key-0013").contains("NewImage");
  }

  @Test
  void retriesFromTheLowestFailedRecord() throws Exception {
    put(0, 10);
    List<String> once = new ArrayList<>(List.of("key-0004", "key-0007"));
    try (EventSourceMapping mapping =
        mapping(
            event -> {
              for (JsonNode record : JSON.readTree(event).path("Records")) {
                String key = key(record);
                if (once.remove(key)) {
                  return failed(record);
                }
                handled.add(key);
              }
              return SUCCESS;
            },
            Duration.ofHours(1))) {
      mapping.catchUp();
    }
    assertThat(handled).containsExactlyElementsOf(keys(0, 10));
  }

  @Test
  void goesOnFromItsCheckpointAfterAKill() throws Exception {
    stop();
    List<String> before = new ArrayList<>();
    try (Child child = new Child(Reader.class, folder)) {
      while (before.size() < 30) {
        before.add(child.line());
      }
      before.addAll(child.kill());
    }
    dynamoDb = DynamoDbEndpoint.start(folder.resolve("dynamodb"), 0);
    s3 = S3Endpoint.start(folder.resolve("s3"), 0, List.of(BUCKET));
    try (EventSourceMapping mapping = mapping(this::take, Duration.ofHours(1))) {
      mapping.catchUp();
    }

    List<String> all = new ArrayList<>(before);
    all.addAll(handled);
    assertThat(all).containsAll(EventTables.keys(dynamoDb.client()));
    assertThat(handled).doesNotContainAnyElementsOf(before.subList(0, 10));
  }

  /** Puts items and reads them through a mapping, printing each key that was handled. */
  static final class Reader {
    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[0]);
      DynamoDbEndpoint dynamoDb = DynamoDbEndpoint.start(folder.resolve("dynamodb"), 0);
      S3Endpoint s3 = S3Endpoint.start(folder.resolve("s3"), 0, List.of(BUCKET));
      Invoker print =
          event -> {
            for (JsonNode record : JSON.readTree(event).path("Records")) {
              System.out.println(key(record));
            }
            return SUCCESS;
          };
      EventSourceMapping mapping = mapping(folder, dynamoDb, s3, print, Duration.ZERO);
      for (int i = 0; ; i++) {
        EventTables.put(dynamoDb.client(), "key-%04d".formatted(i));
        if (i % 10 == 9) {
          mapping.catchUp();
        }
      }
    }
  }

  private byte[] take(byte[] event) throws IOException {
    JsonNode records = JSON.readTree(event).path("Records");
    records.forEach(record -> handled.add(key(record)));
    batches.add(records.size());
    return SUCCESS;
  }

  private EventSourceMapping mapping(Invoker function, Duration window) throws IOException {
    return mapping(folder, dynamoDb, s3, function, window);
  }

  private static EventSourceMapping mapping(
      Path folder, DynamoDbEndpoint dynamoDb, S3Endpoint s3, Invoker function, Duration window)
      throws IOException {
    MappingSettings settings =
        new MappingSettings(
            "forward",
            "arn:aws:lambda:us-east-1:000000000000:function:forward",
            10,
            window,
            List.of("{\"eventName\":[\"INSERT\"]}"),
            true,
            true,
            2,
            Optional.of(Duration.ofHours(1)),
            Optional.of(BUCKET));
    return EventSourceMapping.start(
        settings,
        () -> EventTables.streamArn(dynamoDb.client()),
        dynamoDb.streams(),
        s3.client(),
        function,
        folder.resolve("mapping"),
        FAST);
  }

  private void put(int from, int to) {
    keys(from, to).forEach(key -> EventTables.put(dynamoDb.client(), key));
  }

  private static List<String> keys(int from, int to) {
    return IntStream.range(from, to).mapToObj("key-%04d"::formatted).toList();
  }

  private static String key(JsonNode record) {
    return record.path("dynamodb").path("Keys").path("event_key").path("S").asText();
  }

  private static byte[] failed(JsonNode record) {
    return "{\"batchItemFailures\":[{\"itemIdentifier\":\"%s\"}]}"
        .formatted(record.path("dynamodb").path("SequenceNumber").asText())
        .getBytes(UTF_8);
  }
}
