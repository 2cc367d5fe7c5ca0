package trackline.engines.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndex;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;

/** The request that makes a table as the template describes it. */
public final class TableRequest {
  private TableRequest() {}

  /** The request for a resource of type {@code AWS::DynamoDB::Table}. */
  public static CreateTableRequest of(String logicalId, JsonNode properties) {
    CreateTableRequest.Builder request =
        CreateTableRequest.builder()
            .tableName(LocalNames.of(logicalId))
            .billingMode(BillingMode.PAY_PER_REQUEST)
            .attributeDefinitions(attributes(properties.path("AttributeDefinitions")))
            .keySchema(keys(properties.path("KeySchema")));
    if (properties.has("GlobalSecondaryIndexes")) {
      request.globalSecondaryIndexes(indexes(properties.path("GlobalSecondaryIndexes")));
    }
    if (properties.has("StreamSpecification")) {
      String view = properties.path("StreamSpecification").path("StreamViewType").asText();
      request.streamSpecification(
          StreamSpecification.builder().streamEnabled(true).streamViewType(view).build());
    }
    return request.build();
  }

  private static List<AttributeDefinition> attributes(JsonNode definitions) {
    List<AttributeDefinition> attributes = new ArrayList<>();
    definitions.forEach(
        attribute ->
            attributes.add(
                AttributeDefinition.builder()
                    .attributeName(attribute.path("AttributeName").asText())
                    .attributeType(attribute.path("AttributeType").asText())
                    .build()));
    return attributes;
  }

  private static List<KeySchemaElement> keys(JsonNode schema) {
    List<KeySchemaElement> keys = new ArrayList<>();
    schema.forEach(
        key ->
            keys.add(
                KeySchemaElement.builder()
                    .attributeName(key.path("AttributeName").asText())
                    .keyType(key.path("KeyType").asText())
                    .build()));
    return keys;
  }

  private static List<GlobalSecondaryIndex> indexes(JsonNode definitions) {
    List<GlobalSecondaryIndex> indexes = new ArrayList<>();
    definitions.forEach(
        index ->
            indexes.add(
                GlobalSecondaryIndex.builder()
                    .indexName(index.path("IndexName").asText())
                    .keySchema(keys(index.path("KeySchema")))
                    .projection(p -> p.projectionType(projection(index)))
                    .build()));
    return indexes;
  }

  private static String projection(JsonNode index) {
    return index.path("Projection").path("ProjectionType").asText();
  }
}
