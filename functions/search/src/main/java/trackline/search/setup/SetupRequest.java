package trackline.search.setup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import trackline.aws.StackRequest;

/** What CloudFormation asks of the index template's resource. */
record SetupRequest(StackRequest request) {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final String PHYSICAL_ID = "trackline-events";

  /**
   * Reads a request.
   *
   * @throws IllegalArgumentException when it is none, or says not where its answer goes
   */
  static SetupRequest read(InputStream in) throws IOException {
    JsonNode json = JSON.readTree(in);
    if (!StackRequest.isOne(json)) {
      throw new IllegalArgumentException("This is not a request of CloudFormation");
    }
    return new SetupRequest(new StackRequest(json, PHYSICAL_ID));
  }

  /** Nothing is taken away from a domain that is about to go itself. */
  boolean isDelete() {
    return request.isDelete();
  }

  /**
   * How long an index is kept.
   *
   * @throws IllegalArgumentException when the request does not say it
   */
  int days() {
    int days = request.property("Days").asInt();
    if (days < 1) {
      throw new IllegalArgumentException("Days must be at least 1");
    }
    return days;
  }
}
