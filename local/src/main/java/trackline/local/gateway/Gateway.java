package trackline.local.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import trackline.engines.server.OwnFilter;
import trackline.loopback.OwnNames;

/**
 * The HTTP API on loopback: each request goes to the function whose route matches, in payload 2.0,
 * on a virtual thread of its own. Like the gateway on AWS it knows nothing of what is inside.
 */
public final class Gateway implements AutoCloseable {
  /** How long a request may take to come in, body and all. */
  private static final String REQUEST_SECONDS = "20";

  static {
    // Without it the JDK's server waits 40 ms for more to send after every small answer.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    // A client that sends a request for ever would hold its connection for ever.
    System.setProperty("sun.net.httpserver.maxReqTime", REQUEST_SECONDS);
  }

  /** API Gateway refuses a larger body by itself. */
  private static final int MAX_BODY_BYTES = 10 * 1024 * 1024;

  private static final String[] LOOPBACK = {"127.0.0.1", "::1"};

  /** A body is one string of the answer, of any length. */
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .build();

  private final List<HttpServer> servers = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private Gateway() {}

  /**
   * Takes a port of both loopback addresses; of IPv4's alone where there is no other. Who asks
   * before the gateway serves waits for it.
   *
   * @param port 0 for any free one
   * @throws IOException when the port cannot be had, saying why
   */
  public static Gateway open(int port) throws IOException {
    Gateway gateway = new Gateway();
    gateway.servers.add(bind(LOOPBACK[0], port));
    try {
      gateway.servers.add(bind(LOOPBACK[1], gateway.port()));
    } catch (IOException e) {
      // No IPv6 here, or its port is somebody else's: localhost still finds the other address.
      return gateway;
    }
    return gateway;
  }

  /** Answers what is asked by a name of loopback from now on. */
  public Gateway serve(Routes routes) {
    return serve(routes, OwnNames.LOOPBACK);
  }

  /** Answers what is asked by one of the names from now on. */
  public Gateway serve(Routes routes, OwnNames names) {
    OwnFilter filter =
        new OwnFilter(names, exchange -> routes.isForAnyPage(Payload2.path(exchange)));
    for (HttpServer server : servers) {
      server.setExecutor(threads);
      server.createContext("/", exchange -> handle(exchange, routes)).getFilters().add(filter);
      server.start();
    }
    return this;
  }

  private static HttpServer bind(String address, int port) throws IOException {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(address), port), 0);
    } catch (SocketException e) {
      throw new IOException(why(port, e), e);
    }
  }

  private static String why(int port, SocketException e) {
    String reason = String.valueOf(e.getMessage());
    if (reason.contains("ermission")) {
      return "Port "
          + port
          + " is one of those below 1024 that this user may not take; choose"
          + " another: --port 8080";
    }
    return reason.contains("in use")
        ? "Port "
            + port
            + " is taken by another program, or by a Trackline; stop it, or choose"
            + " another: --port "
            + (port + 1)
        : "Port " + port + " cannot be had: " + reason;
  }

  public int port() {
    return servers.getFirst().getAddress().getPort();
  }

  private static void handle(HttpExchange exchange, Routes routes) throws IOException {
    try (exchange) {
      proxy(exchange, routes);
    }
  }

  private static void proxy(HttpExchange exchange, Routes routes) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      own(exchange, 413, "Request Entity Too Large");
      return;
    }
    Routes.Target target = routes.target(Payload2.path(exchange));
    byte[] event = JSON.writeValueAsBytes(Payload2.event(exchange, target.routeKey(), body));
    @Nullable JsonNode answer = invoke(target, event);
    if (answer == null) {
      own(exchange, 500, "Internal Server Error");
    } else {
      answer(exchange, answer);
    }
  }

  /**
   * The function's answer, or nothing when it failed, for which see its log, or answered more than
   * Lambda takes.
   */
  @SuppressWarnings("EmptyCatch")
  private static @Nullable JsonNode invoke(Routes.Target target, byte[] event) {
    try {
      byte[] answer = target.function().invoke(event);
      return answer.length > target.answerBytes() ? null : JSON.readTree(answer);
    } catch (Exception | StackOverflowError e) {
      return null;
    }
  }

  private static void answer(HttpExchange exchange, JsonNode answer) throws IOException {
    answer
        .path("headers")
        .properties()
        .forEach(h -> exchange.getResponseHeaders().set(h.getKey(), h.getValue().asText()));
    send(exchange, answer.path("statusCode").asInt(), Payload2.body(answer));
  }

  /** An answer of the gateway itself, in its own form. */
  private static void own(HttpExchange exchange, int status, String message) throws IOException {
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.getResponseHeaders().set("x-content-type-options", "nosniff");
    send(exchange, status, ("{\"message\":\"" + message + "\"}").getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, empty ? -1 : body.length);
    if (!empty) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    servers.forEach(server -> server.stop(0));
    servers.clear();
    threads.shutdownNow();
  }
}
