package trackline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.LambdaClient;
import trackline.aws.StreamArn;
import trackline.aws.TableStream;

/** DynamoDB's tables with the readers of their streams: on AWS, or at an endpoint. */
final class Tables implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Endpoints other than AWS's take any credentials. */
  private static final String ANY = "local";

  private final DynamoDbClient dynamoDb;
  private final Readers readers;

  /** Finds out who reads the streams of a table; nothing where that cannot be known. */
  private interface Readers {
    Optional<List<Reader>> of(String table);
  }

  /**
   * Who reads a stream.
   *
   * @param function a function's ARN or name
   */
  record Reader(String function, StreamArn stream) {}

  private Tables(DynamoDbClient dynamoDb, Readers readers) {
    this.dynamoDb = dynamoDb;
    this.readers = readers;
  }

  /** The tables of an account, those at an endpoint, or else those of the Trackline at a place. */
  static Tables open(
      Options.Tables options, Options.Account account, Options.Place place, String readKey) {
    URI endpoint = options.endpoint;
    if (account.isOnAws(false)) {
      return new Tables(onAws(account, endpoint), table -> onLambda(account, table));
    } else if (endpoint != null) {
      return new Tables(at(endpoint), table -> Optional.empty());
    }
    Api api = place.api(readKey);
    String local = endpoints(api).path("dynamodb").asText();
    return new Tables(at(URI.create(local)), table -> Optional.of(local(api, table)));
  }

  static DynamoDbClient onAws(Options.Account account, @Nullable URI endpoint) {
    try {
      return account.onAws(client(endpoint)).build();
    } catch (SdkException e) {
      throw AwsFailure.of(e);
    }
  }

  static DynamoDbClient at(URI endpoint) {
    return client(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(ANY, ANY)))
        .build();
  }

  private static DynamoDbClientBuilder client(@Nullable URI endpoint) {
    DynamoDbClientBuilder builder =
        DynamoDbClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder());
    return endpoint == null ? builder : builder.endpointOverride(endpoint);
  }

  private static JsonNode endpoints(Api api) {
    return LocalEndpoints.of(api, "--aws is about the tables of an AWS account.");
  }

  private static List<Reader> local(Api api, String table) {
    return endpoints(api)
        .path("attached")
        .valueStream()
        .flatMap(arn -> StreamArn.parse(arn.asText()).stream())
        .filter(arn -> arn.table().equals(table))
        .map(arn -> new Reader("forward", arn))
        .toList();
  }

  private static Optional<List<Reader>> onLambda(Options.Account account, String table) {
    try (LambdaClient lambda =
        account
            .onAws(LambdaClient.builder())
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build()) {
      return Optional.of(
          lambda.listEventSourceMappingsPaginator().eventSourceMappings().stream()
              .filter(mapping -> mapping.eventSourceArn() != null)
              .flatMap(
                  mapping ->
                      StreamArn.parse(mapping.eventSourceArn()).stream()
                          .map(arn -> new Reader(mapping.functionArn(), arn)))
              .filter(reader -> reader.stream().table().equals(table))
              .toList());
    } catch (SdkException e) {
      return Optional.empty();
    }
  }

  /** The state of a table's stream. */
  StreamState look(String table) {
    return new StreamState(stream(table), readers.of(table));
  }

  private TableStream stream(String table) {
    try {
      return TableStream.find(dynamoDb, table);
    } catch (ResourceNotFoundException e) {
      throw new CommandFailure(
          "There is no table " + table + ".", "Is it of this place, account and region?");
    } catch (SdkException e) {
      throw AwsFailure.of(e);
    }
  }

  /** Turns a table's stream on, unless it is, and returns when it can be read. */
  void enable(String table) throws InterruptedException {
    if (stream(table).isOn()) {
      return;
    }
    try {
      TableStream.enable(dynamoDb, table, true);
    } catch (SdkException e) {
      throw AwsFailure.of(e);
    }
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!stream(table).isOn()) {
      if (System.nanoTime() > end) {
        throw new CommandFailure(
            "The stream of " + table + " is not on yet.", "Try again in a moment.");
      }
      Thread.sleep(Duration.ofSeconds(1));
    }
  }

  @Override
  public void close() {
    dynamoDb.close();
  }
}
