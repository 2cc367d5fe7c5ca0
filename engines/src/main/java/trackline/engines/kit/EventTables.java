package trackline.engines.kit;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** A small table with a stream. */
public final class EventTables {
  public static final String NAME = "events";

  private EventTables() {}

  public static void create(DynamoDbClient client) {
    create(client, NAME);
  }

  /** Makes another table that is like it. */
  public static void create(DynamoDbClient client, String name) {
    client.createTable(
        r ->
            r.tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(attribute("user_id"), attribute("event_key"))
                .keySchema(key("user_id", KeyType.HASH), key("event_key", KeyType.RANGE))
                .streamSpecification(
                    s -> s.streamEnabled(true).streamViewType(StreamViewType.NEW_IMAGE)));
  }

  public static void put(DynamoDbClient client, String key) {
    client.putItem(r -> r.tableName(NAME).item(item(key)));
  }

  public static Map<String, AttributeValue> item(String key) {
    return Map.of(
        "user_id", AttributeValue.fromS("u"),
        "event_key", AttributeValue.fromS(key),
        "big", AttributeValue.fromN("12345678901234567890123456789012345678"),
        "list", AttributeValue.fromL(List.of(AttributeValue.fromBool(true))));
  }

  /** The sort keys of all items. */
  public static List<String> keys(DynamoDbClient client) {
    return client.scanPaginator(r -> r.tableName(NAME)).items().stream()
        .map(item -> requireNonNull(item.get("event_key")).s())
        .toList();
  }

  public static String streamArn(DynamoDbClient client) {
    return streamArn(client, NAME);
  }

  public static String streamArn(DynamoDbClient client, String name) {
    return client.describeTable(r -> r.tableName(name)).table().latestStreamArn();
  }

  private static AttributeDefinition attribute(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.S)
        .build();
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }
}
