package trackline.tests.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import trackline.engines.secrets.LocalSecrets;
import trackline.engines.template.LocalNames;
import trackline.tests.walk.Client;
import trackline.tests.walk.Client.Answer;
import trackline.tests.walk.FaultingDynamoDb;
import trackline.tests.walk.IngestDoor;
import trackline.tests.walk.RawHttp;

/** Segment's webhook at its door: who is let in, and that what is let in is stored. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookTest {
  private static final int MAX_BODY = 4 * 1_048_576;
  private static final int MAX_MESSAGES = 4_000;

  private final AtomicInteger users = new AtomicInteger();
  private RunningTrackline trackline;
  private Client client;
  private Path logs;
  private String user;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    trackline = RunningTrackline.start(folder);
    client = trackline.client();
    logs = folder.resolve("logs-of-the-test");
  }

  @AfterAll
  void stop() {
    trackline.close();
  }

  @BeforeEach
  void anotherUser() {
    user = "hook" + users.incrementAndGet();
  }

  private String message(String id) {
    return message(id, "");
  }

  /** A message as Segment hands it on. */
  private String message(String id, String more) {
    return """
    {"type":"track","event":"E","userId":"%s","messageId":"%s","timestamp":"2026-11-20T10:00:00.000Z"%s}\
    """
        .formatted(user, id, more);
  }

  private static String array(String... messages) {
    return "[" + String.join(",", messages) + "]";
  }

  private List<String> stored() {
    return trackline.rows(user).stream()
        .map(event -> event.path("event_id").asText())
        .sorted()
        .toList();
  }

  private static void isSuccess(Answer answer) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    assertThat(answer.body().toString()).isEqualTo("{\"success\":true}");
  }

  private static void isProblem(Answer answer, int status) {
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    assertThat(answer.body().path("detail").asText()).isNotBlank();
  }

  /** Nothing is stored, and a stranger's body is not kept either. */
  private void isRefused(Answer answer) {
    isProblem(answer, 401);
    assertThat(stored()).isEmpty();
  }

  // ---- the signature

  @Test
  void aSignedMessageIsStored() {
    isSuccess(
        Webhook.post(
            client,
            message(
                "m1",
                ",\"anonymousId\":\"a\",\"receivedAt\":\"2026-11-20T10:00:02.000Z\",\"originalTimestamp\":\"2026-11-20T12:00:00.000Z\""
                    + ",\"sentAt\":\"2026-11-20T12:00:01.000Z\",\"version\":2,\"context\":{\"ip\":\"203.0.113.9\"}")));
    JsonNode row =
        trackline.rowsOfId("m1").stream()
            .filter(r -> r.path("user_id").asText().equals(user))
            .findFirst()
            .orElseThrow();
    assertThat(row.path("source").asText()).isEqualTo("segment");
    // Segment has corrected the time already.
    assertThat(row.path("event_at").asText()).isEqualTo("2026-11-20T10:00:00.000Z");
    assertThat(row.path("ip_address").asText()).isEqualTo("203.0.113.9");
    // Who called was Segment, not the visitor.
    assertThat(row.path("user_agent").asText()).doesNotContain("Segment.io");
  }

  @Test
  void withoutAnAddressOfItsOwnAMessageHasNone() {
    isSuccess(Webhook.post(client, message("m2")));
    JsonNode event = trackline.rows(user).getFirst();
    assertThat(event.path("ip_address").asText("")).isEmpty();
    assertThat(event.path("user_agent").asText("")).isEmpty();
  }

  @Test
  void anArrayMayBeSignedByItsFirstElementOrWhole() {
    String first = message("a1");
    String array = "[\n  " + first + " , " + message("a2") + "\t]\n";
    isSuccess(Webhook.post(client, array, Webhook.signature(first)));
    assertThat(stored()).containsExactly("a1", "a2");
    String other = array(message("a3"), message("a4"));
    isSuccess(Webhook.post(client, other));
    assertThat(stored()).containsExactly("a1", "a2", "a3", "a4");
  }

  static Stream<Arguments> badSignatures() {
    return Stream.of(
        Arguments.of("empty", ""),
        Arguments.of("a blank", " "),
        Arguments.of("short", "0123456789"),
        Arguments.of("a digit less", "SHORTER"),
        Arguments.of("a digit more", "LONGER"),
        Arguments.of("of other bytes", "OTHER"),
        Arguments.of("zeros", "0".repeat(40)),
        Arguments.of("not hexadecimal", "z".repeat(40)),
        Arguments.of("upper case", "UPPER"),
        Arguments.of("doubled", "TWICE"),
        Arguments.of("doubled with a comma", "LIST"),
        Arguments.of("with a name", "NAMED"),
        Arguments.of("in base64", "BASE64"),
        Arguments.of("the secret", "local-segment"),
        Arguments.of("of another secret", "STRANGER"));
  }

  private static String made(String form, String body) {
    String good = Webhook.signature(body);
    return switch (form) {
      case "SHORTER" -> good.substring(1);
      case "LONGER" -> good + "0";
      case "OTHER" -> Webhook.signature(body + " ");
      case "UPPER" -> good.toUpperCase(Locale.ROOT);
      case "TWICE" -> good + good;
      case "LIST" -> good + ", " + good;
      case "NAMED" -> "sha1=" + good;
      case "BASE64" -> Base64.getEncoder().encodeToString(HexFormat.of().parseHex(good));
      case "STRANGER" -> Webhook.signature("other", body.getBytes(UTF_8));
      default -> form;
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badSignatures")
  void aBadSignatureIsRefused(String name, String form) {
    for (String body : List.of(message("m"), array(message("m"), message("n")))) {
      String signature = made(form, body);
      List<JsonNode> kept =
          trackline.storesNothing(() -> isRefused(Webhook.post(client, body, signature)));
      assertThat(kept).isEmpty();
    }
  }

  @Test
  void noSignatureIsRefused() {
    isRefused(client.send(Webhook.request(client, message("m").getBytes(UTF_8))));
    // Nor does a write key stand in for it.
    isRefused(client.post(Webhook.PATH, message("m")));
  }

  @Test
  void aSignatureThatComesTwiceIsNone() throws IOException {
    String body = message("m");
    String line = "X-Signature: " + Webhook.signature(body) + "\r\n";
    String answer =
        new RawHttp(trackline.local().url())
            .post(
                Webhook.PATH,
                "Content-Type: application/json\r\n" + line + line,
                body.getBytes(UTF_8));
    assertThat(answer).startsWith("HTTP/1.1 401");
    assertThat(stored()).isEmpty();
  }

  /** Parsing and writing again makes other bytes: they are judged as they came. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"track\",\"userId\":\"USER\",\"x\":1.0}",
        "{\"type\":\"track\",\"userId\":\"USER\",\"x\":1e2}",
        "{\"type\":\"track\",\"userId\":\"USER\",\"x\":\"\\u00e9\\/\"}",
        "{ \"type\" : \"track\", \"userId\" : \"USER\" }",
        "{\"type\":\"track\",\"userId\":\"USER\",\"10\":1,\"9\":2}",
        "{\"type\":\"track\",\"userId\":\"USER\",\"x\":12345678901234567890}"
      })
  void theBytesAsTheyCameAreSigned(String form) throws IOException {
    String body = form.replace("USER", user);
    ObjectMapper json = new ObjectMapper();
    String again = json.writeValueAsString(json.readValue(body, Object.class));
    if (!again.equals(body)) {
      isRefused(Webhook.post(client, body, Webhook.signature(again)));
    }
    isRefused(Webhook.post(client, body + "\n", Webhook.signature(body)));
    isRefused(Webhook.post(client, body.replaceFirst(":", ": "), Webhook.signature(body)));
    isSuccess(Webhook.post(client, body));
    assertThat(trackline.rows(user)).hasSize(1);
  }

  @Test
  void whiteSpaceAroundIsPartOfASignedBody() {
    String body = " \r\n" + message("m") + "\n\n";
    isRefused(Webhook.post(client, body, Webhook.signature(body.strip())));
    isSuccess(Webhook.post(client, body));
    assertThat(stored()).containsExactly("m");
  }

  /** JSON has none (RFC 8259): to start with one is not our trouble, and is not lost. */
  @Test
  void aSignedByteOrderMarkIs400AndKept() {
    String body = "\ufeff" + message("m");
    isRefused(Webhook.post(client, body, Webhook.signature(message("m"))));
    List<JsonNode> kept = trackline.storesNothing(() -> isProblem(Webhook.post(client, body), 400));
    assertThat(kept).hasSize(1);
    assertThat(kept.getFirst().path("door").asText()).isEqualTo("webhook");
    assertThat(kept.getFirst().path("raw").asText()).isEqualTo(body);
  }

  /** The end of the first element is found by reading JSON, not by looking for a bracket. */
  static Stream<String> oddFirstElements() {
    return Stream.of(
        ",\"x\":\"]\"",
        ",\"x\":\"],{\"",
        ",\"x\":\"}],[{\"",
        ",\"x\":\"\\\"]\\\\\"",
        ",\"x\":\"\\\\\\\"}\"",
        ",\"x\":\"a\\\\\"",
        ",\"x\":\"\\u005d\\u0022\"",
        ",\"x\":\"😀\\ud83d\\ude00]\"",
        ",\"x\":\"ÿ\u2028\u2029\u0085é]\"",
        ",\"x\":[[],[\"]\"],{\"]\":{}}]",
        ",\"]\":{\"}\":[1,2,{}]}",
        ",\"x\":-1.5E+3 ");
  }

  @ParameterizedTest
  @MethodSource("oddFirstElements")
  void theFirstElementEndsWhereItEnds(String odd) {
    String first = message("f", odd);
    String array = "[ " + first + " ,\n" + message("g") + "]";
    isRefused(Webhook.post(client, array, Webhook.signature(first + " ")));
    isRefused(
        Webhook.post(client, array, Webhook.signature(first.substring(0, first.length() - 1))));
    isSuccess(Webhook.post(client, array, Webhook.signature(first)));
    assertThat(stored()).containsExactly("f", "g");
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "null", "\"]\"", "true", "[]", "[[{\"a\":1}]]", "{}"})
  void aFirstElementThatIsNoMessageIsKeptAndTheOthersAreStored(String first) {
    String array = "[" + first + "," + message("m") + "]";
    List<JsonNode> kept =
        trackline.quarantinedBy(
            () -> isSuccess(Webhook.post(client, array, Webhook.signature(first))));
    assertThat(kept).hasSize(1);
    assertThat(kept.getFirst().path("door").asText()).isEqualTo("webhook");
    assertThat(kept.getFirst().path("raw").asText()).isEqualTo(first);
    assertThat(stored()).containsExactly("m");
  }

  /** Segment signs no more than the first; that is why the path has a token. */
  @Test
  void laterElementsAreNotSignedAndTheTokenIsTheOtherControl() {
    String first = message("signed");
    String forged = array(first, message("forged"));
    String signature = Webhook.signature(first);
    for (String token :
        List.of("wrong", "local-segmen", "local-segment2", "LOCAL-SEGMENT", "local-write", "%20")) {
      isRefused(
          client.send(
              client
                  .to("/webhooks/segment/" + token)
                  .header("X-Signature", signature)
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(forged))));
    }
    isSuccess(Webhook.post(client, forged, signature));
    assertThat(stored()).containsExactly("forged", "signed");
  }

  @Test
  void aReplayAfterHoursAddsNothing() {
    String body =
        array(
            message("r1").replace("2026-11-20T10", "2026-11-19T02"),
            message("r2").replace("2026-11-20T10", "2026-11-19T02"));
    isSuccess(Webhook.post(client, body));
    assertThat(trackline.storesNothing(() -> isSuccess(Webhook.post(client, body)))).isEmpty();
    String other = array(message("r1").replace("2026-11-20T10", "2026-11-19T02"));
    assertThat(trackline.storesNothing(() -> isSuccess(Webhook.post(client, other)))).isEmpty();
    assertThat(stored()).containsExactly("r1", "r2");
  }

  // ---- the secrets

  private static SecretsManagerClient secrets(String tokens, String signing) {
    return new LocalSecrets(
        Map.of(
            LocalNames.of("WriteKeysSecret"), "{\"local\":\"local-write\"}",
            LocalNames.of("SegmentTokensSecret"), tokens,
            LocalNames.of("SegmentSigningSecret"), signing));
  }

  private IngestDoor door(SecretsManagerClient secrets) {
    return new IngestDoor(trackline.dynamoDb(), trackline.s3(), secrets, logs);
  }

  private static IngestDoor.Answer deliver(
      IngestDoor door, String token, String body, String signature) {
    ObjectNode event = IngestDoor.version2("/webhooks/segment/" + token, body);
    ((ObjectNode) event.get("headers")).remove("Authorization");
    ((ObjectNode) event.get("headers")).put("X-Signature", signature);
    return door.invoke(event.toString());
  }

  @Test
  void theCurrentAndThePreviousSecretAndTokenAreTaken() {
    IngestDoor door =
        door(
            secrets(
                "{\"current\":\"token-2\",\"previous\":\"token-1\"}",
                "{\"current\":\"secret-2\",\"previous\":\"secret-1\"}"));
    int n = 0;
    for (String token : List.of("token-1", "token-2")) {
      for (String secret : List.of("secret-1", "secret-2")) {
        String body = message("m" + ++n);
        String signature = Webhook.signature(secret, body.getBytes(UTF_8));
        assertThat(deliver(door, token, body, signature).status()).isEqualTo(200);
      }
    }
    assertThat(stored()).hasSize(4);
    String body = message("no");
    String stale = Webhook.signature("secret-0", body.getBytes(UTF_8));
    String good = Webhook.signature("secret-2", body.getBytes(UTF_8));
    assertThat(deliver(door, "token-2", body, stale).status()).isEqualTo(401);
    assertThat(deliver(door, "token-0", body, good).status()).isEqualTo(401);
    // Neither stands in for the other.
    assertThat(
            deliver(door, "token-2", body, Webhook.signature("token-2", body.getBytes(UTF_8)))
                .status())
        .isEqualTo(401);
    assertThat(deliver(door, "secret-2", body, good).status()).isEqualTo(401);
    assertThat(stored()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"a\":\"\"}",
        "{\"a\":\" \"}",
        "{\"a\":\"\",\"b\":\"\\t\"}",
        "{\"a\":null}"
      })
  void anUnsetSecretRefusesAll(String unset) {
    String body = message("m");
    byte[] bytes = body.getBytes(UTF_8);
    String token = "{\"local\":\"local-segment\"}";
    for (String secret : List.of("local-segment", " ", "\t", "null", "7", "a")) {
      assertThat(
              deliver(
                      door(secrets(token, unset)),
                      "local-segment",
                      body,
                      Webhook.signature(secret, bytes))
                  .status())
          .isIn(401, 503);
    }
    // Of no key at all: HMAC fills it up with zeros, so that a zero byte signs alike.
    assertThat(
            deliver(
                    door(secrets(token, unset)),
                    "local-segment",
                    body,
                    Webhook.signature("\0", bytes))
                .status())
        .isIn(401, 503);
    for (String empty : List.of("%20", "%09", "null", "7", "a")) {
      assertThat(
              deliver(door(secrets(unset, token)), empty, body, Webhook.signature(body)).status())
          .isIn(401, 404, 503);
    }
    assertThat(stored()).isEmpty();
  }

  // ---- size

  private String many(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> message("n" + i, ",\"properties\":{\"n\":" + i + "}"))
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** On a busy machine there is no time for all at once: Segment repeats what is a 503. */
  @Test
  void fourThousandMessagesAreAllStored() {
    String body = many(MAX_MESSAGES);
    String signature = Webhook.signature(message("n0", ",\"properties\":{\"n\":0}"));
    Answer answer = Webhook.post(client, body, signature);
    for (int repeat = 0; answer.status() == 503 && repeat < 5; repeat++) {
      answer = Webhook.post(client, body, signature);
    }
    isSuccess(answer);
    List<String> ids =
        RunningTrackline.list(client.get("/local/events?status=good").body().path("events"))
            .stream()
            .filter(row -> row.path("user_id").asText().equals(user))
            .map(row -> row.path("event_id").asText())
            .toList();
    assertThat(ids)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, MAX_MESSAGES).mapToObj(i -> "n" + i).toList());
  }

  @Test
  void moreMessagesOrBytesThanSegmentSendsAre413() {
    String many = "[" + String.join(",", Collections.nCopies(MAX_MESSAGES + 1, "{}")) + "]";
    trackline.storesNothing(
        () -> isProblem(Webhook.post(client, many, Webhook.signature("{}")), 413));
    String message = message("big");
    String most = message + " ".repeat(MAX_BODY - message.length());
    assertThat(trackline.storesNothing(() -> isProblem(Webhook.post(client, most + " "), 413)))
        .isEmpty();
    isSuccess(Webhook.post(client, most));
    assertThat(stored()).containsExactly("big");
  }

  // ---- what is wrong with a signed body

  @ParameterizedTest
  @CsvSource({
    "text/plain, 415",
    "application/x-www-form-urlencoded, 415",
    "application/json; charset=utf-16, 415",
  })
  void otherContentTypesAre415(String type, int status) {
    String body = message("m");
    trackline.storesNothing(
        () ->
            isProblem(
                client.send(
                    client
                        .to(Webhook.PATH)
                        .header("Content-Type", type)
                        .header("X-Signature", Webhook.signature(body))
                        .POST(BodyPublishers.ofString(body))),
                status));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "null",
        "7",
        "[",
        "[{\"type\":\"track\",\"userId\":\"u\"}",
        "[{\"type\":\"track\",\"userId\":\"u\"}]x",
        "{\"type\":\"track\",\"userId\":\"u\",\"userId\":\"v\"}",
        "{\"type\":\"track\",\"userId\":"
      })
  void aSignedBodyThatCannotBeReadIs400AndKept(String body) {
    List<JsonNode> kept = trackline.storesNothing(() -> isProblem(Webhook.post(client, body), 400));
    assertThat(kept).hasSize(body.isEmpty() ? 0 : 1);
  }

  /** The signature is that of the bytes, whatever they hold: who signed them loses nothing. */
  @Test
  void aSignedFirstElementAgainstOurRulesIsKept() {
    String deep = "{\"x\":" + "[".repeat(40) + "]".repeat(40) + "}";
    for (String first : List.of(deep, "{\"a\":1,\"a\":2}", "{\"a\":NaN}", "{\"a\":[1,]}")) {
      String array = array(first, message("m"));
      List<JsonNode> kept =
          trackline.quarantinedBy(
              () -> isSuccess(Webhook.post(client, array, Webhook.signature(first))));
      assertThat(kept).extracting(entry -> entry.path("raw").asText()).containsExactly(first);
      assertThat(stored()).containsExactly("m");
    }
  }

  @Test
  void aBadMessageIsKeptAndAnsweredWithSuccessSoThatSegmentDoesNotCountAFailure() {
    for (String bad :
        List.of(
            "{\"type\":\"unknown\",\"userId\":\"u\"}",
            "{\"type\":\"track\",\"userId\":null,\"anonymousId\":null}",
            "{\"type\":\"delete\"}",
            "{\"type\":\"delete\",\"userId\":null,\"anonymousId\":\"\"}",
            "{\"type\":\"track\",\"userId\":\"u\",\"properties\":[7]}")) {
      for (String body : List.of(bad, array(bad))) {
        List<JsonNode> kept = trackline.storesNothing(() -> isSuccess(Webhook.post(client, body)));
        assertThat(kept).hasSize(1);
        assertThat(kept.getFirst().path("raw").asText()).isEqualTo(bad);
      }
    }
  }

  // ---- our own trouble

  private static void isOwnTrouble(IngestDoor.Answer answer) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.headers().path("retry-after").asInt()).isPositive();
    assertThat(answer.body().path("code").asText()).isNotBlank();
    assertThat(answer.body().path("message").asText()).isNotBlank();
  }

  @Test
  void aTableInTroubleIs503AndTheRetryIsADuplicate() {
    FaultingDynamoDb dynamoDb = new FaultingDynamoDb(trackline.dynamoDb());
    IngestDoor door = new IngestDoor(dynamoDb, trackline.s3(), IngestDoor.secrets(), logs);
    String body = array(message("t1"), message("t2"));
    dynamoDb.inserts.add(FaultingDynamoDb.fails(SdkClientException.create("throttled")));
    isOwnTrouble(deliver(door, "local-segment", body, Webhook.signature(body)));
    assertThat(stored()).isEmpty();
    dynamoDb.inserts.add(FaultingDynamoDb.losesTheAnswer(SdkClientException.create("reset")));
    isOwnTrouble(deliver(door, "local-segment", body, Webhook.signature(body)));
    assertThat(deliver(door, "local-segment", body, Webhook.signature(body)).status())
        .isEqualTo(200);
    assertThat(stored()).containsExactly("t1", "t2");
  }

  @Test
  void aQuarantineInTroubleIs503WhereAMessageWouldBeLost() {
    try (S3Client nowhere = IngestDoor.s3(URI.create("http://127.0.0.1:1"))) {
      IngestDoor door = new IngestDoor(trackline.dynamoDb(), nowhere, IngestDoor.secrets(), logs);
      String bad = array("{\"type\":\"unknown\"}", message("q1"));
      isOwnTrouble(deliver(door, "local-segment", bad, Webhook.signature(bad)));
      String alone = "{\"type\":\"unknown\"}";
      isOwnTrouble(deliver(door, "local-segment", alone, Webhook.signature(alone)));
      String good = array(message("q1"), message("q2"));
      assertThat(deliver(door, "local-segment", good, Webhook.signature(good)).status())
          .isEqualTo(200);
      assertThat(stored()).containsExactly("q1", "q2");
    }
  }

  @Test
  void secretsThatCannotBeReadAre503AndNobodyIsLetIn() {
    String body = message("s");
    isOwnTrouble(deliver(door(new DownSecrets()), "local-segment", body, Webhook.signature(body)));
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
}
