package trackline.ingest;

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
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import trackline.event.Column;
import trackline.event.EventRow;

/** The events table and that of erasures, in memory; some events fare badly by their id. */
final class TwoTables implements DynamoDbClient {
  static final String EVENTS = "events";
  static final String ERASURES = "erasures";

  /** 16 MB. */
  private static final int UNITS_OF_AN_ANSWER = 4_096;

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
  private double unitsRead;

  void erase(String userId) {
    erased.add(userId);
  }

  /** The users whose erasure was asked for. */
  List<String> erased() {
    return List.copyOf(erased);
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

  /** All that the events table holds, as text. */
  String texts() {
    return events.values().toString();
  }

  /** The units that reads of events cost so far, as DynamoDB counts them. */
  double unitsRead() {
    return unitsRead;
  }

  /** The ids of the events that are stored. */
  List<String> stored() {
    return events.values().stream().map(item -> text(item, Column.EVENT_ID)).sorted().toList();
  }

  @Override
  public synchronized BatchExecuteStatementResponse batchExecuteStatement(
      BatchExecuteStatementRequest request) {
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
    if (statement.statement().contains("\"" + ERASURES + "\"")) {
      erased.add(text(item, Column.USER_ID));
      return BatchStatementResponse.builder().tableName(ERASURES).build();
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
  public synchronized BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
    if (unreadable) {
      throw DynamoDbException.builder().statusCode(500).build();
    }
    BatchGetItemResponse.Builder response = BatchGetItemResponse.builder();
    Map<String, List<Map<String, AttributeValue>>> found = new HashMap<>();
    request
        .requestItems()
        .forEach((table, asked) -> found.put(table, found(table, asked, response)));
    return response.responses(found).build();
  }

  private List<Map<String, AttributeValue>> found(
      String table, KeysAndAttributes asked, BatchGetItemResponse.Builder response) {
    if (table.equals(ERASURES)) {
      return asked.keys().stream()
          .filter(key -> erased.contains(text(key, Column.USER_ID)))
          .toList();
    }
    if (readsLeft-- == 0) {
      events.clear();
    }
    return events(asked, response);
  }

  /** Whole items count, not what is asked of them, and 16 MB of them are an answer. */
  private List<Map<String, AttributeValue>> events(
      KeysAndAttributes asked, BatchGetItemResponse.Builder response) {
    List<Map<String, AttributeValue>> items = new ArrayList<>();
    double units = 0;
    int next = 0;
    while (next < asked.keys().size() && units < UNITS_OF_AN_ANSWER) {
      Map<String, AttributeValue> item = events.get(key(asked.keys().get(next++)));
      units += item == null ? 1 : Math.ceilDiv(bytes(item), 4_096);
      if (item != null) {
        items.add(item);
      }
    }
    unitsRead += units;
    response.consumedCapacity(List.of(ConsumedCapacity.builder().capacityUnits(units).build()));
    if (next < asked.keys().size()) {
      KeysAndAttributes left =
          asked.toBuilder().keys(asked.keys().subList(next, asked.keys().size())).build();
      response.unprocessedKeys(Map.of(EVENTS, left));
    }
    return items;
  }

  private static int bytes(Map<String, AttributeValue> item) {
    return item.entrySet().stream()
        .mapToInt(member -> member.getKey().length() + member.getValue().s().length())
        .sum();
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
