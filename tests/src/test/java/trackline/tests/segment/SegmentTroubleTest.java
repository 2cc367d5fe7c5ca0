package trackline.tests.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import trackline.engines.secrets.LocalSecrets;
import trackline.engines.template.LocalNames;
import trackline.tests.walk.FaultingDynamoDb;
import trackline.tests.walk.IngestDoor;
import trackline.tests.walk.IngestDoor.Answer;

/**
 * Trouble of our own at Segment's doors: clients come back, and nothing is lost or stored twice.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SegmentTroubleTest {
  /** More refusals than there is time for. */
  private static final int MANY = 100;

  private static final Duration SHORT = Duration.ofSeconds(2);

  /** The key of the test's requests, with which users may be forgotten. */
  private static final String FORGETTING =
      "{\"a\":{\"key\":\"local-write\",\"rights\":[\"write\",\"forget\"]}}";

  private static final String BAD = "{\"type\":\"unknown\",\"userId\":\"u\"}";

  private final AtomicInteger users = new AtomicInteger();
  private RunningTrackline trackline;
  private Path logs;
  private String user;
  private FaultingDynamoDb dynamoDb;
  private IngestDoor door;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    trackline = RunningTrackline.start(folder);
    logs = folder.resolve("logs-of-the-test");
  }

  @AfterAll
  void stop() {
    trackline.close();
  }

  @BeforeEach
  void freshDoorAndUser() {
    user = "trouble" + users.incrementAndGet();
    dynamoDb = new FaultingDynamoDb(trackline.dynamoDb());
    door = new IngestDoor(dynamoDb, trackline.s3(), IngestDoor.secrets(), logs);
  }

  private String message(String id) {
    return """
    {"type":"track","event":"E","userId":"%s","messageId":"%s","timestamp":"2026-11-20T10:00:00.000Z"}\
    """
        .formatted(user, id);
  }

  private static String batch(String... messages) {
    return "{\"batch\":[" + String.join(",", messages) + "]}";
  }

  private Answer post(String path, String body) {
    return door.invoke(IngestDoor.version2(path, body).toString());
  }

  private Answer pixel(String message) {
    ObjectNode event = IngestDoor.version2("/v1/pixel.gif", "");
    event.withObject("/requestContext/http").put("method", "GET");
    event.remove("body");
    String data = Base64.getUrlEncoder().encodeToString(message.getBytes(UTF_8));
    return door.invoke(event.put("rawQueryString", "data=" + data).toString());
  }

  private List<String> stored() {
    return trackline.rows(user).stream()
        .map(event -> event.path("event_id").asText())
        .sorted()
        .toList();
  }

  private static void isSuccess(Answer answer) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
  }

  private static void isOwnTrouble(Answer answer) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(503);
    assertThat(answer.headers().path("retry-after").asInt()).isPositive();
    assertThat(answer.headers().path("content-type").asText())
        .isEqualTo("application/problem+json");
    for (String member : List.of("code", "message", "detail")) {
      assertThat(answer.body().path(member).asText()).as(member).isNotBlank();
    }
    assertThat(answer.body().toString()).doesNotContain("no value of this");
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
        service("InternalServerError", 500),
        service("AccessDeniedException", 400),
        SdkClientException.create("connection reset"),
        ApiCallTimeoutException.create(4000));
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void aMessageIsSentAgainAndStoredOnce(RuntimeException trouble) {
    dynamoDb.inserts.add(FaultingDynamoDb.fails(trouble));
    isOwnTrouble(post("/v1/track", message("a")));
    dynamoDb.inserts.add(FaultingDynamoDb.fails(trouble));
    isOwnTrouble(post("/v1/batch", batch(message("a"), message("b"))));
    dynamoDb.inserts.add(FaultingDynamoDb.fails(trouble));
    isOwnTrouble(pixel(message("a")));
    assertThat(stored()).isEmpty();
    isSuccess(post("/v1/batch", batch(message("a"), message("b"))));
    assertThat(stored()).containsExactly("a", "b");
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void messagesWhoseAnswerWasLostAreStoredOnce(RuntimeException trouble) {
    String batch = batch(message("a"), message("b"));
    dynamoDb.inserts.add(FaultingDynamoDb.losesTheAnswer(trouble));
    isOwnTrouble(post("/v1/batch", batch));
    assertThat(trackline.storesNothing(() -> isSuccess(post("/v1/batch", batch)))).isEmpty();
    assertThat(trackline.storesNothing(() -> isSuccess(post("/v1/track", message("a"))))).isEmpty();
    assertThat(stored()).containsExactly("a", "b");
  }

  @Test
  void aBatchOfWhichOneCannotBeStoredIsSentAgainAsAWhole() {
    dynamoDb.inserts.addAll(
        Collections.nCopies(
            MANY, FaultingDynamoDb.refuses("b", BatchStatementErrorCodeEnum.THROTTLING_ERROR)));
    String batch = batch(message("a"), message("b"), message("c"));
    door = new IngestDoor(dynamoDb, trackline.s3(), IngestDoor.secrets(), logs, SHORT);
    isOwnTrouble(post("/v1/batch", batch));
    dynamoDb.inserts.clear();
    assertThat(stored()).containsExactly("a", "c");
    isSuccess(post("/v1/batch", batch));
    assertThat(stored()).containsExactly("a", "b", "c");
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

  /** Whoever is to be forgotten might be among them. */
  @ParameterizedTest
  @MethodSource("readTroubles")
  void nothingIsStoredWhileNobodyKnowsWhomToForget(FaultingDynamoDb.ReadTrouble trouble) {
    dynamoDb.erasureReads.add(trouble);
    isOwnTrouble(post("/v1/track", message("a")));
    dynamoDb.erasureReads.add(trouble);
    isOwnTrouble(post("/v1/batch", batch(message("a"), BAD)));
    assertThat(stored()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("troubles")
  void anErasureThatIsNotRecordedIsAskedForAgain(RuntimeException trouble) {
    door = new IngestDoor(dynamoDb, trackline.s3(), keys(FORGETTING), logs);
    String erasure = batch("{\"type\":\"delete\",\"userId\":\"" + user + "\"}");
    dynamoDb.inserts.add(FaultingDynamoDb.fails(trouble));
    isOwnTrouble(post("/v1/batch", erasure));
    isSuccess(post("/v1/batch", erasure));
    assertThat(post("/v1/track", message("a")).status()).isEqualTo(422);
    assertThat(stored()).isEmpty();
  }

  /** A sender that is answered 200 never sends the message again: it must be somewhere. */
  @Test
  void aBatchWhoseBadMessageCannotBeKeptIsNoSuccess() {
    try (S3Client nowhere = IngestDoor.s3(URI.create("http://127.0.0.1:1"))) {
      door = new IngestDoor(dynamoDb, nowhere, IngestDoor.secrets(), logs);
      isOwnTrouble(post("/v1/batch", batch(message("a"), BAD)));
      isOwnTrouble(post("/v1/batch", batch(BAD)));
      isSuccess(post("/v1/batch", batch(message("a"))));
      // One that cannot be read is as any bad one: its neighbour is stored, and the batch comes
      // again.
      isOwnTrouble(post("/v1/batch", batch(message("b"), "{\"a\":1,\"a\":2}")));
      String tag = "{\"batch\":[{\"event_type\":\"nope\"}]}";
      assertThat(post("/v1/tag", tag).status()).isEqualTo(503);
      isOwnTrouble(pixel("{\"writeKey\":\"local-write\"}"));
      // Alone it is told what is wrong.
      assertThat(post("/v1/track", "{\"userId\":null}").status()).isEqualTo(422);
      assertThat(post("/v1/track", "{").status()).isEqualTo(400);
    }
    door = new IngestDoor(dynamoDb, trackline.s3(), IngestDoor.secrets(), logs);
    List<JsonNode> kept =
        trackline.quarantinedBy(() -> isSuccess(post("/v1/batch", batch(message("a"), BAD))));
    assertThat(kept).extracting(entry -> entry.path("raw").asText()).containsExactly(BAD);
    assertThat(stored()).containsExactly("a", "b");
  }

  private static SecretsManagerClient keys(String writeKeys) {
    return new LocalSecrets(
        Map.of(
            LocalNames.of("WriteKeysSecret"), writeKeys,
            LocalNames.of("SegmentTokensSecret"), "{}",
            LocalNames.of("SegmentSigningSecret"), "{}"));
  }

  /** The function has 25 seconds; the gateway must not speak in its stead. */
  @Test
  void aTableThatHangsIsAnsweredInTime() throws IOException {
    try (ServerSocket silence = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        DynamoDbClient hanging = hanging(silence)) {
      door = new IngestDoor(hanging, trackline.s3(), IngestDoor.secrets(), logs);
      String[] many =
          Stream.iterate(0, i -> i + 1)
              .limit(500)
              .map(i -> message("h" + i))
              .toArray(String[]::new);
      Instant start = Instant.now();
      isOwnTrouble(post("/v1/batch", batch(many)));
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(12));
    }
    assertThat(stored()).isEmpty();
  }

  private static DynamoDbClient hanging(ServerSocket silence) {
    return DynamoDbClient.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + silence.getLocalPort()))
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(
            c ->
                c.apiCallAttemptTimeout(Duration.ofSeconds(2))
                    .apiCallTimeout(Duration.ofSeconds(4)))
        .build();
  }
}
