package trackline.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import trackline.http.AnswerRoom;
import trackline.http.Refusal;
import trackline.plan.TrackingPlan;
import trackline.time.Deadline;

/**
 * Reads the events of one id or several from the table, newest first, by the cheapest way that
 * answers.
 */
final class EventReader {

  /** A filtered read gives up its page after so many items that did not match. */
  static final int READ_BUDGET = 5_000;

  /** A read gives up its page after so long: a slow table leaves time for a last call. */
  static final Duration TIME_BUDGET = Duration.ofSeconds(8);

  /**
   * A page ends after so long with the events that it has: of hostile user agents each takes some
   * ten milliseconds to read. It is longer than a last call of a slow table may take.
   */
  static final Duration PAGE_BUDGET = TIME_BUDGET.plus(QueryHandler.CALL);

  /** What writing the answer takes. */
  private static final Duration ANSWER = Duration.ofSeconds(2);

  /** Of several ids, each gives this many at once, so that one busy id takes few calls. */
  private static final int LEAST_SHARE = 25;

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

  /**
   * The events of ids that come after a place, up to a limit.
   *
   * @param ids the query's own, or all of its person
   */
  EventPage read(
      EventQuery query, List<String> ids, Optional<Place> before, int limit, Deadline deadline) {
    return new Merge(query, ids, before, limit, deadline).page();
  }

  private Way way(EventQuery query) {
    return query.eventType().map(this::wayOfType).orElse(new Way.All());
  }

  private Way wayOfType(String eventType) {
    return plan.hasHistory(eventType)
        ? new Way.History(eventType)
        : new Way.Filtered(List.of(eventType), false);
  }

  private QueryRequest request(Way way, IdEvents source, int most) {
    QueryRequest.Builder request = way.request(table, source.id(), EventView.NAMES).limit(most);
    source.after().ifPresent(key -> request.exclusiveStartKey(way.startKey(source.id(), key)));
    return request.build();
  }

  /** An answer that is cut short would else be one with fewer events. */
  static QueryResponse whole(QueryResponse part) {
    if (part.items().size() != part.count()) {
      throw new IllegalStateException("The table's answer holds fewer events than it says");
    }
    return part;
  }

  /** One page of the events of ids, each read only as far as the page needs it. */
  private final class Merge {
    private final EventQuery query;
    private final Way way;
    private final List<IdEvents> sources;
    private final Gathered gathered;
    private final Instant start = clock.instant();
    private final Deadline deadline;
    private int scanned;

    Merge(
        EventQuery query, List<String> ids, Optional<Place> before, int limit, Deadline deadline) {
      this.query = query;
      this.way = way(query);
      this.sources = ids.stream().map(id -> new IdEvents(id, before)).toList();
      this.gathered = new Gathered(limit);
      this.deadline = deadline;
    }

    EventPage page() {
      for (Optional<IdEvents> next = next(); next.isPresent(); next = next()) {
        IdEvents source = next.get();
        if (!source.isToBeRead()) {
          if (!mayShow() || !gathered.take(event(source), source)) {
            return gathered.page();
          }
        } else if (mayRead(source)) {
          read(source);
        } else {
          return new EventPage(gathered.events, source.place());
        }
      }
      return new EventPage(gathered.events, Optional.empty());
    }

    private Optional<IdEvents> next() {
      return sources.stream().filter(Predicate.not(IdEvents::isOver)).min(IdEvents.NEWEST_FIRST);
    }

    /** Before each id was read once, nothing is known of the page. */
    private boolean mayRead(IdEvents source) {
      boolean inTime = deadline.allows(QueryHandler.CALL);
      if (!source.wasRead() && !inTime && sources.size() > 1) {
        throw Refusal.unavailable("The table is too slow at the moment");
      }
      return !source.wasRead() || (inTime && scanned < READ_BUDGET && isWithin(TIME_BUDGET));
    }

    /** A page without any event would lead to itself. */
    private boolean mayShow() {
      return gathered.isEmpty() || (deadline.allows(ANSWER) && isWithin(PAGE_BUDGET));
    }

    private boolean isWithin(Duration budget) {
      return clock.instant().isBefore(start.plus(budget));
    }

    private void read(IdEvents source) {
      QueryResponse part = whole(dynamoDb.query(request(way, source, most())));
      scanned += part.scannedCount();
      source.add(part);
    }

    /** One more than wanted tells whether there is a next page at all. */
    private int most() {
      int wanted = gathered.missing() + 1;
      int share = Math.max(LEAST_SHARE, wanted / sources.size() + 1);
      int most = way.mostItems(Math.min(wanted, share));
      return Math.max(
          1, Math.min(most, Math.min(READ_BUDGET - scanned, READ_BUDGET / sources.size())));
    }

    private ObjectNode event(IdEvents source) {
      ObjectNode event = EventView.of(source.peek());
      return query.person() ? event.put("id", source.id()) : event;
    }
  }

  /** The events found so far, up to the wanted number and the size of an answer. */
  private static final class Gathered {
    private final int limit;
    private final List<ObjectNode> events = new ArrayList<>();
    private Optional<Place> last = Optional.empty();
    private final AnswerRoom room = new AnswerRoom();

    Gathered(int limit) {
      this.limit = limit;
    }

    int missing() {
      return limit - events.size();
    }

    boolean isEmpty() {
      return events.isEmpty();
    }

    /** Takes the next event of a source if there is room for it. */
    boolean take(ObjectNode event, IdEvents source) {
      boolean fits = room.take(event);
      if (missing() == 0 || (!fits && !events.isEmpty())) {
        return false;
      }
      events.add(event);
      last = source.place();
      source.drop();
      return true;
    }

    EventPage page() {
      return new EventPage(events, last);
    }
  }
}
