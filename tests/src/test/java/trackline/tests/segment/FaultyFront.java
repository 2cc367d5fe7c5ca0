package trackline.tests.segment;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server in front of a Trackline: it has the troubles it is told to have, then passes on. */
final class FaultyFront implements AutoCloseable {

  /** What happens to a request. */
  enum Trouble {
    /** It does not reach Trackline. */
    REFUSED,
    /** It reaches Trackline, and the answer gets lost. */
    ANSWER_LOST
  }

  /**
   * A request as it came, and the status of what Trackline said to it; 0 where it was not asked.
   */
  record Passed(
      String method,
      String path,
      String contentType,
      String contentEncoding,
      String authorization,
      int status) {
    boolean isPost() {
      return method.equals("POST");
    }
  }

  private static final List<String> PASSED_ON =
      List.of(
          "authorization",
          "content-type",
          "content-encoding",
          "user-agent",
          "origin",
          "access-control-request-method",
          "access-control-request-headers");

  /** What a server says of its own connection. */
  private static final Set<String> NOT_PASSED_BACK =
      Set.of(":status", "connection", "content-length", "date", "transfer-encoding");

  private final Queue<Trouble> troubles = new ConcurrentLinkedQueue<>();
  private final Queue<Passed> passed = new ConcurrentLinkedQueue<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final URI behind;

  FaultyFront(URI behind, Trouble... troubles) throws IOException {
    this.behind = behind;
    this.troubles.addAll(List.of(troubles));
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The requests so far. */
  List<Passed> passed() {
    return List.copyOf(passed);
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    // A browser's question whether it may send is no request of the program's.
    Trouble trouble = exchange.getRequestMethod().equals("OPTIONS") ? null : troubles.poll();
    if (trouble == Trouble.REFUSED) {
      passed.add(passed(exchange, 0));
      unavailable(exchange);
      return;
    }
    HttpResponse<byte[]> answer = pass(exchange, body);
    passed.add(passed(exchange, answer.statusCode()));
    if (trouble == Trouble.ANSWER_LOST) {
      unavailable(exchange);
    } else {
      answer.headers().map().entrySet().stream()
          .filter(header -> !NOT_PASSED_BACK.contains(header.getKey()))
          .forEach(h -> exchange.getResponseHeaders().put(h.getKey(), h.getValue()));
      answer(exchange, answer.statusCode(), answer.body());
    }
  }

  private static Passed passed(HttpExchange exchange, int status) {
    return new Passed(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getPath(),
        header(exchange, "content-type"),
        header(exchange, "content-encoding"),
        header(exchange, "authorization"),
        status);
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  private HttpResponse<byte[]> pass(HttpExchange exchange, byte[] body) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(behind.resolve(exchange.getRequestURI().getRawPath()))
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    for (String name : PASSED_ON) {
      exchange
          .getRequestHeaders()
          .getOrDefault(name, List.of())
          .forEach(value -> request.header(name, value));
    }
    try {
      return http.send(request.build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void unavailable(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("retry-after", "1");
    answer(exchange, 503, new byte[0]);
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
    http.close();
  }
}
