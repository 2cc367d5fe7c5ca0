package trackline.tests.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import trackline.engines.template.LocalNames;
import trackline.ingest.IngestHandler;
import trackline.local.Local;
import trackline.local.LocalOptions;
import trackline.tests.walk.Client;
import trackline.tests.walk.IngestDoor;

/** Ingest with its own clients, on services that can be struck. */
final class IngestStage implements AutoCloseable {
  private static final String TABLE = LocalNames.of("EventsTable");

  /** Of a function, so that what is refused one by one is not tried again for long. */
  private static final Duration SHORT = Duration.ofMillis(7_500);

  /** The AWS calls of ingest. */
  enum Call {
    KEYS("GetSecretValue"),
    ERASED_USERS("BatchGetItem"),
    INSERT("BatchExecuteStatement"),
    COMPARE("BatchGetItem"),
    QUARANTINE("PUT");

    private final String name;

    Call(String name) {
      this.name = name;
    }

    boolean is(FaultyAws.Request request) {
      return request.call().equals(name)
          && switch (this) {
            case ERASED_USERS -> request.holds(LocalNames.of("ErasuresTable"));
            case COMPARE -> request.holds('"' + TABLE + '"');
            case KEYS, INSERT, QUARANTINE -> true;
          };
    }

    boolean can(Fault fault) {
      return switch (fault) {
        case PARTIAL -> Partly.can(name);
        // S3 acknowledges by its status alone.
        case HALF_AN_ANSWER, BREAK_OFF, STALL, ANOTHERS_ANSWER, EMPTY_ANSWER, EMPTY_OBJECT ->
            this != QUARANTINE;
        case SHORT_ANSWER -> this == INSERT || this == COMPARE;
        default -> true;
      };
    }
  }

  /** The ways in: how each sends three events of a user. */
  enum Door {
    EVENT {
      @Override
      ObjectNode request(String user) {
        return IngestDoor.version2("/v1/events", event(user, "a"));
      }

      @Override
      List<String> ids() {
        return List.of("a");
      }
    },
    BATCH {
      @Override
      ObjectNode request(String user) {
        return IngestDoor.version2("/v1/events", "[" + events(user) + "]");
      }
    },
    TAG {
      @Override
      ObjectNode request(String user) {
        return IngestDoor.version2("/v1/tag", "{\"batch\":[" + events(user) + "]}");
      }
    },
    SEGMENT {
      @Override
      ObjectNode request(String user) {
        return IngestDoor.version2("/v1/batch", "{\"batch\":[" + messages(user) + "]}");
      }
    },
    PIXEL {
      @Override
      ObjectNode request(String user) {
        byte[] message = message(user, "a").getBytes(UTF_8);
        ObjectNode request = IngestDoor.version2("/v1/pixel.gif", "");
        request.withObject("/requestContext/http").put("method", "GET");
        request.remove("body");
        return request.put(
            "rawQueryString", "data=" + Base64.getUrlEncoder().encodeToString(message));
      }

      @Override
      List<String> ids() {
        return List.of("a");
      }
    },
    /** A batch with a fourth message that is refused. */
    SEGMENT_AND_REFUSED {
      @Override
      ObjectNode request(String user) {
        String refused = ",{\"type\":\"unknown\",\"userId\":\"u\"}";
        return IngestDoor.version2("/v1/batch", "{\"batch\":[" + messages(user) + refused + "]}");
      }
    },
    WEBHOOK {
      @Override
      ObjectNode request(String user) {
        return signed("[" + messages(user) + "]");
      }
    };

    abstract ObjectNode request(String user);

    private static ObjectNode signed(String body) {
      ObjectNode request = IngestDoor.version2("/webhooks/segment/local-segment", body);
      request.withObject("/headers").put("X-Signature", signature(body));
      return request;
    }

    /** The ids of the events that it sends. */
    List<String> ids() {
      return List.of("a", "b", "c");
    }

    private static String events(String user) {
      return Stream.of("a", "b", "c").map(id -> event(user, id)).collect(Collectors.joining(","));
    }

    private static String messages(String user) {
      return Stream.of("a", "b", "c").map(id -> message(user, id)).collect(Collectors.joining(","));
    }
  }

