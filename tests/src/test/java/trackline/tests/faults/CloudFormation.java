package trackline.tests.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;
import trackline.tests.faults.FaultyAws.Reply;
import trackline.tests.faults.FaultyAws.Request;
import trackline.tests.faults.FaultyAws.Service;

/** The bucket in which CloudFormation waits for a function's answer. */
final class CloudFormation implements Service {
  private static final ObjectMapper JSON = new ObjectMapper();

  private volatile Optional<JsonNode> answer = Optional.empty();

  @Override
  public Reply ask(Request request) throws IOException {
    answer = Optional.of(JSON.readTree(new String(request.body(), UTF_8)));
    return new Reply(200, "application/xml", new byte[0]);
  }

  /** Waits for another answer. */
  void forget() {
    answer = Optional.empty();
  }

  /** What it has got at last. */
  Optional<JsonNode> answer() {
    return answer;
  }

  /** Whether an answer says that all was done. */
  static boolean isSuccess(JsonNode answer) {
    return answer.path("Status").asText().equals("SUCCESS");
  }
}
