package trackline.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import trackline.aws.Asker;

/**
 * That a user is to be forgotten, as it was recorded.
 *
 * @param askers who asked for it: the first one, then the others by when they asked
 * @param refused how many of the user's events were refused since
 */
record Erasure(String userId, List<Asker> askers, long refused) {
  static Erasure of(Map<String, AttributeValue> item) {
    return new Erasure(
        Objects.requireNonNull(item.get("user_id")).s(),
        Asker.of(item),
        item.containsKey("refused") ? Long.parseLong(item.get("refused").n()) : 0);
  }

  Asker first() {
    return askers.getFirst();
  }

  /** Who asked too, after the first one. */
  List<Asker> others() {
    return askers.subList(1, askers.size());
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("user_id", userId);
    put(first(), json);
    json.put("refused", refused);
    others().forEach(other -> put(other, json.withArray("others").addObject()));
    if (others().isEmpty()) {
      json.putArray("others");
    }
    return json;
  }

  private static void put(Asker asker, ObjectNode json) {
    json.put("requested_at", asker.requestedAt())
        .put("source", asker.source())
        .put("key_label", asker.keyLabel())
        .put("request_id", asker.requestId());
  }
}
