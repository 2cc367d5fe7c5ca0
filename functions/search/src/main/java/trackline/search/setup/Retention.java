package trackline.search.setup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import trackline.search.EventIndex;

/**
 * The policy by which a domain deletes an index of events after so many days. It takes every new
 * index; one that is there keeps the policy that it has.
 */
final class Retention {
  static final String PATH = "/_plugins/_ism/policies/trackline-events";

  private static final String NUMBER = "_seq_no";
  private static final String TERM = "_primary_term";
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  /**
   * To replace a policy that has become another one since it was read: such as by the same call,
   * when its answer was lost and it was made again.
   */
  private static final int ATTEMPTS = 3;

  private Retention() {}

  static void put(Domain domain, int days) throws IOException {
    Web.Answer answer = replace(domain, days);
    for (int attempt = 1; answer.status() == CONFLICT && attempt < ATTEMPTS; attempt++) {
      answer = replace(domain, days);
    }
    answer.requireSuccess("PUT " + PATH);
  }

  private static Web.Answer replace(Domain domain, int days) throws IOException {
    Web.Answer present = domain.get(PATH, Retention::hasVersion);
    return domain.put(PATH + onlyIfUnchanged(present), policy(days), Retention::hasVersion);
  }

  /** The domain replaces a policy only where the one that is replaced is named. */
  private static String onlyIfUnchanged(Web.Answer present) throws IOException {
    if (present.status() == NOT_FOUND) {
      return "";
    }
    present.requireSuccess("GET " + PATH);
    JsonNode policy = present.json();
    return "?if_seq_no=%d&if_primary_term=%d"
        .formatted(policy.path(NUMBER).longValue(), policy.path(TERM).longValue());
  }

  /** The domain says of a policy, be it read or put, which version it is. */
  private static boolean hasVersion(JsonNode policy) {
    return policy.path(NUMBER).isIntegralNumber() && policy.path(TERM).isIntegralNumber();
  }

  private static byte[] policy(int days) {
    ObjectNode policy = JsonNodeFactory.instance.objectNode();
    policy.put("description", "Deletes an index of events after " + days + " days");
    policy.put("default_state", "kept");
    var states = policy.putArray("states");
    ObjectNode kept = states.addObject().put("name", "kept");
    kept.putArray("actions");
    ObjectNode transition = kept.putArray("transitions").addObject();
    transition
        .put("state_name", "deleted")
        .putObject("conditions")
        .put("min_index_age", days + "d");
    ObjectNode deleted = states.addObject().put("name", "deleted");
    deleted.putArray("actions").addObject().putObject("delete");
    deleted.putArray("transitions");
    ObjectNode template = policy.putArray("ism_template").addObject().put("priority", 100);
    template.putArray("index_patterns").add(EventIndex.EVERY_DAY);
    return JsonNodeFactory.instance
        .objectNode()
        .<ObjectNode>set("policy", policy)
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }
}
