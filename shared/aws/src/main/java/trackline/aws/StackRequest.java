package trackline.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/**
 * What CloudFormation asks of a custom resource, and the answers to it.
 *
 * @param physicalId the resource's own id, the same for ever: another one would make CloudFormation
 *     delete this resource
 */
public record StackRequest(JsonNode json, String physicalId) {
  private static final int LONGEST_REASON = 1_000;

  /** Whether an event is one, and says where its answer goes. */
  public static boolean isOne(JsonNode event) {
    return event.path("RequestType").isTextual() && !event.path("ResponseURL").asText().isBlank();
  }

  public boolean isDelete() {
    return json.path("RequestType").asText().equals("Delete");
  }

  /** A property that the template gives the resource. */
  public JsonNode property(String name) {
    return json.path("ResourceProperties").path(name);
  }

  String responseUrl() {
    return json.path("ResponseURL").asText();
  }

  byte[] success() {
    return answer("SUCCESS", "");
  }

  byte[] failure(String reason) {
    return answer("FAILED", reason.substring(0, Math.min(LONGEST_REASON, reason.length())));
  }

  private byte[] answer(String status, String reason) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("Status", status).put("Reason", reason).put("PhysicalResourceId", physicalId);
    for (String member : new String[] {"StackId", "RequestId", "LogicalResourceId"}) {
      answer.put(member, json.path(member).asText());
    }
    return answer.toString().getBytes(StandardCharsets.UTF_8);
  }
}
