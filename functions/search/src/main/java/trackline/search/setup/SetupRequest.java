package trackline.search.setup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What CloudFormation asks of a custom resource. */
record SetupRequest(JsonNode json) {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** The same for ever: another one would make CloudFormation delete this resource. */
  private static final String PHYSICAL_ID = "trackline-events";

  private static final int LONGEST_REASON = 1_000;

  /**
   * Reads a request.
   *
   * @throws IllegalArgumentException when it is none, or says not where its answer goes
   */
  static SetupRequest read(InputStream in) throws IOException {
    JsonNode json = JSON.readTree(in);
    if (json == null || json.path("ResponseURL").asText().isBlank()) {
      throw new IllegalArgumentException("This is not a request of CloudFormation");
    }
    return new SetupRequest(json);
  }

  /** Nothing is taken away from a domain that is about to go itself. */
  boolean isDelete() {
    return json.path("RequestType").asText().equals("Delete");
  }

  String responseUrl() {
    return json.path("ResponseURL").asText();
  }

  /**
   * How long an index is kept.
   *
   * @throws IllegalArgumentException when the request does not say it
   */
  int days() {
    int days = json.path("ResourceProperties").path("Days").asInt();
    if (days < 1) {
      throw new IllegalArgumentException("Days must be at least 1");
    }
    return days;
  }

  byte[] success() {
    return answer("SUCCESS", "");
  }

  byte[] failure(String reason) {
    return answer("FAILED", reason.substring(0, Math.min(LONGEST_REASON, reason.length())));
  }

  private byte[] answer(String status, String reason) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.put("Status", status).put("Reason", reason).put("PhysicalResourceId", PHYSICAL_ID);
    for (String member : new String[] {"StackId", "RequestId", "LogicalResourceId"}) {
      answer.put(member, json.path(member).asText());
    }
    return answer.toString().getBytes(StandardCharsets.UTF_8);
  }
}
