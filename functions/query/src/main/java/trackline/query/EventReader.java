package trackline.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import trackline.event.EventRow;
import trackline.http.AnswerRoom;
import trackline.plan.TrackingPlan;

/** Reads a user's events from the table, newest first, by the cheapest way that answers. */
final class EventReader {

  /** A filtered read gives up its page after so many items that did not match. */
  static final int READ_BUDGET = 5_000;

  /** A read gives up its page after so long: a slow table leaves time for a last call. */
  static final Duration TIME_BUDGET = Duration.ofSeconds(8);

  private static final int LARGEST_READ = 1_000;
  private static final String HISTORY_INDEX = "history";
  private static final String USER_ID = "user_id";
  private static final String EVENT_KEY = "event_key";

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final TrackingPlan plan;
  private final InstantSource clock;

  EventReader(DynamoDbClient dynamoDb, String table, TrackingPlan plan, InstantSource clock) {
    this.dynamoDb = dynamoDb;
    this.table = table;
    this.plan = plan;
    this.clock = clock;
  }

  /** The events of a query that are older than {@code before}, up to a limit. */
  EventPage read(EventQuery query, Optional<String> before, int limit) {
    Way way = query.eventType().map(this::wayOfType).orElse(new All());
    Optional<String> after = before;
    Gathered gathered = new Gathered(limit);
    int scanned = 0;
    Instant end = clock.instant().plus(TIME_BUDGET);
    do {
      // One more than wanted tells whether there is a next page at all.
      int most = Math.min(way.mostItems(gathered.missing() + 1), READ_BUDGET - scanned);
      QueryResponse part = whole(dynamoDb.query(request(way, query.userId(), after, most)));
      scanned += part.scannedCount();
      if (!gathered.take(part.items())) {
        return gathered.page();
      }
      after = lastKey(part);
    } while (after.isPresent() && scanned < READ_BUDGET && clock.instant().isBefore(end));
    return new EventPage(gathered.events, after);
  }

  /** An answer that is cut short would else be one with fewer events. */
  private static QueryResponse whole(QueryResponse part) {
    if (part.items().size() != part.count()) {
      throw new IllegalStateException("The table's answer holds fewer events than it says");
    }
    return part;
  }

  private Way wayOfType(String eventType) {
    return plan.hasHistory(eventType) ? new History(eventType) : new Filtered(eventType);
  }

  private QueryRequest request(Way way, String userId, Optional<String> after, int most) {
    QueryRequest.Builder request =
        QueryRequest.builder()
            .tableName(table)
            .limit(most)
            .scanIndexForward(false)
            .projectionExpression(EventView.PROJECTION);
    Map<String, String> names = new HashMap<>(EventView.NAMES);
    Map<String, AttributeValue> values = new HashMap<>(Map.of(":user", text(userId)));
    way.shape(request, names, values);
    after.ifPresent(key -> request.exclusiveStartKey(way.startKey(userId, key)));
    return request.expressionAttributeNames(names).expressionAttributeValues(values).build();
  }

  private static Optional<String> lastKey(QueryResponse part) {
    return Optional.ofNullable(part.lastEvaluatedKey().get(EVENT_KEY)).map(AttributeValue::s);
  }

  private static AttributeValue text(String value) {
    return AttributeValue.fromS(value);
  }

  /** How events are found. */
  private sealed interface Way {
    void shape(
        QueryRequest.Builder request,
        Map<String, String> names,
        Map<String, AttributeValue> values);

    default int mostItems(int wanted) {
      return Math.min(wanted, LARGEST_READ + 1);
    }

    default Map<String, AttributeValue> startKey(String userId, String eventKey) {
      return Map.of(USER_ID, text(userId), EVENT_KEY, text(eventKey));
    }
  }

  /** Every event, with those that were acknowledged a moment ago. */
  private record All() implements Way {
    @Override
    public void shape(
        QueryRequest.Builder request,
        Map<String, String> names,
        Map<String, AttributeValue> values) {
      request.keyConditionExpression("user_id = :user").consistentRead(true);
    }
  }

  /** The events of a type that the sparse index holds: nothing else is read. */
  private record History(String eventType) implements Way {
    @Override
    public void shape(
        QueryRequest.Builder request,
        Map<String, String> names,
        Map<String, AttributeValue> values) {
      request
          .indexName(HISTORY_INDEX)
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

  /** The events of a type that no index holds: all are read, and the others left out. */
  private record Filtered(String eventType) implements Way {
    @Override
    public void shape(
        QueryRequest.Builder request,
        Map<String, String> names,
        Map<String, AttributeValue> values) {
      request.keyConditionExpression("user_id = :user").filterExpression("#event_type = :type");
      values.put(":type", text(eventType));
    }

    @Override
    public int mostItems(int wanted) {
      return LARGEST_READ;
    }
  }

  /** The events found so far, up to the wanted number and the size of an answer. */
  private static final class Gathered {
    private final int limit;
    private final List<ObjectNode> events = new ArrayList<>();
    private Optional<String> lastKey = Optional.empty();
    private final AnswerRoom room = new AnswerRoom();

    Gathered(int limit) {
      this.limit = limit;
    }

    int missing() {
      return limit - events.size();
    }

    /** Takes items while there is room; tells whether all of them found it. */
    boolean take(List<Map<String, AttributeValue>> items) {
      for (Map<String, AttributeValue> item : items) {
        ObjectNode event = EventView.of(item);
        boolean fits = room.take(event);
        if (missing() == 0 || (!fits && !events.isEmpty())) {
          return false;
        }
        events.add(event);
        lastKey = Optional.ofNullable(item.get(EVENT_KEY)).map(AttributeValue::s);
      }
      return true;
    }

    EventPage page() {
      return new EventPage(events, lastKey);
    }
  }
}
