package trackline.tests.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
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
    JsonNode hits = answer("/events-*/_search?size=100&q=" + encoded(query)).at("/hits/hits");
    List<JsonNode> found = new ArrayList<>();
    hits.forEach(hit -> found.add(hit.get("_source")));
    return found;
  }

  /** Their ids. */
  List<String> ids(String query) {
    return find(query).stream().map(event -> event.path("event_id").asText()).toList();
  }

  /** The documents whose properties hold a value under a name, which may be any. */
  List<String> idsByProperty(String name, String value) {
    String phrase = (name + "=" + value).replace("\\", "\\\\").replace("\"", "\\\"");
    return ids("property:\"" + phrase + "\"");
  }

  /** The indexes and their fields' number, by name. */
  JsonNode mappings() {
    return answer("/events-*/_mapping");
  }

  private JsonNode answer(String path) {
    Client.Answer answer = client.send(client.to(path));
    if (answer.status() != 200) {
      throw new AssertionError(path + " was answered with " + answer.status() + answer.body());
    }
    return answer.body();
  }

  private static String encoded(String query) {
    return URLEncoder.encode(query, StandardCharsets.UTF_8);
  }
}
