package trackline.engines.firehose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import trackline.engines.opensearch.SearchCalls;

/** Documents' way into OpenSearch: bulk requests, after each of which a search finds them. */
final class BulkIndex {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final int REQUEST_BYTES = 5 * 1024 * 1024;
  private static final int TOO_MANY = 429;
  private static final int OWN_TROUBLE = 500;

  private final SearchCalls calls;

  BulkIndex(URI opensearch) {
    this.calls = new SearchCalls(opensearch);
  }

  /** A document for an index. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Document(String index, String id, Instant arrival, byte[] data) {}

  /**
   * A document that was not taken.
   *
   * @param code the kind of error, such as {@code mapper_parsing_exception}
   */
  record Refusal(Document document, int status, String code) {
    /** Whether the same document may be taken later. */
    boolean mayPass() {
      return status == TOO_MANY || status >= OWN_TROUBLE;
    }
  }

  /**
   * Puts documents, and answers those that were refused.
   *
   * @throws IOException when OpenSearch is away
   */
  List<Refusal> put(List<Document> documents) throws IOException {
    List<Refusal> refusals = new ArrayList<>();
    List<Document> request = new ArrayList<>();
    int bytes = 0;
    for (Document document : documents) {
      if (!request.isEmpty() && bytes + document.data().length > REQUEST_BYTES) {
        refusals.addAll(send(request));
        request.clear();
        bytes = 0;
      }
      request.add(document);
      bytes += document.data().length;
    }
    if (!request.isEmpty()) {
      refusals.addAll(send(request));
    }
    return refusals;
  }

  private List<Refusal> send(List<Document> documents) throws IOException {
    SearchCalls.Answer answer =
        calls.send(
            "POST",
            "/_bulk?refresh=true",
            "application/x-ndjson",
            BodyPublishers.ofByteArray(body(documents)));
    if (answer.status() != 200) {
      throw new IOException("OpenSearch answered a bulk request with " + answer.status());
    }
    JsonNode items = JSON.readTree(answer.body()).path("items");
    List<Refusal> refusals = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      JsonNode result = items.path(i).path("index");
      int status = result.path("status").asInt(OWN_TROUBLE);
      if (status / 100 != 2) {
        refusals.add(
            new Refusal(documents.get(i), status, result.path("error").path("type").asText()));
      }
    }
    return refusals;
  }

  private static byte[] body(List<Document> documents) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (Document document : documents) {
      ObjectNode action = JsonNodeFactory.instance.objectNode();
      action.putObject("index").put("_index", document.index()).put("_id", document.id());
      body.write(action.toString().getBytes(StandardCharsets.UTF_8));
      body.write('\n');
      body.write(
          new String(document.data(), StandardCharsets.UTF_8)
              .strip()
              .getBytes(StandardCharsets.UTF_8));
      body.write('\n');
    }
    return body.toByteArray();
  }
}
