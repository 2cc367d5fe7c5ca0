package trackline.tests.segment;

import com.fasterxml.jackson.databind.JsonNode;
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
    /** It does not reach Trackline, since there are too many. */
    THROTTLED,
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
          "host",
          "origin",
          "access-control-request-method",
          "access-control-request-headers");

  /** What a server says of its own connection. */
  private static final Set<String> NOT_PASSED_BACK =
      Set.of(":status", "connection", "content-length", "date", "transfer-encoding");

  private final Queue<Trouble> troubles = new ConcurrentLinkedQueue<>();
  private final Queue<Passed> passed = new ConcurrentLinkedQueue<>();
  private final Wire wire = new Wire();
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

  /** The messages in the requests so far, those of refused requests too. */
  List<JsonNode> messages() {
    return wire.messages();
  }

  /** How many messages the program was told to be taken. */
  int delivered() {
    return wire.delivered();
  }

  /** Whether every trouble has happened. */
  boolean isOver() {
    return troubles.isEmpty();
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (exchange.getRequestMethod().equals("POST")) {
      wire.read(exchange.getRequestURI().getPath(), body);
    }
    // Nothing happens to the questions whether a client may send, and where to.
    Trouble trouble = exchange.getRequestMethod().equals("POST") ? troubles.poll() : null;
    if (trouble == Trouble.REFUSED || trouble == Trouble.THROTTLED) {
      passed.add(passed(exchange, 0));
      again(exchange, trouble == Trouble.REFUSED ? 503 : 429);
      return;
    }
    HttpResponse<byte[]> answer = pass(exchange, body);
    passed.add(passed(exchange, answer.statusCode()));
    if (trouble == Trouble.ANSWER_LOST) {
      again(exchange, 503);
    } else {
      answer.headers().map().entrySet().stream()
          .filter(header -> !NOT_PASSED_BACK.contains(header.getKey()))
          .forEach(h -> exchange.getResponseHeaders().put(h.getKey(), h.getValue()));
      if (exchange.getRequestMethod().equals("POST") && answer.statusCode() == 200) {
        wire.taken(body);
      }
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
        HttpRequest.newBuilder(behind.resolve(exchange.getRequestURI()))
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

  private static void again(HttpExchange exchange, int status) throws IOException {
    exchange.getResponseHeaders().set("retry-after", "1");
    answer(exchange, status, new byte[0]);
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
