package trackline.bench.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import trackline.bench.endurance.Api;
import trackline.engines.template.Template;
import trackline.engines.template.Trigger;

/** The doors of a running Trackline: the template's routes, and the names that its lists give. */
final class Doors {
  private static final Pattern VARIABLE = Pattern.compile("\\{([^}]+)}");
  private static final Set<String> BATCHES = Set.of("batch", "b", "import");
  private static final String PIXEL = "pixel.gif";

  /** What stands for a route's variable. */
  private static final Map<String, List<String>> WORDS =
      Map.of(
          "call",
          List.of(
              "track",
              "identify",
              "page",
              "screen",
              "group",
              "alias",
              "merge",
              "batch",
              "import",
              "t",
              "i",
              "p",
              "s",
              "g",
              "a",
              "b",
              "m",
              PIXEL),
          "proxy+",
          List.of(""),
          "token",
          List.of("local-segment"),
          "key",
          List.of("local-write"),
          "user_id",
          List.of("u1"),
          "file",
          List.of("main.js"));

  private static final String DEFAULT = "/nothing/is/here";

  private final Map<String, List<String>> words;
  private final Map<String, String> queries;

  private Doors(Map<String, List<String>> words, Map<String, String> queries) {
    this.words = words;
    this.queries = queries;
  }

  /** Every door of a Trackline with the audit on. */
  static List<Door> of(Api api) throws IOException, InterruptedException {
    Map<String, List<String>> words = new HashMap<>(WORDS);
    words.put("name", names(api.get("/v1/rollups").path("rollups")));
    JsonNode audit = api.get("/v1/audit", "local-audit").path("queries");
    words.put("query", names(audit));
    Map<String, String> queries = new HashMap<>();
    audit.forEach(query -> queries.put("/v1/audit/" + query.path("name").asText(), asked(query)));
    queries.put("/v1/users/events", "user_id=u1");
    Doors doors = new Doors(words, queries);
    return routes().stream().flatMap(route -> doors.at(route).stream()).distinct().toList();
  }

  private static List<String> names(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(entry -> entry.path("name").asText())
        .toList();
  }

  /** The parameters that a question cannot do without. */
  private static String asked(JsonNode query) {
    return StreamSupport.stream(query.path("parameters").spliterator(), false)
        .map(JsonNode::asText)
        .filter(Set.of("principal", "key")::contains)
        .map(name -> name + "=u1")
        .collect(Collectors.joining("&"));
  }

  private static List<String> routes() {
    return Template.load(Map.of("Audit", "on", "AirkitOrganizationId", "local"))
        .functions()
        .stream()
        .flatMap(function -> function.triggers().stream())
        .filter(Trigger.Route.class::isInstance)
        .map(route -> ((Trigger.Route) route).path())
        .toList();
  }

  private List<Door> at(String route) {
    Matcher variable = VARIABLE.matcher(route);
    List<String> names = variable.results().map(result -> result.group(1)).toList();
    if (names.isEmpty()) {
      String path = route.equals(Trigger.Route.DEFAULT) ? DEFAULT : route;
      return List.of(door(route, path, ""));
    }
    List<Door> doors = new ArrayList<>();
    for (String word : words(names.getFirst())) {
      doors.add(door(route, variable.replaceAll(Matcher.quoteReplacement(word)), word));
    }
    return doors;
  }

  private List<String> words(String variable) {
    List<String> found = words.get(variable);
    if (found == null) {
      throw new IllegalStateException("A route has a variable without words: " + variable);
    }
    return found;
  }

  private Door door(String route, String path, String word) {
    return new Door(form(route, word), path, queries.getOrDefault(path, ""), key(path));
  }

  private static Door.Form form(String route, String word) {
    return switch (route) {
      case "/v1/events" -> Door.Form.EVENTS;
      case "/v1/tag" -> Door.Form.TAG;
      case "/v1/{call}" ->
          word.equals(PIXEL)
              ? Door.Form.PIXEL
              : BATCHES.contains(word) ? Door.Form.BATCH : Door.Form.MESSAGE;
      case "/v1/pixel/{call}" -> Door.Form.PIXEL;
      case "/v1/import/{proxy+}", "/beacon/v1/batch" -> Door.Form.BATCH;
      case "/webhooks/segment/{token}" -> Door.Form.WEBHOOK;
      default -> Door.Form.READ;
    };
  }

  private static String key(String path) {
    if (path.startsWith("/v1/audit")) {
      return "local-audit";
    }
    boolean isRead = path.startsWith("/v1/users") || path.startsWith("/v1/rollups");
    return isRead ? "local-read" : "local-write";
  }
}
