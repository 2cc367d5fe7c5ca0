package trackline.bench;

import java.util.Collections;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** DynamoDB without a network that takes every insert at once, so that the importer is measured. */
final class TakesEverything implements DynamoDbClient {
  private final AtomicLong inserts = new AtomicLong();

  long inserts() {
    return inserts.get();
  }

  @Override
  public BatchExecuteStatementResponse batchExecuteStatement(BatchExecuteStatementRequest request) {
    int size = request.statements().size();
    inserts.addAndGet(size);
    BatchStatementResponse taken = BatchStatementResponse.builder().build();
    return BatchExecuteStatementResponse.builder()
        .responses(Collections.nCopies(size, taken))
        .build();
  }

  @Override
  public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
    return BatchGetItemResponse.builder().responses(Map.of()).unprocessedKeys(Map.of()).build();
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    return GetItemResponse.builder().build();
  }

  /** The receipt, as far as the importer reads it. */
  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    Map<String, AttributeValue> values = request.expressionAttributeValues();
    AttributeValue now = values.getOrDefault(":now", AttributeValue.fromS(""));
    return UpdateItemResponse.builder()
        .attributes(Map.of("status", AttributeValue.fromS("running"), "started_at", now))
        .build();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
