package trackline.tests.walk;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** A table that others write: its partition key is {@code id}, and it has no stream at first. */
public final class ExistingTable {
  private ExistingTable() {}

  /** Makes one. */
  public static void create(DynamoDbClient dynamoDb, String name) {
    dynamoDb.createTable(
        r ->
            r.tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                    AttributeDefinition.builder()
                        .attributeName("id")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .keySchema(
                    KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build()));
  }

  /** Ends its stream. */
  public static void disable(DynamoDbClient dynamoDb, String name) {
    dynamoDb.updateTable(r -> r.tableName(name).streamSpecification(s -> s.streamEnabled(false)));
  }
}