  /** A batch of so many events of a user. */
  static String batch(String user, int size) {
    return IngestDoor.version2("/v1/events", many(size, id -> event(user, id))).toString();
  }

  /** So many messages of a user from Segment's webhook. */
  static String webhook(String user, int size) {
    return Door.signed(many(size, id -> message(user, id))).toString();
  }

  private static String many(int size, UnaryOperator<String> one) {
    return IntStream.range(0, size)
        .mapToObj(i -> one.apply("e" + i))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private final Local local;
  private final FaultyAws aws;
  private final FaultyAws bucket;
  private final FaultyAws secrets;
  private final DynamoDbClient table;
  private final Path logs;

  IngestStage(Path folder) throws Exception {
    local = Local.start(new LocalOptions(0, folder, 0, 7, 1));
    Client client = new Client(local.url());
    table = IngestDoor.dynamoDb(client);
    var endpoints = client.get("/local/endpoints").body();
    aws = new FaultyAws(Behind.engine(URI.create(endpoints.path("dynamodb").asText())));
    bucket = new FaultyAws(Behind.engine(URI.create(endpoints.path("s3").asText())));
    secrets =
        new FaultyAws(
            Behind.secrets(
                Map.of(
                    LocalNames.of("WriteKeysSecret"), "{\"a\":\"local-write\"}",
                    LocalNames.of("ReadKeysSecret"), "{}",
                    LocalNames.of("AuditKeysSecret"), "{}",
                    LocalNames.of("SegmentTokensSecret"), "{\"a\":\"local-segment\"}",
                    LocalNames.of("SegmentSigningSecret"), "{\"a\":\"local-segment\"}")));
    logs = folder.resolve("logs-of-the-test");
  }

  /** A function that has just started, ten times as impatient as ingest is. */
  IngestDoor function() {
    return function(FaultyAws.shortened(IngestHandler.PATIENCE), SHORT);
  }

  /** A function as patient as ingest is, and with another time-out. */
  IngestDoor function(Duration timeout) {
    return function(IngestHandler.PATIENCE, timeout);
  }

  private IngestDoor function(ClientOverrideConfiguration patience, Duration timeout) {
    return new IngestDoor(
        aws.client(DynamoDbClient.builder(), patience),
        bucket.client(S3Client.builder().forcePathStyle(true), patience),
        secrets.client(SecretsManagerClient.builder(), patience),
        logs,
        timeout);
  }

  private FaultyAws service(Call call) {
    return switch (call) {
      case KEYS -> secrets;
      case ERASED_USERS, INSERT, COMPARE -> aws;
      case QUARANTINE -> bucket;
    };
  }

  void strike(Call call, Fault fault) {
    service(call).strike(call::is, fault);
  }

  /** From now on each call of a table takes a while. */
  void slowTables(Duration by) {
    aws.delay(by);
  }

  boolean hasStruck(Call call) {
    return service(call).struck() > 0;
  }

  int recover(Call call) {
    return service(call).recover();
  }

  /** The ids of a user's events in the table, asked past all faults. */
  List<String> stored(String user) {
    return table
        .queryPaginator(
            query ->
                query
                    .tableName(TABLE)
                    .consistentRead(true)
                    .keyConditionExpression("user_id = :user")
                    .expressionAttributeValues(Map.of(":user", AttributeValue.fromS(user))))
        .items()
        .stream()
        .map(item -> item.get("event_id").s())
        .sorted()
        .toList();
  }

  private static String event(String user, String id) {
    return """
    {"user_id":"%s","event_type":"click","event_id":"%s","event_at":"2026-11-20T10:00:00Z"}"""
        .formatted(user, id);
  }

  private static String message(String user, String id) {
    return """
    {"type":"track","event":"E","userId":"%s","messageId":"%s","timestamp":"2026-11-20T10:00:00Z"}"""
        .formatted(user, id);
  }

  private static String signature(String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec("local-segment".getBytes(UTF_8), "HmacSHA1"));
      return HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    table.close();
    List.of(aws, bucket, secrets).forEach(FaultyAws::close);
    local.close();
  }
}
