package trackline.tests.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import trackline.tests.walk.Client;

/** Searches over the OpenSearch of a Trackline on this machine, by plain HTTP. */
record Searches(Client client) {

  /** The OpenSearch that the local door names. */
  static Searches of(Client trackline) {
    String uri = trackline.get("/local/endpoints").body().path("opensearch").asText();
    return new Searches(new Client(URI.create(uri)));
  }

  /** The documents that a query in Lucene's syntax finds. */
  List<JsonNode> find(String query) {
    return events(answer(client.to("/events-*/_search?size=100&q=" + encoded(query))));
  }

  private static List<JsonNode> events(JsonNode answer) {
    List<JsonNode> found = new ArrayList<>();
    answer.at("/hits/hits").forEach(hit -> found.add(hit.get("_source")));
    return found;
  }

  /** Their ids. */
  List<String> ids(String query) {
    return find(query).stream().map(event -> event.path("event_id").asText()).toList();
  }

  /** The documents whose properties hold a value under a name, which may be any. */
  List<String> idsByProperty(String name, String value) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putObject("query").putObject("term").put("properties." + name, value);
    return events(answer(to("/events-*/_search", "application/json", body.toString()))).stream()
        .map(event -> event.path("event_id").asText())
        .toList();
  }

  /** The indexes and their fields' number, by name. */
  JsonNode mappings() {
    return answer(client.to("/events-*/_mapping"));
  }

  /** Puts lines of a bulk request, after which a search finds them; answers what came of each. */
  JsonNode bulk(String lines) {
    return answer(to("/_bulk?refresh=true", "application/x-ndjson", lines)).path("items");
  }

  private HttpRequest.Builder to(String path, String type, String body) {
    return client
        .to(path)
        .header("content-type", type)
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private JsonNode answer(HttpRequest.Builder request) {
    Client.Answer answer = client.send(request);
    if (answer.status() != 200) {
      throw new AssertionError(request.build() + ": " + answer.status() + answer.body());
    }
    return answer.body();
  }

  private static String encoded(String query) {
    return URLEncoder.encode(query, StandardCharsets.UTF_8);
  }
}
