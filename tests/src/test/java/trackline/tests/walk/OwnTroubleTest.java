package trackline.tests.walk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import trackline.local.Local;
import trackline.local.LocalOptions;

/** The table in trouble: clients are told to come back, and what they send again is stored once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OwnTroubleTest {
  /** More refusals than there is time for. */
  private static final int MANY = 100;

  private static final Duration SHORT = Duration.ofSeconds(2);

  private Local local;
  private Client client;
  private DynamoDbClient real;
  private S3Client s3;
  private Path logs;
  private String user = "";

  private FaultingDynamoDb dynamoDb;
  private IngestDoor door;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    local = Local.start(new LocalOptions(0, folder, 0, 7, 1));
    client = new Client(local.url());
    real = IngestDoor.dynamoDb(client);
    s3 = IngestDoor.s3(client);
    logs = folder.resolve("logs-of-the-test");
  }

  @AfterAll
  void stop() {
    real.close();
    s3.close();
    local.close();
  }

  @BeforeEach
  void freshDoorAndUser(TestInfo test) {
    user = Integer.toHexString(test.getDisplayName().hashCode()) + System.nanoTime();
    dynamoDb = new FaultingDynamoDb(real);
    door = new IngestDoor(dynamoDb, s3, IngestDoor.secrets(), logs);
  }

  private String event(String id, int n) {
    return "{\"user_id\":\"%s\",\"event_type\":\"click\",\"event_id\":\"%s\",\"n\":%d,\"event_at\":\"2026-11-20T10:00:00Z\"}"
        .formatted(user, id, n);
  }

  private List<String> stored() {
    JsonNode events = client.get("/v1/users/" + user + "/events").body().path("events");
    return texts(events, "event_id");
  }

  private static List<String> texts(JsonNode array, String member) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(element -> element.path(member).asText())
        .toList();
  }

  private static List<String> statuses(IngestDoor.Answer answer) {
    return texts(answer.body().path("results"), "status");
  }

  private static void isOwnTrouble(IngestDoor.Answer answer) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.headers().path("retry-after").asInt()).isPositive();
    assertThat(answer.headers().path("content-type").asText())
        .isEqualTo("application/problem+json");
    assertThat(answer.body().path("status").asInt()).isEqualTo(503);
  }

  private static RuntimeException service(String code, int status) {
    return DynamoDbException.builder()
        .statusCode(status)
        .message("no value of this may be told")
        .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
        .build();
  }

  static Stream<RuntimeException> troubles() {
    return Stream.of(
        service("ProvisionedThroughputExceededException", 400),
        service("ThrottlingException", 400),
        service("RequestLimitExceeded", 400),
        service("InternalServerError", 500),
        service("ServiceUnavailable", 503),
        service("AccessDeniedException", 400),
        service("ResourceNotFoundException", 400),
        SdkClientException.create("connection reset"),
        ApiCallTimeoutException.create(4000),
        new UncheckedIOException(new SocketException("broken pipe")));
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void anEventIsSentAgainAndStoredOnce(RuntimeException trouble) {
    dynamoDb.inserts.add(FaultingDynamoDb.fails(trouble));
    IngestDoor.Answer answer = door.post(event("a", 1));
    isOwnTrouble(answer);
    assertThat(answer.body().toString()).doesNotContain("no value of this");
    assertThat(stored()).isEmpty();
    assertThat(door.post(event("a", 1)).status()).isEqualTo(202);
    assertThat(stored()).containsExactly("a");
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void anEventWhoseAnswerWasLostIsADuplicate(RuntimeException trouble) {
    dynamoDb.inserts.add(FaultingDynamoDb.losesTheAnswer(trouble));
    isOwnTrouble(door.post(event("a", 1)));
    IngestDoor.Answer retry = door.post(event("a", 1));
    assertThat(retry.status()).isEqualTo(200);
    assertThat(retry.body().path("status").asText()).isEqualTo("duplicate");
    assertThat(door.post(event("a", 2)).status()).isEqualTo(409);
    assertThat(stored()).containsExactly("a");
  }

  @ParameterizedTest
  @EnumSource(
      value = BatchStatementErrorCodeEnum.class,
      names = {
        "THROTTLING_ERROR",
        "PROVISIONED_THROUGHPUT_EXCEEDED",
        "REQUEST_LIMIT_EXCEEDED",
        "TRANSACTION_CONFLICT",
        "INTERNAL_SERVER_ERROR"
      })
  void aBatchTellsWhichEventsToSendAgain(BatchStatementErrorCodeEnum code) {
    dynamoDb.inserts.addAll(Collections.nCopies(MANY, FaultingDynamoDb.refuses("b", code)));
    String batch = "[%s,%s,7,%s]".formatted(event("a", 1), event("b", 1), event("c", 1));
    IngestDoor.Answer answer =
        new IngestDoor(dynamoDb, s3, IngestDoor.secrets(), logs, SHORT).post(batch);
    isOwnTrouble(answer);
    assertThat(dynamoDb.insertCalls).hasValueBetween(2, MANY - 1);
    dynamoDb.inserts.clear();
    assertThat(statuses(answer)).containsExactly("accepted", "retry", "rejected", "accepted");
    assertThat(answer.body().path("accepted").asInt()).isEqualTo(2);
    assertThat(stored()).containsExactlyInAnyOrder("a", "c");

    IngestDoor.Answer again = door.post(batch);
    assertThat(again.status()).isEqualTo(200);
    assertThat(statuses(again)).containsExactly("duplicate", "accepted", "rejected", "duplicate");
    assertThat(stored()).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void troubleThatPassesAtOnceIsNotToldToTheClient() {
    dynamoDb.inserts.add(
        FaultingDynamoDb.refuses("a", BatchStatementErrorCodeEnum.THROTTLING_ERROR));
    assertThat(door.post(event("a", 1)).status()).isEqualTo(202);
    assertThat(dynamoDb.insertCalls).hasValue(2);
  }

  @Test
  void troubleThatDoesNotPassIsNotHammered() {
    dynamoDb.inserts.add(FaultingDynamoDb.refuses("a", BatchStatementErrorCodeEnum.ACCESS_DENIED));
    isOwnTrouble(door.post(event("a", 1)));
    assertThat(dynamoDb.insertCalls).hasValue(1);
  }

  @Test
  void aTableThatIsDownIsNotAskedForEveryPartOfABatch() {
    dynamoDb.inserts.addAll(
        Collections.nCopies(
            100, FaultingDynamoDb.losesTheAnswer(SdkClientException.create("timed out"))));
    String batch =
        IntStream.range(0, 500)
            .mapToObj(i -> event("e" + i, i))
            .collect(Collectors.joining(",", "[", "]"));
    IngestDoor.Answer answer = door.post(batch);
    isOwnTrouble(answer);
    assertThat(statuses(answer)).hasSize(500).containsOnly("retry");
    assertThat(dynamoDb.insertCalls).hasValueLessThanOrEqualTo(8);

    dynamoDb.inserts.clear();
    IngestDoor.Answer again = door.post(batch);
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body().path("accepted").asInt() + again.body().path("duplicates").asInt())
        .isEqualTo(500);
    assertThat(again.body().path("duplicates").asInt()).isPositive();
    assertThat(client.get("/v1/users/" + user + "/events?limit=1000").body().path("events"))
        .hasSize(500);
  }

  static Stream<FaultingDynamoDb.ReadTrouble> readTroubles() {
    return Stream.of(
        (request, real) -> {
          throw service("ThrottlingException", 400);
        },
        (request, real) -> {
          throw SdkClientException.create("timed out");
        });
  }

  @ParameterizedTest
  @MethodSource("readTroubles")
  void whatCannotBeComparedIsNeitherAcceptedNorRejected(FaultingDynamoDb.ReadTrouble trouble) {
    assertThat(door.post(event("a", 1)).status()).isEqualTo(202);
    dynamoDb.reads.add(trouble);
    isOwnTrouble(door.post(event("a", 2)));
    dynamoDb.reads.add(trouble);
    IngestDoor.Answer batch = door.post("[" + event("a", 1) + "," + event("b", 1) + "]");
    isOwnTrouble(batch);
    assertThat(statuses(batch)).containsExactly("retry", "accepted");
    dynamoDb.reads.add(trouble);
    isOwnTrouble(door.dryRun(event("a", 1)));
    assertThat(stored()).containsExactlyInAnyOrder("a", "b");
  }

  @ParameterizedTest
  @MethodSource("readTroubles")
  void nothingIsStoredWhileNobodyKnowsWhomToForget(FaultingDynamoDb.ReadTrouble trouble) {
    dynamoDb.erasureReads.add(trouble);
    isOwnTrouble(door.post(event("a", 1)));
    dynamoDb.erasureReads.add(trouble);
    IngestDoor.Answer batch = door.post("[" + event("a", 1) + ",7]");
    isOwnTrouble(batch);
    assertThat(statuses(batch)).containsExactly("retry", "rejected");
    assertThat(stored()).isEmpty();
  }

  @Test
  void keysThatAreLeftForLaterAreAskedForAgain() {
    assertThat(door.post(event("a", 1)).status()).isEqualTo(202);
    dynamoDb.erasureReads.add(FaultingDynamoDb.UNPROCESSED);
    dynamoDb.reads.add(FaultingDynamoDb.UNPROCESSED);
    assertThat(statuses(door.post("[" + event("a", 1) + "," + event("a", 2) + "]")))
        .containsExactly("duplicate", "rejected");
    assertThat(dynamoDb.erasureReads).isEmpty();
    assertThat(dynamoDb.reads).isEmpty();
  }

  @Test
  void keysThatAreLeftForLaterAgainAndAgainAreOwnTrouble() {
    assertThat(door.post(event("a", 1)).status()).isEqualTo(202);
    door = new IngestDoor(dynamoDb, s3, IngestDoor.secrets(), logs, SHORT);
    dynamoDb.reads.addAll(Collections.nCopies(MANY, FaultingDynamoDb.UNPROCESSED));
    isOwnTrouble(door.post(event("a", 2)));
    dynamoDb.reads.clear();
    dynamoDb.erasureReads.addAll(Collections.nCopies(MANY, FaultingDynamoDb.UNPROCESSED));
    isOwnTrouble(door.post(event("b", 1)));
    assertThat(stored()).containsExactly("a");
  }

  @ParameterizedTest
  @MethodSource("readTroubles")
  void noEventIsCalledAcceptedThatWasOnlyCompared(FaultingDynamoDb.ReadTrouble trouble) {
    assertThat(door.post(event("a", 1)).status()).isEqualTo(202);
    dynamoDb.reads.add(trouble);
    String two = "[" + event("a", 2) + "," + event("a", 3) + "]";
    IngestDoor.Answer batch = door.post(two);
    isOwnTrouble(batch);
    assertThat(statuses(batch)).containsExactly("retry", "retry");
    // Both are compared by one look at the key that they share.
    assertThat(statuses(door.post(two))).containsExactly("rejected", "rejected");
  }

  @Test
  void withoutKeysToCompareNobodyIsLetInOrTurnedAway() {
    SecretsManagerClient down = new DownSecrets();
    isOwnTrouble(new IngestDoor(dynamoDb, s3, down, logs).post(event("a", 1)));
    assertThat(stored()).isEmpty();
  }

  /** Secrets Manager, throttled. */
  private static final class DownSecrets implements SecretsManagerClient {
    @Override
    public GetSecretValueResponse getSecretValue(GetSecretValueRequest request) {
      throw SdkClientException.create("throttled");
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }

  @Test
  void aRefusalIsToldEvenWhereItCannotBeKept() {
    try (S3Client nowhere = IngestDoor.s3(URI.create("http://127.0.0.1:1"))) {
      IngestDoor another = new IngestDoor(dynamoDb, nowhere, IngestDoor.secrets(), logs);
      assertThat(another.post("{\"event_type\":\"nope\"}").status()).isEqualTo(422);
      assertThat(another.post("{").status()).isEqualTo(400);
      assertThat(another.post(event("a", 1)).status()).isEqualTo(202);
    }
  }
}
