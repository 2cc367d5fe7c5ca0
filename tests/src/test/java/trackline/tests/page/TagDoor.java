package trackline.tests.page;

import static java.nio.charset.StandardCharsets.UTF_8;
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
  private static final byte[] ANSWER = "{\"success\":true}".getBytes(UTF_8);

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
  private volatile int usual = 200;
  private volatile String refused = "";

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

  /** Answers the next requests with these statuses, and all others as usual. */
  void answer(Integer... next) {
    statuses.addAll(List.of(next));
  }

  /** Answers with this status from now on; at first that is 200. */
  void usually(int status) {
    usual = status;
  }

  /** Answers 503 to whatever has an event of this type. */
  void refuse(String type) {
    refused = type;
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
      String type = exchange.getRequestHeaders().getFirst("content-type");
      JsonNode body = JSON.readTree(exchange.getRequestBody());
      int status = status(body);
      calls.add(new Call(exchange.getRequestMethod(), String.valueOf(type), body, status));
      exchange.getResponseHeaders().set("access-control-allow-origin", "*");
      exchange.sendResponseHeaders(status, ANSWER.length);
      exchange.getResponseBody().write(ANSWER);
    }
  }

  private int status(JsonNode body) {
    boolean refuse = body.findValuesAsText("event_type").contains(refused);
    return refuse ? 503 : requireNonNullElse(statuses.poll(), usual);
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
