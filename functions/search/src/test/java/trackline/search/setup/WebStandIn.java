package trackline.search.setup;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A domain and CloudFormation's bucket: keeps what is put, and fails as it is told. */
final class WebStandIn implements AutoCloseable {
  /** What was asked of it. */
  record Call(String method, String target, String authorization, String type, String body) {}

  /** What a domain says of a template, and of a policy, that it has taken. */
  private static final String DONE = "{\"acknowledged\":true,\"_seq_no\":0,\"_primary_term\":1}";

  final List<Call> calls = new ArrayList<>();

  /** The statuses of the next calls that begin with a path. */
  final Map<String, Deque<Integer>> failures = new HashMap<>();

  /** What lies at a path for a GET. */
  final Map<String, String> contents = new HashMap<>();

  private final HttpServer server;

  WebStandIn() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void fail(String path, Integer... statuses) {
    failures.put(path, new ArrayDeque<>(List.of(statuses)));
  }

  /** The calls of a method to paths that begin so. */
  List<Call> calls(String method, String path) {
    return calls.stream()
        .filter(call -> call.method().equals(method) && call.target().startsWith(path))
        .toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    calls.add(
        new Call(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), ""),
            Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Content-Type"), ""),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    byte[] body = contents.getOrDefault(path, DONE).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status(exchange.getRequestMethod(), path), body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private int status(String method, String path) {
    Deque<Integer> script = failures.getOrDefault(path, new ArrayDeque<>());
    if (!script.isEmpty()) {
      return script.pop();
    }
    return method.equals("GET") && !contents.containsKey(path) ? 404 : 200;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
