package trackline.aws;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/**
 * The table with the newest version of every rollup, one item a rollup. A version and the lease on
 * the next one are changed by conditional updates only, so that of two askers one wins.
 */
public final class RollupTable {

  private static final String FREE_LEASE = " REMOVE lease_token, lease_until, lease_query_id";
  private static final String LEASE_HELD = "lease_token = :token";

  private final DynamoDbClient dynamoDb;
  private final String table;

  public RollupTable(DynamoDbClient dynamoDb, String table) {
    this.dynamoDb = dynamoDb;
    this.table = table;
  }

  /** The newest version of a rollup, and who is computing the next one. */
  public RollupState find(String name) {
    GetItemResponse response =
        dynamoDb.getItem(
            get ->
                get.tableName(table)
                    .key(key(name))
                    .consistentRead(true)
                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
    checkThatItWasAsked(response.consumedCapacity());
    return response.item().isEmpty() ? RollupState.NONE : RollupItem.state(response.item());
  }

  /** Takes the lease on a rollup's next version, unless anything changed since it was found. */
  public boolean lease(String name, RollupState found, RollupLease lease) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":new_token", RollupItem.text(lease.token()));
    values.put(":until", RollupItem.text(lease.until().toString()));
    // Taken by the same holder it is taken too: an answer may be lost, and the SDK asks again.
    String condition =
        unchanged("lease_token", found.lease().map(RollupLease::token), values)
            + " AND "
            + unchanged("query_id", found.version().map(RollupVersion::queryId), values)
            + " OR lease_token = :new_token";
    return update(
        name,
        "SET lease_token = :new_token, lease_until = :until REMOVE lease_query_id",
        condition,
        values);
  }

  /** Notes the query that a lease's holder started, and gives it the time that a query takes. */
  public boolean started(String name, RollupLease lease, String queryId) {
    return update(
        name,
        "SET lease_query_id = :query, lease_until = :until",
        LEASE_HELD,
        Map.of(
            ":token", RollupItem.text(lease.token()),
            ":query", RollupItem.text(queryId),
            ":until", RollupItem.text(lease.until().toString())));
  }

  /** Frees a lease and leaves the version as it was. */
  public boolean release(String name, String token) {
    return update(name, FREE_LEASE.strip(), LEASE_HELD, Map.of(":token", RollupItem.text(token)));
  }

  /**
   * Keeps the lease of a query that came to nothing until a time, and leaves the version as it was:
   * what fails now would fail again at every ask, and each try costs.
   */
  public boolean coolDown(String name, String token, Instant until) {
    return update(
        name,
        "SET lease_until = :until REMOVE lease_query_id",
        LEASE_HELD,
        Map.of(":token", RollupItem.text(token), ":until", RollupItem.text(until.toString())));
  }

  /** Puts a version in the place of the last one and frees the lease that it was computed under. */
  public boolean publish(RollupVersion version, String token) {
    Map<String, AttributeValue> attributes = RollupItem.attributes(version);
    Map<String, AttributeValue> values = new HashMap<>();
    attributes.forEach((name, value) -> values.put(":" + name, value));
    values.put(":token", RollupItem.text(token));
    String sets =
        attributes.keySet().stream()
            .map(name -> "#" + name + " = :" + name)
            .collect(Collectors.joining(", "));
    Map<String, String> names =
        attributes.keySet().stream().collect(Collectors.toMap(name -> "#" + name, name -> name));
    return update(version.name(), "SET " + sets + FREE_LEASE, LEASE_HELD, names, values);
  }

  private static String unchanged(
      String attribute, Optional<String> found, Map<String, AttributeValue> values) {
    if (found.isEmpty()) {
      return "attribute_not_exists(" + attribute + ")";
    }
    values.put(":" + attribute, RollupItem.text(found.get()));
    return attribute + " = :" + attribute;
  }

  private boolean update(
      String name, String update, String condition, Map<String, AttributeValue> values) {
    return update(name, update, condition, Map.of(), values);
  }

  private boolean update(
      String name,
      String update,
      String condition,
      Map<String, String> names,
      Map<String, AttributeValue> values) {
    try {
      UpdateItemResponse response =
          dynamoDb.updateItem(
              request ->
                  request
                      .tableName(table)
                      .key(key(name))
                      .updateExpression(update)
                      .conditionExpression(condition)
                      .expressionAttributeNames(names.isEmpty() ? null : names)
                      .expressionAttributeValues(values)
                      .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL));
      checkThatItWasAsked(response.consumedCapacity());
      return true;
    } catch (ConditionalCheckFailedException e) {
      return false;
    }
  }

  /**
   * Without what was consumed, the answer that there is no item, or that one was changed, is empty:
   * so may be the answer of something that is no table.
   */
  private static void checkThatItWasAsked(@Nullable ConsumedCapacity consumed) {
    if (consumed == null) {
      throw new IllegalStateException("The rollups table does not say that it was asked");
    }
  }

  private static Map<String, AttributeValue> key(String name) {
    return Map.of("name", RollupItem.text(name));
  }
}
