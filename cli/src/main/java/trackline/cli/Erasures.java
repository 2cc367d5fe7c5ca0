package trackline.cli;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure.ALL_OLD;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import trackline.aws.Asker;

/** The requests to forget users, in the table where ingest records them. */
final class Erasures implements AutoCloseable {
  private static final String TABLE = "ErasuresTableName";

  /** Requests may come in meanwhile; a request is a moment, and so is an attempt. */
  private static final int ATTEMPTS = 10;

  private static final Comparator<Erasure> NEWEST_FIRST =
      comparing((Erasure erasure) -> erasure.first().requestedAt())
          .reversed()
          .thenComparing(Erasure::userId);

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

    /** Whether any of those who asked is meant. */
    boolean has(Erasure erasure) {
      return erasure.askers().stream().anyMatch(this::has);
    }

    boolean has(Asker asker) {
      return (label == null || asker.keyLabel().equals(label))
          && (source == null || asker.source().equals(source))
          && (from == null || !at(asker).isBefore(from))
          && (to == null || at(asker).isBefore(to));
    }

    private static Instant at(Asker asker) {
      return Times.moment(asker.requestedAt()).orElse(Instant.EPOCH);
    }
  }

  private Erasures(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
  }

  /** The erasures for which somebody who is meant asked, the newest first. */
  List<Erasure> list(Chosen chosen) {
    return items(chosen).map(Erasure::of).toList();
  }

  private Stream<Map<String, AttributeValue>> items(Chosen chosen) {
    try {
      return dynamoDb.scanPaginator(scan -> scan.tableName(table)).items().stream()
          .filter(item -> chosen.has(Erasure.of(item)))
          .sorted(comparing(Erasure::of, NEWEST_FIRST))
          .toList()
          .stream();
    } catch (SdkException e) {
      throw failure(e);
    }
  }

  /** Takes back what anybody asked of a user; nothing where the user was not to be forgotten. */
  Optional<Undone> undo(String userId) {
    try {
      Map<String, AttributeValue> old =
          dynamoDb
              .deleteItem(
                  delete ->
                      delete.tableName(table).key(key(userId)).returnValues(ReturnValue.ALL_OLD))
              .attributes();
      return Optional.of(old)
          .filter(item -> !item.isEmpty())
          .map(item -> new Undone(Erasure.of(item), List.of()));
    } catch (SdkException e) {
      throw failure(e);
    }
  }

  /** Takes those who are meant out of all erasures: a user of whom nobody is left is let in. */
  List<Undone> undo(Chosen chosen) {
    return items(chosen).flatMap(item -> undo(item, chosen).stream()).toList();
  }

  /** What {@link #undo(Chosen)} would take back now. */
  List<Undone> meant(Chosen chosen) {
    return list(chosen).stream().map(erasure -> without(erasure, chosen)).toList();
  }

  private static Undone without(Erasure erasure, Chosen chosen) {
    return new Undone(
        erasure, erasure.askers().stream().filter(asker -> !chosen.has(asker)).toList());
  }

  private Optional<Undone> undo(Map<String, AttributeValue> item, Chosen chosen) {
    Map<String, AttributeValue> now = item;
    for (int i = 0; i < ATTEMPTS; i++) {
      Undone undone = without(Erasure.of(now), chosen);
      if (undone.left().size() == undone.before().askers().size()) {
        return Optional.empty();
      }
      try {
        write(now, undone);
        return Optional.of(undone);
      } catch (ConditionalCheckFailedException e) {
        // Somebody asked, or was taken out, since it was read.
        if (!e.hasItem()) {
          return Optional.empty();
        }
        now = e.item();
      } catch (SdkException e) {
        throw failure(e);
      }
    }
    throw new CommandFailure(
        "Requests to forget a user keep coming in while they are undone.", "Try again.");
  }

  /** Writes what is left of an item, unless its askers have changed. */
  private void write(Map<String, AttributeValue> old, Undone undone) {
    Expression unchanged = Expression.unchanged(old, Asker.ATTRIBUTES);
    if (undone.isLetIn()) {
      DeleteItemResponse _ =
          dynamoDb.deleteItem(
              delete ->
                  delete
                      .tableName(table)
                      .key(key(undone.before().userId()))
                      .conditionExpression(unchanged.text())
                      .expressionAttributeNames(unchanged.names())
                      .expressionAttributeValues(unchanged.values())
                      .returnValuesOnConditionCheckFailure(ALL_OLD));
      return;
    }
    Expression left = Expression.set(attributes(undone.left()), Asker.ATTRIBUTES);
    UpdateItemResponse _ =
        dynamoDb.updateItem(
            update ->
                update
                    .tableName(table)
                    .key(key(undone.before().userId()))
                    .conditionExpression(unchanged.text())
                    .updateExpression(left.text())
                    .expressionAttributeNames(left.names())
                    .expressionAttributeValues(both(unchanged.values(), left.values()))
                    .returnValuesOnConditionCheckFailure(ALL_OLD));
  }

  private static Map<String, AttributeValue> attributes(List<Asker> left) {
    Map<String, AttributeValue> attributes = new HashMap<>();
    left.getFirst()
        .asFirst()
        .forEach((name, value) -> attributes.put(name, AttributeValue.fromS(value)));
    if (left.size() > 1) {
      attributes.put(
          Asker.OTHERS,
          AttributeValue.fromM(left.stream().skip(1).collect(toMap(Asker::name, Asker::asOther))));
    }
    return attributes;
  }

  private static Map<String, AttributeValue> both(
      Map<String, AttributeValue> one, Map<String, AttributeValue> other) {
    Map<String, AttributeValue> both = new HashMap<>(one);
    both.putAll(other);
    return both;
  }

  private static Map<String, AttributeValue> key(String userId) {
    return Map.of("user_id", AttributeValue.fromS(userId));
  }

  /** An expression over some attributes, with its placeholders. */
  private record Expression(
      String text, Map<String, String> names, Map<String, AttributeValue> values) {

    /** That the attributes are as an item has them, or as little there. */
    static Expression unchanged(Map<String, AttributeValue> item, List<String> attributes) {
      return of(
          item,
          ":old_",
          attributes.stream()
              .map(
                  name ->
                      item.containsKey(name)
                          ? "#" + name + " = :old_" + name
                          : "attribute_not_exists(#" + name + ")")
              .collect(joining(" AND ")),
          attributes);
    }

    /** To give the attributes these values; one without a value is taken out. */
    static Expression set(Map<String, AttributeValue> values, List<String> attributes) {
      String set =
          attributes.stream()
              .filter(values::containsKey)
              .map(name -> "#" + name + " = :new_" + name)
              .collect(joining(", ", "SET ", ""));
      String removed =
          attributes.stream()
              .filter(name -> !values.containsKey(name))
              .map(name -> "#" + name)
              .collect(joining(", "));
      return of(values, ":new_", removed.isEmpty() ? set : set + " REMOVE " + removed, attributes);
    }

    private static Expression of(
        Map<String, AttributeValue> values, String prefix, String text, List<String> attributes) {
      return new Expression(
          text,
          attributes.stream().collect(toMap(name -> "#" + name, name -> name)),
          attributes.stream()
              .filter(values::containsKey)
              .collect(toMap(name -> prefix + name, values::get)));
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
