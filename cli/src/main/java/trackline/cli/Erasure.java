package trackline.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * A request to forget a user, as it was recorded.
 *
 * @param requestedAt when, ISO-8601
 * @param source the door that took it
 * @param key the label of the key, or of the webhook's token; empty where it was not recorded yet
 * @param requestId the HTTP request's id in the log of ingest; empty as the key
 * @param refused how many of the user's events were refused since
 */
record Erasure(
    String userId, String requestedAt, String source, String key, String requestId, long refused) {

  static Erasure of(Map<String, AttributeValue> item) {
    return new Erasure(
        text(item, "user_id"),
        text(item, "requested_at"),
        text(item, "source"),
        text(item, "key_label"),
        text(item, "request_id"),
        item.containsKey("refused") ? Long.parseLong(item.get("refused").n()) : 0);
  }

  private static String text(Map<String, AttributeValue> item, String name) {
    AttributeValue value = item.get(name);
    return value == null || value.s() == null ? "" : value.s();
  }

  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("user_id", userId)
        .put("requested_at", requestedAt)
        .put("source", source)
        .put("key_label", key)
        .put("request_id", requestId)
        .put("refused", refused);
  }
}
