package trackline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A server on loopback that takes events as the contract says, and answers reads with what it was
 * told to: one prepared answer after another, the last one again and again.
 */
final class TinyTrackline implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final Map<String, Deque<Prepared>> prepared = new HashMap<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final Set<String> stored = new HashSet<>();
  private int busyAnswers;
  private int refusal;
  private String pointer = "/user_id";

  private record Prepared(int status, String body) {}

  TinyTrackline() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** The requests so far, for example {@code GET /v1/rollups}. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  Set<String> stored() {
    return stored;
  }

  /** The next answer to a GET of a path. */
  TinyTrackline prepare(String path, int status, String body) {
    prepared.computeIfAbsent(path, any -> new ArrayDeque<>()).add(new Prepared(status, body));
    return this;
  }

  /** So many times it stores every other event of a batch only. */
  TinyTrackline beBusy(int times) {
    busyAnswers = times;
    return this;
  }

  /** From now on an unwelcome event is refused for what stands there. */
  TinyTrackline refuseFor(String place) {
    pointer = place;
    return this;
  }

  /** From now on it takes no event, and answers with this status. */
  TinyTrackline refuseWith(int status) {
    refusal = status;
    return this;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    String key = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    boolean write = exchange.getRequestMethod().equals("POST");
    if (!key.equals("Bearer local-" + kindOfKey(exchange, write))) {
      send(exchange, 401, problem(401, "The key is not valid."));
    } else if (write && refusal > 0) {
      send(exchange, refusal, problem(refusal, "Not here."));
    } else if (write) {
      take(exchange);
    } else {
      Prepared answer = next(exchange.getRequestURI().getRawPath());
      if (answer.status() == 503) {
        exchange.getResponseHeaders().add("Retry-After", "1");
      }
      send(exchange, answer);
    }
  }

  private static String kindOfKey(HttpExchange exchange, boolean write) {
    boolean audit = exchange.getRequestURI().getPath().startsWith("/v1/audit");
    return audit ? "audit" : write ? "write" : "read";
  }

  private Prepared next(String path) {
    Deque<Prepared> answers = prepared.getOrDefault(path, new ArrayDeque<>());
    if (answers.isEmpty()) {
      return new Prepared(404, problem(404, "There is nothing here."));
    }
    return answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
  }

  private void take(HttpExchange exchange) throws IOException {
    JsonNode body = JSON.readTree(exchange.getRequestBody());
    boolean busy = busyAnswers-- > 0;
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode results = answer.putArray("results");
    int index = 0;
    for (JsonNode event : body.path("batch")) {
      String status = busy && index % 2 == 1 ? "retry" : verdict(event);
      ObjectNode result = results.addObject().put("index", index++).put("status", status);
      if (status.equals("rejected")) {
        result
            .putArray("errors")
            .addObject()
            .put("pointer", pointer)
            .put("detail", "is not welcome");
      }
    }
    exchange.getResponseHeaders().add("Retry-After", "0");
    send(exchange, busy ? 503 : 200, answer.toString());
  }

  private String verdict(JsonNode event) {
    if (event.path("user_id").asText().equals("unwelcome")) {
      return "rejected";
    }
    return stored.add(event.path("event_id").asText()) ? "accepted" : "duplicate";
  }

  private static String problem(int status, String detail) {
    return "{\"status\":%d,\"detail\":\"%s\"}".formatted(status, detail);
  }

  private static void send(HttpExchange exchange, Prepared answer) throws IOException {
    send(exchange, answer.status(), answer.body());
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }
}
