package trackline.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import trackline.event.UserId;
import trackline.http.HttpAnswer;
import trackline.http.HttpRequest;
import trackline.http.Parameters;
import trackline.plan.EventType;
import trackline.plan.TrackingPlan;
import trackline.time.Deadline;

/** The call for a user's events, page by page. */
final class UserEvents {

  private static final int DEFAULT_LIMIT = 50;
  private static final int LARGEST_LIMIT = 1_000;

  private static final Pattern LIMIT = Pattern.compile("[0-9]{1,4}");
  private static final String USER_ID = "user_id";
  private static final List<String> PARAMETERS = List.of("limit", "event_type", "person", "before");
  private static final List<String> PARAMETERS_OF_ANY =
      Stream.concat(Stream.of(USER_ID), PARAMETERS.stream()).toList();

  private final EventReader reader;
  private final Persons persons;
  private final TrackingPlan plan;
  private final Elsewhere elsewhere;

  UserEvents(EventReader reader, Persons persons, TrackingPlan plan, Elsewhere elsewhere) {
    this.reader = reader;
    this.persons = persons;
    this.plan = plan;
    this.elsewhere = elsewhere;
  }

  /**
   * Answers the call.
   *
   * @param ofPath the user whom the path names; without one a parameter names the user
   */
  HttpAnswer answer(Optional<String> ofPath, HttpRequest request) {
    Parameters parameters =
        new Parameters(request, ofPath.isPresent() ? PARAMETERS : PARAMETERS_OF_ANY);
    String userId = ofPath.or(() -> userId(request, parameters)).orElse("");
    if (userId.codePointCount(0, userId.length()) > UserId.LONGEST) {
      parameters.fault(USER_ID, "must have 1 to " + UserId.LONGEST + " characters");
    }
    EventQuery query =
        new EventQuery(userId, eventType(parameters), person(parameters).orElse(false));
    Optional<Bookmark> before = before(parameters, query);
    int limit =
        parameters
            .read("limit", "a number from 1 to 1000", UserEvents::limit)
            .orElse(DEFAULT_LIMIT);
    parameters.done();
    return HttpAnswer.json(200, page(query, before, limit, request.deadline()));
  }

  private ObjectNode page(
      EventQuery query, Optional<Bookmark> before, int limit, Deadline deadline) {
    Persons.Person person = person(query, before, deadline);
    EventPage page = reader.read(query, person.ids(), before.map(Bookmark::place), limit, deadline);
    ObjectNode document = document(query, person, page);
    if (query.person()) {
      person.ids().forEach(document.putArray("ids")::add);
      document.put("ids_complete", person.complete());
    }
    return document;
  }

  /** Whose events the first page has, and so all that follow it. */
  private Persons.Person person(EventQuery query, Optional<Bookmark> before, Deadline deadline) {
    if (!query.person()) {
      return Persons.Person.of(query.userId());
    }
    return before
        .map(bookmark -> persons.still(bookmark.person(), deadline))
        .orElseGet(() -> persons.of(query.userId(), deadline));
  }

  private static Optional<String> userId(HttpRequest request, Parameters parameters) {
    if (!request.query().containsKey(USER_ID)) {
      parameters.fault(USER_ID, "is required where the path names no user");
    }
    return parameters.read(
        USER_ID, "the id of a user", id -> Optional.of(id).filter(text -> !text.isEmpty()));
  }

  private static Optional<Boolean> person(Parameters parameters) {
    return parameters.read(
        "person",
        "true or false",
        text ->
            text.equals("true") || text.equals("false")
                ? Optional.of(Boolean.valueOf(text))
                : Optional.empty());
  }

  private Optional<String> eventType(Parameters parameters) {
    return parameters.read(
        "event_type",
        "a type of the tracking plan",
        name -> plan.eventType(name).map(EventType::name));
  }

  private static Optional<Bookmark> before(Parameters parameters, EventQuery query) {
    return parameters.read(
        "before",
        "the `next` of an earlier answer for the same user, event_type and person",
        text -> Cursor.read(query, text).flatMap(end -> Bookmark.read(query, end)));
  }

  private static Optional<Integer> limit(String text) {
    return Optional.of(text)
        .filter(digits -> LIMIT.matcher(digits).matches())
        .map(Integer::valueOf)
        .filter(limit -> limit >= 1 && limit <= LARGEST_LIMIT);
  }

  private ObjectNode document(EventQuery query, Persons.Person person, EventPage page) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.putArray("events").addAll(page.events());
    String next =
        page.end()
            .map(place -> new Bookmark(person, place).write(query))
            .map(end -> Cursor.write(query, end))
            .orElse(null);
    document.put("next", next);
    elsewhere.tell(document);
    return document;
  }
}
