package trackline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import trackline.aws.QuarantineReader;

/** The function with a quarantine in memory, and with no table unless it is given one. */
final class RefusedRequests {
  /**
   * The key that lets requests in, to forget users too; another one of its kind is {@code
   * PAGE_KEY}.
   */
  static final String KEY = "wk/47-Secret";

  static final String PAGE_KEY = "page-key-0815";

  /** A key whose only right is none, since its word is misspelt. */
  static final String KEY_WITHOUT_RIGHT = "typo-key-0815";

  /** The key that may do what the key in a page may, and no more. */
  static final String KEY_OF_A_PAGE = "in-a-page-4711";

  /** What the webhook's bodies are signed with; its token is {@code token}. */
  static final String SIGNING = "shared";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(25);

  private static final Map<String, String> SECRETS =
      Map.of(
          "w",
              """
              {"server": {"key": "%s", "rights": ["write", "forget"]},
               "page": "%s",
               "site": {"key": "%s", "rights": ["page"]},
               "typo": {"key": "%s", "rights": ["wrtie"]}}"""
                  .formatted(KEY, PAGE_KEY, KEY_OF_A_PAGE, KEY_WITHOUT_RIGHT),
          "r", "{\"one\":\"read-key-1234\"}",
          "a", "{\"one\":\"audit-key-1234\"}",
          "t", "{\"one\":\"token\"}",
          "s", "{\"one\":\"" + SIGNING + "\"}");

  private final QuarantineBucket bucket = new QuarantineBucket();
  private final List<JsonNode> logged = new ArrayList<>();
  private final Secrets secrets = new Secrets();
  private final IngestHandler handler;

  RefusedRequests() {
    this(noTable());
  }

  RefusedRequests(DynamoDbClient tables) {
    this(tables, Clock.systemUTC());
  }

  RefusedRequests(DynamoDbClient tables, Clock clock) {
    Map<String, String> environment =
        Map.ofEntries(
            entry("EVENTS_TABLE", "events"),
            entry("ERASURES_TABLE", "erasures"),
            entry("QUARANTINE_BUCKET", "quarantine"),
            entry("WRITE_KEYS_SECRET", "w"),
            entry("SEGMENT_TOKENS_SECRET", "t"),
            entry("SEGMENT_SIGNING_SECRET", "s"),
            entry("ALLOWED_ORIGINS", "https://*.*.example"),
            entry("IP_ADDRESSES", "whole"),
            entry("TRACKING_PLAN", "default"));
    handler = new IngestHandler(environment, tables, bucket, secrets, clock);
  }

  /** What is in quarantine, the lines of one object after those of the other. */
  List<JsonNode> kept() {
    return bucket.objects().stream()
        .flatMap(object -> QuarantineReader.all(object).stream())
        .map(JsonNode.class::cast)
        .toList();
  }

  /** The bytes of the only entry there is. */
  byte[] onlyRaw() {
    if (kept().size() != 1) {
      throw new AssertionError(kept().size() + " entries are in quarantine");
    }
    JsonNode line = kept().getFirst();
    String raw = line.path("raw").asText();
    return line.has("raw_encoding") ? Base64.getDecoder().decode(raw) : raw.getBytes(UTF_8);
  }

  /** Empties the quarantine. */
  void clear() {
    bucket.clear();
  }

  /** The size of everything in quarantine, as it lies there. */
  long keptBytes() {
    return bucket.objects().stream().mapToLong(object -> object.length).sum();
  }

  /** Everything in quarantine, as it is written. */
  String objects() {
    return bucket.objects().stream().map(RefusedRequests::inflated).collect(Collectors.joining());
  }

  private static String inflated(byte[] gzip) {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A request whose header has the key. */
  static ObjectNode request(String path, byte[] body) {
    ObjectNode event = JsonNodeFactory.instance.objectNode().put("rawPath", path);
    event.putObject("headers").put("authorization", "Bearer " + KEY);
    event
        .putObject("requestContext")
        .put("requestId", "r1")
        .putObject("http")
        .put("method", "POST")
        .put("sourceIp", "203.0.113.7");
    return event.put("body", Base64.getEncoder().encodeToString(body)).put("isBase64Encoded", true);
  }

  /** The status of the answer. */
  int send(ObjectNode request) {
    return answer(request).path("statusCode").asInt();
  }

  JsonNode answer(JsonNode event) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      handler.handleRequest(
          new ByteArrayInputStream(event.toString().getBytes(UTF_8)),
          out,
          Invocation.lasting(TIMEOUT, line -> logged.add(json(line))));
      return JSON.readTree(out.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines that the function has logged. */
  List<JsonNode> logged() {
    return List.copyOf(logged);
  }

  private static DynamoDbClient noTable() {
    return (DynamoDbClient)
        Proxy.newProxyInstance(
            DynamoDbClient.class.getClassLoader(),
            new Class<?>[] {DynamoDbClient.class},
            (proxy, method, arguments) -> {
              throw new AssertionError("Something passed: " + method.getName());
            });
  }

  /** The secrets that were fetched so far, each as often as it was. */
  List<String> fetched() {
    return List.copyOf(secrets.fetched);
  }

  private static final class Secrets implements SecretsManagerClient {
    private final List<String> fetched = new ArrayList<>();

    @Override
    public GetSecretValueResponse getSecretValue(GetSecretValueRequest request) {
      fetched.add(request.secretId());
      return GetSecretValueResponse.builder()
          .secretString(SECRETS.getOrDefault(request.secretId(), "{}"))
          .build();
    }

    @Override
    public String serviceName() {
      return SERVICE_NAME;
    }

    @Override
    public void close() {}
  }
}
