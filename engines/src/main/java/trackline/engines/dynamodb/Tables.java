package trackline.engines.dynamodb;

import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.LocalSecondaryIndexDescription;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Tables made anew from their own descriptions. */
final class Tables {
  private Tables() {}

  static void recreate(DynamoDbClient client, String name) {
    TableDescription table = client.describeTable(r -> r.tableName(name)).table();
    client.deleteTable(r -> r.tableName(name));
    client.waiter().waitUntilTableNotExists(r -> r.tableName(name));
    client.createTable(likeOf(table));
    client.waiter().waitUntilTableExists(r -> r.tableName(name));
  }

  private static CreateTableRequest likeOf(TableDescription table) {
    CreateTableRequest.Builder request =
        CreateTableRequest.builder()
            .tableName(table.tableName())
            .keySchema(table.keySchema())
            .attributeDefinitions(table.attributeDefinitions())
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .streamSpecification(table.streamSpecification());
    List<GlobalSecondaryIndex> indexes =
        table.globalSecondaryIndexes().stream().map(Tables::likeOf).toList();
    if (!indexes.isEmpty()) {
      request.globalSecondaryIndexes(indexes);
    }
    List<LocalSecondaryIndex> localIndexes =
        table.localSecondaryIndexes().stream().map(Tables::likeOf).toList();
    if (!localIndexes.isEmpty()) {
      request.localSecondaryIndexes(localIndexes);
    }
    return request.build();
  }

  private static GlobalSecondaryIndex likeOf(GlobalSecondaryIndexDescription index) {
    return GlobalSecondaryIndex.builder()
        .indexName(index.indexName())
        .keySchema(index.keySchema())
        .projection(index.projection())
        .build();
  }

  private static LocalSecondaryIndex likeOf(LocalSecondaryIndexDescription index) {
    return LocalSecondaryIndex.builder()
        .indexName(index.indexName())
        .keySchema(index.keySchema())
        .projection(index.projection())
        .build();
  }
}
