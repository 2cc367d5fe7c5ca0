package trackline.tests.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import trackline.search.EventIndex;
import trackline.search.setup.SearchSetupInTime;
import trackline.tests.faults.FaultyAws.Reply;
import trackline.tests.faults.FaultyAws.Request;
import trackline.tests.faults.FaultyAws.Service;

/**
 * A search domain as far as it is set up: a template, and a policy that is replaced only by who
 * names the version that is there, as OpenSearch's index state management does it.
 */
final class SearchDomain implements Service {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TERM = 1;

  private String template = "";
  private String policy = "";
  private int number;

  /** What was put last. */
  synchronized String template() {
    return template;
  }

  synchronized String policy() {
    return policy;
  }

  synchronized void clear() {
    template = "";
    policy = "";
    number = 0;
  }

  @Override
  public synchronized Reply ask(Request request) throws IOException {
    String body = new String(request.body(), UTF_8);
    return switch (request.uri().getPath()) {
      case EventIndex.TEMPLATE_PATH -> {
        template = body;
        yield Reply.json(200, "{\"acknowledged\":true}");
      }
      case SearchSetupInTime.POLICY_PATH ->
          request.method().equals("GET") ? find() : replace(request, body);
      default -> Reply.json(404, "{\"status\":404}");
    };
  }

  private Reply find() throws IOException {
    return policy.isEmpty() ? Reply.json(404, "{\"status\":404}") : version(200);
  }

  private Reply replace(Request request, String body) throws IOException {
    String expected =
        policy.isEmpty() ? null : "if_primary_term=%d&if_seq_no=%d".formatted(TERM, number);
    if (!Objects.equals(expected, request.uri().getQuery())) {
      return Reply.json(409, "{\"status\":409}");
    }
    policy = body;
    number++;
    return version(201);
  }

  private Reply version(int status) throws IOException {
    ObjectNode answer = JSON.createObjectNode();
    answer.put("_id", "trackline-events").put("_version", number);
    answer.put("_seq_no", number).put("_primary_term", TERM);
    JsonNode kept = JSON.readTree(policy);
    answer.set("policy", kept.path("policy"));
    return new Reply(
        status, Map.of("Content-Type", "application/json"), answer.toString().getBytes(UTF_8));
  }
}
