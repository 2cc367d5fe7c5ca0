package trackline.query;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import trackline.event.Column;
import trackline.event.EventRow;

/** How events of an id are found in the table. */
sealed interface Way {
  int LARGEST_READ = 1_000;

  /**
   * A request for an id's events, the newest first.
   *
   * @param names the columns that are read, by their placeholders; the type is among them
   */
  default QueryRequest.Builder request(String table, String userId, Map<String, String> names) {
    Map<String, AttributeValue> values = new HashMap<>();
    values.put(":user", text(userId));
    QueryRequest.Builder request =
        QueryRequest.builder()
            .tableName(table)
            .scanIndexForward(false)
            .projectionExpression(String.join(", ", names.keySet()))
            .expressionAttributeNames(names);
    shape(request, values);
    return request.expressionAttributeValues(values);
  }

  /** Says which events are meant, of those of {@code :user}. */
  void shape(QueryRequest.Builder request, Map<String, AttributeValue> values);

  default int mostItems(int wanted) {
    return Math.min(wanted, LARGEST_READ + 1);
  }

  default Map<String, AttributeValue> startKey(String userId, String eventKey) {
    return Map.of(
        Column.USER_ID.columnName(), text(userId), Column.EVENT_KEY.columnName(), text(eventKey));
  }

  /** Every event, with those that were acknowledged a moment ago. */
  record All() implements Way {
    @Override
    public void shape(QueryRequest.Builder request, Map<String, AttributeValue> values) {
      request.keyConditionExpression("user_id = :user").consistentRead(true);
    }
  }

  /** The events of a type that the sparse index holds: nothing else is read. */
  record History(String eventType) implements Way {
    private static final String INDEX = "history";

    @Override
    public void shape(QueryRequest.Builder request, Map<String, AttributeValue> values) {
      request
          .indexName(INDEX)
          .keyConditionExpression("user_id = :user AND begins_with(history_key, :type)");
      values.put(":type", text(EventRow.historyPrefix(eventType)));
    }

    @Override
    public Map<String, AttributeValue> startKey(String userId, String eventKey) {
      Map<String, AttributeValue> key = new HashMap<>(Way.super.startKey(userId, eventKey));
      key.put(EventRow.HISTORY_KEY, text(EventRow.historyKey(eventType, eventKey)));
      return key;
    }
  }

  /**
   * The events of types that no index holds: all are read, and the others left out.
   *
   * @param consistent whether those that were acknowledged a moment ago must be among them
   */
  record Filtered(List<String> eventTypes, boolean consistent) implements Way {
    @Override
    public void shape(QueryRequest.Builder request, Map<String, AttributeValue> values) {
      List<String> types = new ArrayList<>();
      for (String eventType : eventTypes) {
        types.add(":type" + types.size());
        values.put(types.getLast(), text(eventType));
      }
      request
          .keyConditionExpression("user_id = :user")
          .filterExpression("#event_type IN (" + String.join(", ", types) + ")")
          .consistentRead(consistent);
    }

    @Override
    public int mostItems(int wanted) {
      return LARGEST_READ;
    }
  }

  private static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }
}
