package trackline.attach;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import trackline.engines.dynamodb.DynamoDbEndpoint;
import trackline.engines.eventbridge.LocalEventBridge;
import trackline.engines.kit.LambdaInMemory;
import trackline.engines.lambda.FunctionLog;
import trackline.engines.lambda.LocalContext;

/** The function attach, on real tables. */
final class AttachHandlerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PAYLOADS =
      Path.of(Objects.requireNonNull(System.getProperty("trackline.root")), "events/attach");
  private static final String FORWARD = "arn:aws:lambda:us-east-1:1:function:forward:live";

  @TempDir Path folder;
  private final LambdaInMemory lambda = new LambdaInMemory();
  private final List<String> announced = new ArrayList<>();
  private final List<String> answers = new ArrayList<>();
  private final Deque<Integer> statuses = new ArrayDeque<>();
  private final SdkHttpClient http = UrlConnectionHttpClient.create();
  private final Map<String, String> environment = new HashMap<>();
  private DynamoDbEndpoint dynamoDb;
  private HttpServer cloudFormation;
  private Duration ahead = Duration.ZERO;
  private boolean refusesEntries;

  @BeforeEach
  void start() throws IOException {
    dynamoDb = DynamoDbEndpoint.start(folder.resolve("dynamodb"), 0);
    cloudFormation =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    cloudFormation.createContext(
        "/",
        exchange -> {
          answers.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          exchange.sendResponseHeaders(statuses.isEmpty() ? 200 : statuses.pop(), -1);
          exchange.close();
        });
    cloudFormation.start();
    environment.putAll(
        Map.of(
            "EXISTING_TABLES", "orders",
            "EVENTS_TABLE", "events",
            "ENABLE_STREAMS", "off",
            "TABLE_CHANGES", "inserts",
            "FORWARD_FUNCTION", FORWARD,
            "BATCH_SIZE", "100",
            "BATCH_WINDOW_SECONDS", "5",
            "RETRY_ATTEMPTS", "100",
            "RECORD_AGE_SECONDS", "43200",
            "FAILURE_BUCKET", "arn:aws:s3:::quarantine"));
  }

  @AfterEach
  void stop() {
    dynamoDb.close();
    cloudFormation.stop(0);
    http.close();
  }

  @Test
  void mapsTheLatestStreamAsTheEventsTablesOwnIsMapped() throws Exception {
    String stream = table("orders", StreamViewType.NEW_IMAGE);

    assertThat(stack("create").path("Status").asText()).isEqualTo("SUCCESS");

    CreateEventSourceMappingRequest made = lambda.created.getFirst();
    assertThat(made.eventSourceArn()).isEqualTo(stream);
    assertThat(made.functionName()).isEqualTo(FORWARD);
    assertThat(made.startingPositionAsString()).isEqualTo("TRIM_HORIZON");
    assertThat(made.filterCriteria().filters().getFirst().pattern())
        .isEqualTo("{\"eventName\":[\"INSERT\"]}");
    assertThat(made.functionResponseTypesAsStrings()).containsExactly("ReportBatchItemFailures");
    assertThat(made.bisectBatchOnFunctionError()).isTrue();
    assertThat(made.batchSize()).isEqualTo(100);
    assertThat(made.maximumBatchingWindowInSeconds()).isEqualTo(5);
    assertThat(made.maximumRetryAttempts()).isEqualTo(100);
    assertThat(made.maximumRecordAgeInSeconds()).isEqualTo(43_200);
    assertThat(made.destinationConfig().onFailure().destination())
        .isEqualTo("arn:aws:s3:::quarantine");
    assertThat(stack("update").path("PhysicalResourceId").asText())
        .isEqualTo("trackline-existing-tables");
    assertThat(lambda.created).hasSize(1);
    assertThat(lambda.updated).isEmpty();
  }

  @Test
  void allChangesPassTheFilterWhereTheyAreEvents() throws Exception {
    table("orders", StreamViewType.NEW_AND_OLD_IMAGES);
    environment.put("TABLE_CHANGES", "all");
    stack("create");

    assertThat(lambda.created.getFirst().filterCriteria().filters().getFirst().pattern())
        .isEqualTo("{\"eventName\":[\"INSERT\",\"MODIFY\",\"REMOVE\"]}");
  }

  @Test
  void aTableWithoutAStreamIsRefused() throws Exception {
    table("orders", null);

    assertThat(refusal()).contains("orders has no stream that is on", "--enable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"KEYS_ONLY", "OLD_IMAGE"})
  void aStreamWithoutNewImagesIsRefused(String view) throws Exception {
    table("orders", StreamViewType.fromValue(view));

    assertThat(refusal()).contains("orders has a stream whose view is " + view);
  }

  @Test
  void aThirdReaderIsRefused() throws Exception {
    String stream = table("orders", StreamViewType.NEW_IMAGE);
    lambda.read(stream, "one");
    lambda.read(stream, "two");

    assertThat(refusal()).contains("orders has two readers already", "one, two");
  }

  @Test
  void aTableThatIsNotThereIsRefused() throws Exception {
    assertThat(refusal()).contains("orders is not there");
  }

  @Test
  void tracklinesOwnTableIsRefused() throws Exception {
    table("events", StreamViewType.NEW_IMAGE);
    environment.put("EXISTING_TABLES", "events");

    assertThat(refusal()).contains("events is Trackline's own table");
  }

  /** The reason why nothing is attached, though another table could be. */
  private String refusal() throws Exception {
    table("good", StreamViewType.NEW_IMAGE);
    environment.merge("EXISTING_TABLES", "good", (tables, more) -> tables + "," + more);
    JsonNode answer = stack("create");
    assertThat(answer.path("Status").asText()).isEqualTo("FAILED");
    assertThat(lambda.created).isEmpty();
    assertThat(schedule().path("refused").path(0).asText())
        .isEqualTo(answer.path("Reason").asText());
    assertThat(lambda.created).hasSize(1);
    return answer.path("Reason").asText();
  }

  @Test
  void aStreamIsTurnedOnWhereThatIsAllowed() throws Exception {
    table("orders", null);
    environment.put("ENABLE_STREAMS", "on");

    assertThat(stack("create").path("Status").asText()).isEqualTo("SUCCESS");
    assertThat(lambda.streams()).containsExactly(latest("orders"));
    assertThat(log()).contains("\"enabled\":1");
  }

  @Test
  void anOldStreamIsReadBesideTheNewOneUntilADayIsOver() throws Exception {
    String old = table("orders", StreamViewType.NEW_IMAGE);
    schedule();
    disable("orders");
    assertThat(schedule().path("refused")).hasSize(1);
    enable("orders", StreamViewType.NEW_IMAGE);
    schedule();

    String latest = latest("orders");
    assertThat(lambda.streams()).containsExactly(old, latest);
    assertThat(log()).contains("\"followed\":1");
    assertThat(announced)
        .singleElement()
        .asString()
        .contains("Trackline Stream Followed", "\"table\":\"orders\"", old, latest);

    ahead = Duration.ofHours(24);
    schedule();
    assertThat(lambda.streams()).containsExactly(old, latest);
    ahead = Duration.ofHours(26);
    schedule();
    assertThat(lambda.streams()).containsExactly(latest);
    assertThat(log()).contains("\"drained\":1");
    assertThat(announced).last().asString().contains("Trackline Stream Drained", old);
  }

  @Test
  void aSecondChangeFollowsTheLatestOfTheOldStreams() throws Exception {
    table("orders", StreamViewType.NEW_IMAGE);
    schedule();
    String second = "";
    for (int change = 0; change < 2; change++) {
      second = latest("orders");
      disable("orders");
      enable("orders", StreamViewType.NEW_IMAGE);
      schedule();
    }

    assertThat(lambda.streams()).hasSize(3);
    assertThat(announced).hasSize(2).last().asString().contains("\"from\":\"" + second);
  }

  @Test
  void streamsThatCameAndWentBetweenTwoRunsAreReadToo() throws Exception {
    String first = table("orders", StreamViewType.NEW_IMAGE);
    schedule();
    disable("orders");
    String second = enabled("orders", StreamViewType.NEW_AND_OLD_IMAGES);
    disable("orders");
    String blind = enabled("orders", StreamViewType.KEYS_ONLY);
    disable("orders");
    String latest = enabled("orders", StreamViewType.NEW_IMAGE);
    schedule();

    assertThat(lambda.streams()).containsExactly(first, second, latest).doesNotContain(blind);
    assertThat(lambda.created)
        .allMatch(made -> made.startingPositionAsString().equals("TRIM_HORIZON"));
    assertThat(log()).contains("\"followed\":2");
    assertThat(announced)
        .satisfiesExactly(
            one -> assertThat(one).contains("\"from\":\"" + first, "\"to\":\"" + second),
            two -> assertThat(two).contains("\"from\":\"" + second, "\"to\":\"" + latest));

    schedule();
    assertThat(lambda.created).hasSize(3);
    ahead = Duration.ofHours(26);
    schedule();
    assertThat(lambda.streams()).containsExactly(latest);
    schedule();
    assertThat(lambda.created).hasSize(3);
  }

  @Test
  void aStreamThatIsOffAgainBeforeARunIsRead() throws Exception {
    String first = table("orders", StreamViewType.NEW_IMAGE);
    schedule();
    disable("orders");
    String second = enabled("orders", StreamViewType.NEW_IMAGE);
    disable("orders");

    assertThat(schedule().path("refused")).hasSize(1);
    assertThat(lambda.streams()).containsExactly(first, second);
    ahead = Duration.ofHours(26);
    schedule();
    assertThat(lambda.streams()).containsExactly(second);
  }

  @Test
  void whatWasBeforeATableWasAttachedIsNotRead() throws Exception {
    table("orders", StreamViewType.NEW_IMAGE);
    disable("orders");
    String latest = enabled("orders", StreamViewType.NEW_IMAGE);
    schedule();
    schedule();

    assertThat(lambda.streams()).containsExactly(latest);
  }

  @Test
  void aStreamThatIsNamedItselfIsReadWithoutThoseAfterIt() throws Exception {
    String first = table("orders", StreamViewType.NEW_IMAGE);
    schedule();
    disable("orders");
    String second = enabled("orders", StreamViewType.NEW_IMAGE);
    environment.put("EXISTING_TABLES", first);
    schedule();
    assertThat(lambda.streams()).containsExactly(first);

    lambda.read(second, FORWARD);
    schedule();
    assertThat(lambda.streams()).containsExactly(first);
  }

  @Test
  void aBusThatRefusesAnEntryIsInTheLog() throws Exception {
    refusesEntries = true;
    table("orders", StreamViewType.NEW_IMAGE);
    schedule();
    disable("orders");
    enable("orders", StreamViewType.NEW_IMAGE);
    schedule();

    assertThat(log()).contains("\"followed\":1", "\"announcement_error\":\"ThrottlingException\"");
  }

  @Test
  void aTableWhoseReadersCannotBeListedIsRefusedAlone() throws Exception {
    table("orders", StreamViewType.NEW_IMAGE);
    table("second", StreamViewType.NEW_IMAGE);
    String good = table("good", StreamViewType.NEW_IMAGE);
    table("third", StreamViewType.NEW_IMAGE);
    environment.put("EXISTING_TABLES", "orders,second,third,good");
    lambda.readersFailures.add(LambdaException.builder().message("Slower").build());
    lambda.readersFailures.add(SdkClientException.create("No connection (java.io.IOException)"));
    lambda.readersFailures.add(new UncheckedIOException(new IOException()));

    assertThat(schedule().path("refused"))
        .extracting(JsonNode::asText)
        .satisfiesExactly(
            one -> assertThat(one).isEqualTo("orders cannot be looked at: Slower"),
            two -> assertThat(two).isEqualTo("second cannot be looked at: No connection"),
            three ->
                assertThat(three)
                    .isEqualTo("third cannot be looked at: an answer could not be read"));
    assertThat(lambda.streams()).containsExactly(good);
  }

  @Test
  void aMappingThatCannotBeDeletedHoldsUpNoOther() throws Exception {
    String stream = table("orders", StreamViewType.NEW_IMAGE);
    table("second", StreamViewType.NEW_IMAGE);
    environment.put("EXISTING_TABLES", "orders,second");
    stack("create");
    lambda.deleteFailures.add(
        (LambdaException)
            LambdaException.builder()
                .statusCode(500)
                .awsErrorDetails(AwsErrorDetails.builder().serviceName("Lambda").build())
                .build());
    JsonNode answer = stack("delete");

    assertThat(answer.path("Status").asText()).isEqualTo("FAILED");
    assertThat(answer.path("Reason").asText())
        .isEqualTo("orders cannot be detached: Lambda answered 500");
    assertThat(lambda.streams()).containsExactly(stream);
  }

  @Test
  void aStreamThatIsGoneIsReadNoLonger() throws Exception {
    table("orders", StreamViewType.NEW_IMAGE);
    lambda.read(
        "arn:aws:dynamodb:us-east-1:1:table/orders/stream/2020-01-01T00:00:00.000", FORWARD);
    schedule();

    assertThat(lambda.streams()).containsExactly(latest("orders"));
  }

  @Test
  void aTableThatIsNamedNoLongerLosesItsMapping() throws Exception {
    table("orders", StreamViewType.NEW_IMAGE);
    String kept = table("kept", StreamViewType.NEW_IMAGE);
    environment.put("EXISTING_TABLES", "orders,kept");
    stack("create");
    environment.put("EXISTING_TABLES", "kept");
    stack("update");

    assertThat(lambda.streams()).containsExactly(kept);
    assertThat(log()).contains("\"detached\":1");
  }

  @Test
  void changedSettingsReachTheMapping() throws Exception {
    table("orders", StreamViewType.NEW_IMAGE);
    stack("create");
    environment.put("BATCH_SIZE", "500");
    stack("update");

    assertThat(lambda.updated).singleElement().matches(update -> update.batchSize() == 500);
  }

  @Test
  void deletingTheStackTakesTheMappingsAndLeavesTheTables() throws Exception {
    String stream = table("orders", StreamViewType.NEW_IMAGE);
    String own = table("events", StreamViewType.NEW_IMAGE);
    lambda.read(own, FORWARD);
    lambda.read(stream, "another");
    stack("create");
    assertThat(stack("delete").path("Status").asText()).isEqualTo("SUCCESS");

    assertThat(lambda.streams()).containsExactlyInAnyOrder(own, stream);
    assertThat(latest("orders")).isEqualTo(stream);
  }

  @Test
  void aStreamThatIsNamedItselfIsTheOneThatIsRead() throws Exception {
    String stream = table("orders", StreamViewType.NEW_IMAGE);
    environment.put("EXISTING_TABLES", stream);
    schedule();

    assertThat(lambda.streams()).containsExactly(stream);
  }

  /** A role's new rights take a while; this invocation has no time to wait for them. */
  @Test
  void whatLambdaRefusesIsAnsweredToo() throws Exception {
    table("orders", StreamViewType.NEW_IMAGE);
    lambda.failures.add(
        InvalidParameterValueException.builder().message("Cannot access stream").build());
    JsonNode answer = stack("create");

    assertThat(answer.path("Status").asText()).isEqualTo("FAILED");
    assertThat(answer.path("Reason").asText()).contains("Cannot access stream");
    assertThat(answer.path("LogicalResourceId").asText()).isEqualTo("ExistingTablesAttached");
  }

  /** Something in between answers that all is well, and Lambda knows nothing of it. */
  @ParameterizedTest
  @CsvSource({"list,create", "create,create", "update,update", "list,delete", "delete,delete"})
  void anAnswerThatSaysNothingIsNoSuccess(String call, String request) throws Exception {
    table("orders", StreamViewType.NEW_IMAGE);
    if (!request.equals("create")) {
      stack("create");
    }
    environment.put("BATCH_SIZE", "500");
    lambda.emptyAnswersTo = call;
    JsonNode answer = stack(request);

    assertThat(answer.path("Status").asText()).isEqualTo("FAILED");
    assertThat(answer.path("Reason").asText()).contains("Lambda's answer");
  }

  @Test
  void oneTablesTroubleIsNotThatOfOthers() throws Exception {
    String good = table("good", StreamViewType.NEW_IMAGE);
    table("orders", StreamViewType.NEW_IMAGE);
    environment.put("EXISTING_TABLES", "no name,orders,good");
    lambda.failures.add(
        InvalidParameterValueException.builder().message("Cannot access stream").build());

    assertThat(schedule().path("refused"))
        .extracting(JsonNode::asText)
        .satisfiesExactly(
            name -> assertThat(name).startsWith("no name cannot be looked at: "),
            orders -> assertThat(orders).contains("orders cannot be attached: Cannot access"));
    assertThat(lambda.streams()).containsExactly(good);
  }

  @Test
  void anAnswerIsTriedThreeTimes() throws Exception {
    table("orders", StreamViewType.NEW_IMAGE);
    statuses.addAll(List.of(503, 503));
    stack("create");
    assertThat(answers).hasSize(3);

    statuses.addAll(List.of(503, 503, 503));
    assertThatIOException().isThrownBy(() -> stack("update"));
  }

  @Test
  void namesEveryMissingSetting() {
    environment.clear();
    assertThatIllegalStateException()
        .isThrownBy(this::schedule)
        .withMessageContaining("BATCH_SIZE, BATCH_WINDOW_SECONDS, ENABLE_STREAMS");
  }

  private JsonNode stack(String request) throws Exception {
    ObjectNode event =
        (ObjectNode) JSON.readTree(Files.readString(PAYLOADS.resolve(request + ".json")));
    event.put("ResponseURL", "http://127.0.0.1:" + cloudFormation.getAddress().getPort() + "/a");
    handle(event.toString());
    return JSON.readTree(answers.getLast());
  }

  /** The alarm on it would not know the mappings. */
  @Test
  void aBatchThatWasGivenUpIsCountedAndChangesNothing() throws Exception {
    table("orders", StreamViewType.NEW_IMAGE);
    handle(Files.readString(PAYLOADS.resolve("given-up.json")));
    assertThat(log()).contains("\"given_up\":1");
    assertThat(lambda.created).isEmpty();
  }

  private JsonNode schedule() throws IOException {
    return JSON.readTree(handle(Files.readString(PAYLOADS.resolve("schedule.json"))));
  }

  private String handle(String event) throws IOException {
    Clock clock = Clock.systemUTC();
    AttachHandler handler =
        new AttachHandler(
            environment,
            dynamoDb.client(),
            dynamoDb.streams(),
            lambda,
            refusesEntries ? new RefusingBus() : new LocalEventBridge(announced::add, clock),
            http,
            Clock.offset(clock, ahead));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Duration time = Duration.ofSeconds(environment.containsValue("on") ? 60 : 31);
    handler.handleRequest(
        new ByteArrayInputStream(event.getBytes(UTF_8)),
        out,
        new LocalContext(
            "attach", "r", Instant.now().plus(time), new FunctionLog(folder, "attach")));
    return out.toString(UTF_8);
  }

  private String log() throws IOException {
    return Files.readAllLines(folder.resolve("attach.log")).getLast();
  }

  private String table(String name, @Nullable StreamViewType view) {
    dynamoDb
        .client()
        .createTable(
            r ->
                r.tableName(name)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(
                        AttributeDefinition.builder()
                            .attributeName("id")
                            .attributeType(ScalarAttributeType.N)
                            .build())
                    .keySchema(
                        KeySchemaElement.builder()
                            .attributeName("id")
                            .keyType(KeyType.HASH)
                            .build()));
    if (view == null) {
      return "";
    }
    enable(name, view);
    return latest(name);
  }

  private void enable(String table, StreamViewType view) {
    dynamoDb
        .client()
        .updateTable(
            r ->
                r.tableName(table)
                    .streamSpecification(s -> s.streamEnabled(true).streamViewType(view)));
  }

  /** The stream that is new. */
  private String enabled(String table, StreamViewType view) {
    enable(table, view);
    return latest(table);
  }

  private void disable(String table) {
    dynamoDb
        .client()
        .updateTable(r -> r.tableName(table).streamSpecification(s -> s.streamEnabled(false)));
  }

  private String latest(String table) {
    return dynamoDb.client().describeTable(r -> r.tableName(table)).table().latestStreamArn();
  }

  /** A bus that answers, and takes nothing. */
  private static final class RefusingBus implements EventBridgeClient {
    @Override
    public PutEventsResponse putEvents(PutEventsRequest request) {
      return PutEventsResponse.builder()
          .failedEntryCount(1)
          .entries(PutEventsResultEntry.builder().errorCode("ThrottlingException").build())
          .build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }
}
