package trackline.cli;

import static java.util.Comparator.comparing;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/** The requests to forget users, in the table where ingest records them. */
final class Erasures implements AutoCloseable {
  private static final String TABLE = "ErasuresTableName";

  private final DynamoDbClient dynamoDb;
  private final String table;

  /** Where the table is, and which of its requests are meant. */
  static final class Chosen {
    @Mixin private final Options.Place place = new Options.Place();
    @Mixin private final Options.ReadKey key = new Options.ReadKey();
    @Mixin private final Options.Account account = new Options.Account();
    @Mixin private final Options.Stack stack = new Options.Stack();

    @Option(
        names = "--key-label",
        paramLabel = "LABEL",
        description = "Only what was asked for with the key of this label.")
    private @Nullable String label;

    @Option(
        names = "--source",
        paramLabel = "DOOR",
        description = "Only what was asked for there: segment, or webhook.")
    private @Nullable String source;

    @Option(
        names = "--from",
        paramLabel = "TIME",
        description = "Only what was asked for from this time on.")
    private @Nullable Instant from;

    @Option(
        names = "--to",
        paramLabel = "TIME",
        description = "Only what was asked for before this time.")
    private @Nullable Instant to;

    Erasures open() {
      if (account.isOnAws(stack.given != null)) {
        String table =
            StackOutputs.of(stack.name(), TABLE, account, "Is it a Trackline, and a new one?");
        return new Erasures(Tables.onAws(account, null), table);
      }
      JsonNode endpoints =
          LocalEndpoints.of(place.api(key.value), "--stack NAME is about a stack on AWS.");
      return new Erasures(
          Tables.at(URI.create(endpoints.path("dynamodb").asText())),
          endpoints.path("tables").path("erasures").asText());
    }

    /** Whether it is said at all which requests are meant. */
    boolean isSaid() {
      return label != null || source != null || from != null || to != null;
    }

    boolean has(Erasure erasure) {
      return (label == null || erasure.key().equals(label))
          && (source == null || erasure.source().equals(source))
          && (from == null || !at(erasure).isBefore(from))
          && (to == null || at(erasure).isBefore(to));
    }

    private static Instant at(Erasure erasure) {
      return Times.moment(erasure.requestedAt()).orElse(Instant.EPOCH);
    }
  }

  private Erasures(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
  }

  /** The requests that are meant, the newest first. */
  List<Erasure> list(Chosen chosen) {
    try {
      return dynamoDb.scanPaginator(scan -> scan.tableName(table)).items().stream()
          .map(Erasure::of)
          .filter(chosen::has)
          .sorted(comparing(Erasure::requestedAt).reversed().thenComparing(Erasure::userId))
          .toList();
    } catch (SdkException e) {
      throw failure(e);
    }
  }

  /** Takes a request back; nothing where the user was not to be forgotten. */
  Optional<Erasure> undo(String userId) {
    try {
      Map<String, AttributeValue> old =
          dynamoDb
              .deleteItem(
                  delete ->
                      delete
                          .tableName(table)
                          .key(Map.of("user_id", AttributeValue.fromS(userId)))
                          .returnValues(ReturnValue.ALL_OLD))
              .attributes();
      return Optional.of(old).filter(item -> !item.isEmpty()).map(Erasure::of);
    } catch (SdkException e) {
      throw failure(e);
    }
  }

  private CommandFailure failure(SdkException e) {
    return e instanceof ResourceNotFoundException
        ? new CommandFailure(
            "There is no table " + table + ".", "Are --stack, account and region right?")
        : AwsFailure.of(e);
  }

  @Override
  public void close() {
    dynamoDb.close();
  }
}
