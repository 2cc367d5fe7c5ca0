package trackline.tests.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import trackline.tests.faults.FaultyAws.Reply;
import trackline.tests.faults.FaultyAws.Request;
import trackline.tests.faults.FaultyAws.Service;

/** The services behind the faults, all of them in order. */
final class Behind {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** What a client of HTTP says for itself. */
  private static final Set<String> NOT_PASSED_ON =
      Set.of("connection", "content-length", "expect", "host", "upgrade");

  private Behind() {}

  /** An engine that speaks AWS's own language. */
  static Service engine(URI uri) {
    return request -> {
      try {
        HttpResponse<byte[]> answer = HTTP.send(passedOn(uri, request), BodyHandlers.ofByteArray());
        return new Reply(answer.statusCode(), passedBack(answer), answer.body());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    };
  }

  private static Map<String, String> passedBack(HttpResponse<byte[]> answer) {
    Map<String, String> passed = new HashMap<>(Map.of("Content-Type", "application/xml"));
    for (String header : List.of("Content-Type", "ETag", "Content-Range")) {
      answer.headers().firstValue(header).ifPresent(value -> passed.put(header, value));
    }
    return passed;
  }

  private static HttpRequest passedOn(URI uri, Request request) {
    HttpRequest.Builder passed =
        HttpRequest.newBuilder(uri.resolve(request.uri().toString()))
            .method(request.method(), BodyPublishers.ofByteArray(request.body()));
    request.headers().entrySet().stream()
        .filter(header -> !NOT_PASSED_ON.contains(header.getKey().toLowerCase(Locale.ROOT)))
        .forEach(header -> header.getValue().forEach(v -> passed.header(header.getKey(), v)));
    return passed.build();
  }

  /** Secrets Manager, whose secrets are these. */
  static Service secrets(Map<String, String> secrets) {
    return request -> {
      String id = JSON.readTree(request.body()).path("SecretId").asText();
      ObjectNode answer = JSON.createObjectNode().put("Name", id);
      return Reply.json(200, answer.put("SecretString", secrets.get(id)).toString());
    };
  }

  /** Lambda; each event that it takes goes to the queue. */
  static Service lambda(Queue<String> taken) {
    return request -> {
      taken.add(new String(request.body(), UTF_8));
      return new Reply(202, "application/json", new byte[0]);
    };
  }

  /** Firehose; each line that it takes goes to its stream's queue. */
  static Service firehose(Map<String, Queue<String>> streams) {
    return request -> {
      JsonNode put = JSON.readTree(request.body());
      Queue<String> taken = streams.get(put.path("DeliveryStreamName").asText());
      ObjectNode answer = JSON.createObjectNode().put("FailedPutCount", 0);
      var results = answer.putArray("RequestResponses");
      for (JsonNode record : put.path("Records")) {
        byte[] data = Base64.getDecoder().decode(record.path("Data").asText());
        new String(data, UTF_8).lines().forEach(taken::add);
        results.addObject().put("RecordId", "r" + results.size());
      }
      return Reply.json(200, answer.toString());
    };
  }
}
