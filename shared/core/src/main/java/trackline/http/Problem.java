package trackline.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import trackline.event.Fault;

/**
 * A problem document of RFC 9457 with the headers that go with it.
 *
 * @param errors each fault, by JSON pointer or parameter name; may be empty
 * @param extensions further members of the document, for example the results of a batch
 */
public record Problem(
    int status,
    String detail,
    List<Fault> errors,
    Map<String, String> headers,
    ObjectNode extensions) {

  private static final Map<Integer, String> TITLES =
      Map.of(
          400, "Bad Request",
          401, "Unauthorized",
          403, "Forbidden",
          404, "Not Found",
          405, "Method Not Allowed",
          409, "Conflict",
          413, "Content Too Large",
          415, "Unsupported Media Type",
          422, "Unprocessable Content",
          503, "Service Unavailable");

  public static Problem of(int status, String detail) {
    return new Problem(status, detail, List.of(), Map.of(), JsonNodeFactory.instance.objectNode());
  }

  public Problem withErrors(List<Fault> faults) {
    return new Problem(status, detail, List.copyOf(faults), headers, extensions);
  }

  public Problem withHeaders(Map<String, String> others) {
    return new Problem(status, detail, errors, Map.copyOf(others), extensions);
  }

  /** The status in words, as RFC 9110 has them. */
  public String title() {
    return TITLES.getOrDefault(status, "Problem");
  }

  public Problem withExtensions(ObjectNode members) {
    return new Problem(status, detail, errors, headers, members);
  }

  HttpAnswer toAnswer() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("type", "about:blank");
    document.put("title", title());
    document.put("status", status);
    document.put("detail", detail);
    ArrayNode list = document.putArray("errors");
    errors.forEach(
        fault -> list.addObject().put("pointer", fault.pointer()).put("detail", fault.detail()));
    document.setAll(extensions);
    return HttpAnswer.json(status, document)
        .withHeader("content-type", "application/problem+json")
        .withHeaders(headers);
  }
}
