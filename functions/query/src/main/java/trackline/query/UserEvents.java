package trackline.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import trackline.http.HttpAnswer;
import trackline.http.HttpRequest;
import trackline.http.Parameters;
import trackline.plan.EventType;
import trackline.plan.TrackingPlan;

/** The call for a user's events, page by page. */
final class UserEvents {

  private static final int DEFAULT_LIMIT = 50;
  private static final int LARGEST_LIMIT = 1_000;

  /** An anonymous visitor's id has 128 characters behind its prefix. */
  private static final int LONGEST_USER_ID = "anon:".length() + 128;

  private static final Pattern LIMIT = Pattern.compile("[0-9]{1,4}");
  private static final List<String> PARAMETERS = List.of("limit", "event_type", "before");

  private final EventReader reader;
  private final TrackingPlan plan;
  private final Elsewhere elsewhere;

  UserEvents(EventReader reader, TrackingPlan plan, Elsewhere elsewhere) {
    this.reader = reader;
    this.plan = plan;
    this.elsewhere = elsewhere;
  }

  HttpAnswer answer(String userId, HttpRequest request) {
    Parameters parameters = new Parameters(request, PARAMETERS);
    if (userId.codePointCount(0, userId.length()) > LONGEST_USER_ID) {
      parameters.fault("user_id", "must have 1 to " + LONGEST_USER_ID + " characters");
    }
    EventQuery query = new EventQuery(userId, eventType(parameters));
    Optional<String> before = before(parameters, query);
    Optional<Integer> limit =
        parameters.read("limit", "a number from 1 to 1000", UserEvents::limit);
    parameters.done();
    return answer(query, reader.read(query, before, limit.orElse(DEFAULT_LIMIT)));
  }

  private Optional<String> eventType(Parameters parameters) {
    return parameters.read(
        "event_type",
        "a type of the tracking plan",
        name -> plan.eventType(name).map(EventType::name));
  }

  private static Optional<String> before(Parameters parameters, EventQuery query) {
    return parameters.read(
        "before",
        "the `next` of an earlier answer for the same user and event_type",
        text -> Cursor.read(query, text));
  }

  private static Optional<Integer> limit(String text) {
    return Optional.of(text)
        .filter(digits -> LIMIT.matcher(digits).matches())
        .map(Integer::valueOf)
        .filter(limit -> limit >= 1 && limit <= LARGEST_LIMIT);
  }

  private HttpAnswer answer(EventQuery query, EventPage page) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.putArray("events").addAll(page.events());
    document.put("next", page.lastKey().map(key -> Cursor.write(query, key)).orElse(null));
    elsewhere.tell(document);
    return HttpAnswer.json(200, document);
  }
}
