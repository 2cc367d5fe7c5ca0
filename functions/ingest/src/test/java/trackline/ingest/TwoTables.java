package trackline.ingest;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementErrorCodeEnum;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import trackline.event.Column;
import trackline.event.EventRow;

/** The events table and that of erasures, in memory; some events fare badly by their id. */
final class TwoTables implements DynamoDbClient {
  static final String EVENTS = "events";
  static final String ERASURES = "erasures";

  private static final Pattern NAME = Pattern.compile("'(\\w+)': \\?");

  /** What an insert of an event answers, by the event's id. */
  final Map<String, BatchStatementErrorCodeEnum> errors = new HashMap<>();

  /** How many events were refused, by the user that was forgotten. */
  final Map<String, Integer> refused = new TreeMap<>();

  /** Whether nothing can be counted. */
  boolean unwritable;

  /** Whether neither table can be read. */
  boolean unreadable;

  private final Map<EventRow.Key, Map<String, AttributeValue>> events = new HashMap<>();
  private final List<String> erased = new ArrayList<>();
  private int readsLeft = Integer.MAX_VALUE;

  void erase(String userId) {
    erased.add(userId);
  }

  /** Has an erasure take every event away, after events were read so many times. */
  void goesAfterReads(int reads) {
    readsLeft = reads;
  }

  void clear() {
    events.clear();
  }

  /** The only event, as the texts of its attributes. */
  ObjectNode item() {
    if (events.size() != 1) {
      throw new AssertionError("There are " + events.size() + " events");
    }
    ObjectNode texts = JsonNodeFactory.instance.objectNode();
    events.values().iterator().next().forEach((name, value) -> texts.put(name, value.s()));
    return texts;
  }

  /** The ids of the events that are stored. */
  List<String> stored() {
    return events.values().stream().map(item -> text(item, Column.EVENT_ID)).sorted().toList();
  }

  @Override
  public BatchExecuteStatementResponse batchExecuteStatement(BatchExecuteStatementRequest request) {
    return BatchExecuteStatementResponse.builder()
        .responses(request.statements().stream().map(this::insert).toList())
        .build();
  }

  private BatchStatementResponse insert(BatchStatementRequest statement) {
    List<String> names =
        NAME.matcher(statement.statement()).results().map(found -> found.group(1)).toList();
    Map<String, AttributeValue> item = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      item.put(names.get(i), statement.parameters().get(i));
    }
    BatchStatementErrorCodeEnum error = errors.get(text(item, Column.EVENT_ID));
    if (error == null && events.putIfAbsent(key(item), item) != null) {
      error = BatchStatementErrorCodeEnum.DUPLICATE_ITEM;
    }
    BatchStatementErrorCodeEnum answer = error;
    return answer == null
        ? BatchStatementResponse.builder().tableName(EVENTS).build()
        : BatchStatementResponse.builder().error(e -> e.code(answer)).build();
  }

  @Override
  public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
    if (unreadable) {
      throw DynamoDbException.builder().statusCode(500).build();
    }
    return BatchGetItemResponse.builder()
        .responses(
            request.requestItems().entrySet().stream()
                .collect(
                    toMap(
                        Map.Entry::getKey,
                        asked -> found(asked.getKey(), asked.getValue().keys()))))
        .build();
  }

  private List<Map<String, AttributeValue>> found(
      String table, List<Map<String, AttributeValue>> keys) {
    if (table.equals(ERASURES)) {
      return keys.stream().filter(key -> erased.contains(text(key, Column.USER_ID))).toList();
    }
    if (readsLeft-- == 0) {
      events.clear();
    }
    return keys.stream().map(TwoTables::key).filter(events::containsKey).map(events::get).toList();
  }

  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    if (unwritable) {
      throw DynamoDbException.builder().statusCode(500).build();
    }
    int more =
        Integer.parseInt(
            Objects.requireNonNull(request.expressionAttributeValues().get(":more")).n());
    refused.merge(text(request.key(), Column.USER_ID), more, Integer::sum);
    return UpdateItemResponse.builder().build();
  }

  private static EventRow.Key key(Map<String, AttributeValue> item) {
    return new EventRow.Key(text(item, Column.USER_ID), text(item, Column.EVENT_KEY));
  }

  private static String text(Map<String, AttributeValue> item, Column column) {
    return Objects.requireNonNull(item.get(column.columnName())).s();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {}
}
