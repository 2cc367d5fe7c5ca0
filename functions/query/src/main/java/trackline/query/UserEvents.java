package trackline.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

  /** An anonymous visitor's id has 128 characters behind its prefix. */
  private static final int LONGEST_USER_ID = "anon:".length() + 128;

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
    if (userId.codePointCount(0, userId.length()) > LONGEST_USER_ID) {
      parameters.fault(USER_ID, "must have 1 to " + LONGEST_USER_ID + " characters");
    }
    EventQuery query =
        new EventQuery(userId, eventType(parameters), person(parameters).orElse(false));
    Optional<Place> before = before(parameters, query);
    int limit =
        parameters
            .read("limit", "a number from 1 to 1000", UserEvents::limit)
            .orElse(DEFAULT_LIMIT);
    parameters.done();
    return query.person()
        ? ofPerson(query, before, limit, request.deadline())
        : HttpAnswer.json(
            200,
            document(
                query, reader.read(query, List.of(userId), before, limit, request.deadline())));
  }

  private HttpAnswer ofPerson(
      EventQuery query, Optional<Place> before, int limit, Deadline deadline) {
    Persons.Person person = persons.of(query.userId(), deadline);
    ObjectNode document =
        document(query, reader.read(query, person.ids(), before, limit, deadline));
    person.ids().forEach(document.putArray("ids")::add);
    return HttpAnswer.json(200, document.put("ids_complete", person.complete()));
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

  private static Optional<Place> before(Parameters parameters, EventQuery query) {
    return parameters.read(
        "before",
        "the `next` of an earlier answer for the same user, event_type and person",
        text -> Cursor.read(query, text).flatMap(place -> Place.read(query, place)));
  }

  private static Optional<Integer> limit(String text) {
    return Optional.of(text)
        .filter(digits -> LIMIT.matcher(digits).matches())
        .map(Integer::valueOf)
        .filter(limit -> limit >= 1 && limit <= LARGEST_LIMIT);
  }

  private ObjectNode document(EventQuery query, EventPage page) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.putArray("events").addAll(page.events());
    String next = page.end().map(place -> Cursor.write(query, place.write(query))).orElse(null);
    document.put("next", next);
    elsewhere.tell(document);
    return document;
  }
}
