package trackline.tests.page;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.StreamSupport;

/** The tag's door on an unlucky day: it keeps what it is sent, and answers what it is told to. */
final class TagDoor implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  /**
   * A request as it came.
   *
   * @param status how it was answered
   */
  record Call(String method, String type, JsonNode body, int status) {

    List<JsonNode> events() {
      return StreamSupport.stream(body.path("batch").spliterator(), false).toList();
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Integer> statuses = new ConcurrentLinkedQueue<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private volatile CountDownLatch open = new CountDownLatch(0);

  TagDoor() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/tag.js", TagDoor::script);
    server.createContext("/v1/tag", this::take);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Answers the next requests with these statuses, and all others with 200. */
  void answer(Integer... next) {
    statuses.addAll(List.of(next));
  }

  /** Lets whoever comes wait, until {@link #release}. */
  void hold() {
    open = new CountDownLatch(1);
  }

  void release() {
    open.countDown();
  }

  List<Call> calls() {
    return calls;
  }

  /** The events that were taken. */
  List<JsonNode> events() {
    return calls.stream()
        .filter(call -> call.status() == 200)
        .flatMap(call -> call.events().stream())
        .toList();
  }

  private static void script(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream script = TagDoor.class.getResourceAsStream("/tag/tag.js")) {
      byte[] bytes = requireNonNullElse(script, InputStream.nullInputStream()).readAllBytes();
      exchange.getResponseHeaders().set("content-type", "text/javascript");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      awaitRelease();
      int status = requireNonNullElse(statuses.poll(), 200);
      String type = exchange.getRequestHeaders().getFirst("content-type");
      JsonNode body = JSON.readTree(exchange.getRequestBody());
      calls.add(new Call(exchange.getRequestMethod(), String.valueOf(type), body, status));
      exchange.getResponseHeaders().set("access-control-allow-origin", "*");
      exchange.sendResponseHeaders(status, -1);
    }
  }

  private void awaitRelease() {
    try {
      open.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
