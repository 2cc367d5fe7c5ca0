package trackline.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import trackline.aws.ErasureTable;
import trackline.http.Refusal;
import trackline.time.Deadline;

/**
 * Who a person is, as the events of the person's ids say: an identify event says that its
 * anonymous_id is its user_id, an alias event that its previous_id is, as in {@code people.sql}.
 * What is said of a user stands among that user's events, so that the earlier ids of a user are
 * found and the later ones of an anonymous visitor are not.
 */
final class Persons {
  /** So many ids are looked for, the newest first. */
  static final int MOST_IDS = 20;

  /** Anonymous to a user, and that user renamed twice. */
  private static final int STEPS = 3;

  private static final Duration TIME_BUDGET = EventReader.TIME_BUDGET.dividedBy(2);
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final DynamoDbClient dynamoDb;
  private final String table;
  private final ErasureTable erasures;
  private final InstantSource clock;

  Persons(DynamoDbClient dynamoDb, String table, ErasureTable erasures, InstantSource clock) {
    this.dynamoDb = dynamoDb;
    this.table = table;
    this.erasures = erasures;
    this.clock = clock;
  }

  /**
   * The ids of a person.
   *
   * @param ids the one that was asked for first; none of somebody who is to be forgotten
   * @param complete whether all that was said was read, and all ids are here
   */
  record Person(List<String> ids, boolean complete) {}

  /** The person behind an id. */
  Person of(String id, Deadline deadline) {
    return new Search(deadline).from(id);
  }

  /** The search for one person's ids, step by step. */
  private final class Search {
    private final Deadline deadline;
    private final Instant end = clock.instant().plus(TIME_BUDGET);
    private final Set<String> ids = new LinkedHashSet<>();
    private int scanned;
    private boolean complete = true;

    Search(Deadline deadline) {
      this.deadline = deadline;
    }

    Person from(String id) {
      List<String> found = remembered(List.of(id));
      for (int step = 0; step < STEPS && !found.isEmpty(); step++) {
        ids.addAll(found);
        found = remembered(earlier(found));
      }
      ids.addAll(found);
      return new Person(List.copyOf(ids), complete);
    }

    /** Those that are new, and may be: of a forgotten one nothing more is shown or followed. */
    private List<String> remembered(List<String> found) {
      if (found.isEmpty()) {
        return found;
      }
      Set<String> erased =
          erasures
              .among(found, deadline.within(QueryHandler.CALL))
              .orElseThrow(() -> Refusal.unavailable("The table is too slow at the moment"));
      return found.stream().filter(id -> !erased.contains(id)).toList();
    }

    private List<String> earlier(List<String> of) {
      Set<String> found = new LinkedHashSet<>();
      for (String id : of) {
        collect(id, found);
      }
      return List.copyOf(found);
    }

    private void collect(String id, Set<String> found) {
      Map<String, AttributeValue> after = Map.of();
      do {
        if (!mayRead()) {
          complete = false;
          return;
        }
        QueryResponse part = read(id, after);
        scanned += part.scannedCount();
        part.items().stream().flatMap(Persons::said).forEach(said -> add(said, found));
        after = part.lastEvaluatedKey();
      } while (!after.isEmpty());
    }

    private void add(String id, Set<String> found) {
      if (ids.contains(id) || found.contains(id)) {
        return;
      }
      if (ids.size() + found.size() < MOST_IDS) {
        found.add(id);
      } else {
        complete = false;
      }
    }

    private boolean mayRead() {
      return scanned < EventReader.READ_BUDGET
          && clock.instant().isBefore(end)
          && deadline.allows(QueryHandler.CALL);
    }
  }

  /** What was said a moment ago counts, as in a read of events. */
  private QueryResponse read(String id, Map<String, AttributeValue> after) {
    QueryRequest.Builder request =
        QueryRequest.builder()
            .tableName(table)
            .consistentRead(true)
            .scanIndexForward(false)
            .limit(Way.LARGEST_READ)
            .keyConditionExpression("user_id = :user")
            .filterExpression("event_type IN (:identify, :alias)")
            .projectionExpression("event_type, anonymous_id, #properties")
            .expressionAttributeNames(Map.of("#properties", "properties"))
            .expressionAttributeValues(
                Map.of(
                    ":user", AttributeValue.fromS(id),
                    ":identify", AttributeValue.fromS("identify"),
                    ":alias", AttributeValue.fromS("alias")));
    if (!after.isEmpty()) {
      request.exclusiveStartKey(after);
    }
    return EventReader.whole(dynamoDb.query(request.build()));
  }

  /** The ids that an event says are the same as its own. */
  private static Stream<String> said(Map<String, AttributeValue> item) {
    return text(item, "event_type").equals("identify")
        ? named(text(item, "anonymous_id")).map(Persons::anonymous)
        : named(previousId(item)).flatMap(id -> Stream.of(anonymous(id), id));
  }

  private static Stream<String> named(String id) {
    return id.isBlank() ? Stream.empty() : Stream.of(id);
  }

  private static String anonymous(String id) {
    return "anon:" + id;
  }

  private static String previousId(Map<String, AttributeValue> item) {
    try {
      JsonNode id = JSON.readTree(text(item, "properties")).path("previous_id");
      return id.isValueNode() && !id.isNull() ? id.asText() : "";
    } catch (JsonProcessingException e) {
      // An item that something else wrote says nothing that is understood here.
      return "";
    }
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    return Optional.ofNullable(item.get(name)).map(AttributeValue::s).orElse("");
  }
}
