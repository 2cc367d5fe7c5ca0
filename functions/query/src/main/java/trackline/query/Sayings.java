package trackline.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import trackline.event.Column;
import trackline.event.UserId;
import trackline.plan.TrackingPlan;

/**
 * Reads what is said of a user: an identify event says that its anonymous_id is its user_id, an
 * alias event that its previous_id is, as in {@code people.sql}.
 */
final class Sayings {
  private static final String IDENTIFY = "identify";
  private static final String ALIAS = "alias";
  private static final List<String> TYPES = List.of(IDENTIFY, ALIAS);

  /** What was said a moment ago counts, as in a read of events: the index lags behind. */
  static final Way NEWEST_EVENTS = new Way.Filtered(TYPES, true);

  private static final Map<String, String> NAMES =
      Stream.of(Column.EVENT_KEY, Column.EVENT_TYPE, Column.ANONYMOUS_ID, Column.PROPERTIES)
          .map(Column::columnName)
          .collect(Collectors.toUnmodifiableMap(name -> "#" + name, Function.identity()));

  /** Queries of the lake read nothing of a text that is more than a JSON document, either. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final List<Way> indexed;

  Sayings(DynamoDbClient dynamoDb, String table, TrackingPlan plan) {
    this.dynamoDb = dynamoDb;
    this.table = table;
    this.indexed =
        TYPES.stream().filter(plan::hasHistory).<Way>map(type -> new Way.History(type)).toList();
  }

  /**
   * An event that says who its user was.
   *
   * @param ids those that are the same as its user's
   */
  record Saying(String eventKey, List<String> ids) {
    static final Comparator<Saying> NEWEST_FIRST =
        Comparator.comparing(Saying::eventKey).reversed();
  }

  /**
   * A part of what is said.
   *
   * @param scanned how many items were read for it
   * @param after where the next part begins; empty after the last
   */
  record Part(List<Saying> sayings, int scanned, Map<String, AttributeValue> after) {
    static final Map<String, AttributeValue> FIRST = Map.of();
  }

  /** How the index holds the events, for each type that the plan marks. */
  List<Way> indexed() {
    return indexed;
  }

  /** Whether the index holds every event that was stored under this plan. */
  boolean areIndexed() {
    return indexed.size() == TYPES.size();
  }

  /** The next part of what is said of an id, the newest first. */
  Part read(Way way, String id, Map<String, AttributeValue> after, int most) {
    QueryRequest.Builder request = way.request(table, id, NAMES).limit(most);
    if (!after.isEmpty()) {
      request.exclusiveStartKey(after);
    }
    QueryResponse part = EventReader.whole(dynamoDb.query(request.build()));
    return new Part(
        part.items().stream().map(Sayings::saying).toList(),
        part.scannedCount(),
        part.lastEvaluatedKey());
  }

  private static Saying saying(Map<String, AttributeValue> item) {
    Stream<String> ids =
        text(item, Column.EVENT_TYPE).equals(IDENTIFY)
            ? named(text(item, Column.ANONYMOUS_ID)).map(UserId::ofAnonymous)
            : named(previousId(item)).flatMap(id -> Stream.of(UserId.ofAnonymous(id), id));
    // What is too long for an id of a user has no events.
    return new Saying(text(item, Column.EVENT_KEY), ids.filter(UserId::hasLength).toList());
  }

  private static Stream<String> named(String id) {
    return id.isBlank() ? Stream.empty() : Stream.of(id);
  }

  private static String previousId(Map<String, AttributeValue> item) {
    try {
      JsonNode id = JSON.readTree(text(item, Column.PROPERTIES)).path("previous_id");
      return id.isValueNode() && !id.isNull() ? id.asText() : "";
    } catch (JsonProcessingException e) {
      // An item that something else wrote says nothing that is understood here.
      return "";
    }
  }

  private static String text(Map<String, AttributeValue> item, Column column) {
    return Optional.ofNullable(item.get(column.columnName())).map(AttributeValue::s).orElse("");
  }
}
