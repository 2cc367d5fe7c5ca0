package trackline.tests.page;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/**
 * A Trackline whose audit answers what a test prepared, in the form of the contract: rows that are
 * many, hostile or late. All else is answered by the Trackline behind it.
 */
final class AuditedSite implements AutoCloseable {

  static final String AUDIT_KEY = "local-audit";

  /** One whose secret does not give it the right. */
  static final String KEY_WITHOUT_RIGHT = "no-right";

  private static final List<String> HOP = List.of("connection", "content-length", "host", "date");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpServer server;
  private final Site site;
  private final Map<String, Deque<Prepared>> prepared = new ConcurrentHashMap<>();
  private final List<String> questions = Collections.synchronizedList(new ArrayList<>());

  private record Prepared(int status, String body) {}

  AuditedSite(Site site) {
    this.site = site;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.createContext("/", this::pass);
    server.createContext("/v1/audit", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  String url(String path) {
    return "http://localhost:" + server.getAddress().getPort() + path;
  }

  /** The next answer to a path; the last one is given again and again. */
  void prepare(String path, int status, String body) {
    prepared.computeIfAbsent(path, any -> new ArrayDeque<>()).add(new Prepared(status, body));
  }

  void forget() {
    prepared.clear();
    questions.clear();
  }

  /** What was asked so far, the list of questions apart. */
  List<String> questions() {
    return List.copyOf(questions);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String key = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    if (!path.equals("/v1/audit")) {
      questions.add(String.valueOf(exchange.getRequestURI()));
    }
    if (!key.equals("Bearer " + AUDIT_KEY)) {
      send(exchange, new Prepared(key.endsWith(KEY_WITHOUT_RIGHT) ? 403 : 401, "{}"));
      return;
    }
    Deque<Prepared> answers = prepared.getOrDefault(path, new ArrayDeque<>());
    Prepared none = new Prepared(404, "{\"detail\":\"There is nothing here.\"}");
    send(
        exchange,
        answers.size() > 1 ? answers.removeFirst() : answers.isEmpty() ? none : answers.getFirst());
  }

  private static void send(HttpExchange exchange, Prepared answer) throws IOException {
    if (answer.status() == 503) {
      exchange.getResponseHeaders().set("retry-after", "1");
    }
    exchange.getResponseHeaders().set("content-type", "application/json");
    send(exchange, answer.status(), answer.body().getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private void pass(HttpExchange exchange) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(site.url(String.valueOf(exchange.getRequestURI()))));
    copy(exchange.getRequestHeaders(), request);
    try {
      HttpResponse<byte[]> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      answer
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                if (!HOP.contains(name)) {
                  exchange.getResponseHeaders().put(name, values);
                }
              });
      send(exchange, answer.statusCode(), answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void copy(Headers headers, HttpRequest.Builder request) {
    for (String name : List.of("authorization", "accept")) {
      for (String value : headers.getOrDefault(name, List.of())) {
        request.header(name, value);
      }
    }
  }
}
