package trackline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The events of a user, read page by page. */
final class Activity {

  private final Api api;
  private final String user;
  private final boolean person;

  /**
   * The events of a user.
   *
   * @param person whether those under the person's other ids are among them
   */
  Activity(Api api, String user, boolean person) {
    this.api = api;
    this.user = user;
    this.person = person;
  }

  /** Events of a type, or of any, in the form of the API's answer: one page, or all as one. */
  JsonNode read(@Nullable String type, int limit, boolean all) {
    JsonNode page = page(type, limit, null);
    ArrayNode events = JsonNodeFactory.instance.arrayNode();
    page.path("events").forEach(events::add);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.set("events", events);
    answer.setAll(beside(page));
    while (wantsMore(page, events, limit, all)) {
      int left = all ? limit : limit - events.size();
      page = page(type, left, page.path("next").asText());
      page.path("events").forEach(events::add);
      // All pages are of the same ids, but for those whose users are forgotten between two pages.
      if (page.path("ids_complete").isBoolean() && !page.path("ids_complete").asBoolean()) {
        answer.put("ids_complete", false);
      }
    }
    return answer.set("next", page.path("next"));
  }

  private static ObjectNode beside(JsonNode page) {
    ObjectNode beside = JsonNodeFactory.instance.objectNode();
    for (String name : List.of("elsewhere", "ids", "ids_complete")) {
      page.optional(name).ifPresent(value -> beside.set(name, value));
    }
    return beside;
  }

  /** What an answer does not hold, where the stack has attached tables. */
  static Optional<String> elsewhere(JsonNode answer) {
    List<String> tables =
        answer
            .path("elsewhere")
            .valueStream()
            .map(source -> source.asText().replaceFirst("^table:", ""))
            .toList();
    return tables.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Not listed, but in the lake: rows of attached tables ("
                + String.join(", ", tables)
                + ").");
  }

  /** Who else the person was; empty where there was nobody. */
  static String others(JsonNode answer, String user) {
    String ids =
        answer
            .path("ids")
            .valueStream()
            .map(JsonNode::asText)
            .filter(id -> !id.equals(user))
            .collect(Collectors.joining(", "));
    String more = answer.path("ids_complete").asBoolean(true) ? "." : ", and there may be more.";
    return ids.isEmpty() ? "" : "With what came under " + ids + more;
  }

  static String nothing(String user, @Nullable String type) {
    return "No event"
        + (type == null ? "" : " of type " + type)
        + " of user "
        + user
        + " is stored.";
  }

  /** An empty page with a cursor is the read budget's end, not the user's. */
  private static boolean wantsMore(JsonNode page, ArrayNode events, int limit, boolean all) {
    return page.path("next").isTextual() && (all || events.size() < limit);
  }

  private JsonNode page(@Nullable String type, int limit, @Nullable String before) {
    Map<String, String> parameters = new TreeMap<>();
    // An id such as `..` cannot stand in a path.
    parameters.put("user_id", user);
    if (person) {
      parameters.put("person", "true");
    }
    parameters.put("limit", Integer.toString(limit));
    if (type != null) {
      parameters.put("event_type", type);
    }
    if (before != null) {
      parameters.put("before", before);
    }
    return api.get("/v1/users/events", parameters).body();
  }
}
