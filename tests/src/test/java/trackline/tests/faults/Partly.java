package trackline.tests.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import trackline.tests.faults.FaultyAws.Reply;
import trackline.tests.faults.FaultyAws.Request;
import trackline.tests.faults.FaultyAws.Service;

/** The calls that a service can do in part: it does what comes first, and refuses the rest. */
final class Partly {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Partly() {}

  static boolean can(String call) {
    return switch (call) {
      case "BatchExecuteStatement", "BatchGetItem", "PutRecordBatch", "PutEvents" -> true;
      default -> false;
    };
  }

  static Reply of(Request request, Service service) throws IOException {
    ObjectNode asked = (ObjectNode) JSON.readTree(request.body());
    return switch (request.call()) {
      case "BatchExecuteStatement" ->
          first(
              request,
              service,
              asked,
              "Statements",
              "Responses",
              "{\"Error\":{\"Code\":\"ThrottlingError\"}}");
      case "PutRecordBatch" ->
          first(
              request,
              service,
              asked,
              "Records",
              "RequestResponses",
              "{\"ErrorCode\":\"ServiceUnavailableException\",\"ErrorMessage\":\"Slow down.\"}");
      case "PutEvents" ->
          first(
              request,
              service,
              asked,
              "Entries",
              "Entries",
              "{\"ErrorCode\":\"ThrottlingException\",\"ErrorMessage\":\"Slow down.\"}");
      case "BatchGetItem" -> unprocessed(asked);
      default -> throw new IllegalArgumentException(request.call());
    };
  }

  private static Reply first(
      Request request,
      Service service,
      ObjectNode asked,
      String parts,
      String results,
      String refused)
      throws IOException {
    ArrayNode all = (ArrayNode) asked.get(parts);
    int rest = all.size() - all.size() / 2;
    ArrayNode done = JSON.createArrayNode();
    if (rest < all.size()) {
      for (int i = all.size() - 1; i >= all.size() / 2; i--) {
        all.remove(i);
      }
      byte[] less = asked.toString().getBytes(UTF_8);
      Reply reply =
          service.ask(new Request(request.method(), request.uri(), request.headers(), less));
      done.addAll((ArrayNode) JSON.readTree(reply.body()).get(results));
    }
    JsonNode error = JSON.readTree(refused);
    for (int i = 0; i < rest; i++) {
      done.add(error);
    }
    ObjectNode answer = JSON.createObjectNode();
    if (results.equals("RequestResponses")) {
      answer.put("FailedPutCount", rest);
    }
    if (results.equals("Entries")) {
      answer.put("FailedEntryCount", rest);
    }
    answer.set(results, done);
    return Reply.json(200, answer.toString());
  }

  /** Reads nothing now. */
  private static Reply unprocessed(ObjectNode asked) {
    ObjectNode answer = JSON.createObjectNode();
    answer.putObject("Responses");
    answer.set("UnprocessedKeys", asked.get("RequestItems"));
    return Reply.json(200, answer.toString());
  }
}
