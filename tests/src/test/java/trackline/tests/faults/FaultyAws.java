package trackline.tests.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import trackline.aws.Clients;

/**
 * A service of AWS on loopback that can be struck: clients of the SDK speak with it over real
 * connections, so that their own retries, time-outs and reading of answers take part.
 */
final class FaultyAws implements AutoCloseable {
  /** What a service says to a request. */
  @FunctionalInterface
  interface Service {
    Reply ask(Request request) throws IOException;
  }

  /** A request as the SDK made it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Request(String method, URI uri, Map<String, List<String>> headers, byte[] body) {
    /** The name of the call: the target's header has it; the others have only a method. */
    String call() {
      List<String> target = headers.get("X-amz-target");
      return target == null
          ? method
          : target.getFirst().substring(target.getFirst().indexOf('.') + 1);
    }

    Protocol protocol() {
      if (headers.containsKey("X-amz-target")) {
        return Protocol.JSON;
      }
      String path = uri.getPath();
      if (path.startsWith("/_")) {
        return Protocol.OPENSEARCH;
      }
      return path.startsWith("/2015-03-31/") ? Protocol.LAMBDA : Protocol.S3;
    }

    boolean has(String header) {
      return headers.containsKey(header);
    }

    boolean holds(String text) {
      return new String(body, UTF_8).contains(text);
    }
  }

  /** How a service is spoken with. */
  enum Protocol {
    JSON,
    /** A bucket's, among them that in which CloudFormation waits for answers. */
    S3,
    /** Its paths begin with the version of its calls. */
    LAMBDA,
    /** The paths of its own calls begin with an underscore. */
    OPENSEARCH
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Reply(int status, Map<String, String> headers, byte[] body) {
    Reply(int status, String type, byte[] body) {
      this(status, Map.of("Content-Type", type), body);
    }

    static Reply json(int status, String body) {
      return new Reply(status, "application/x-amz-json-1.0", body.getBytes(UTF_8));
    }

    Reply with(byte[] other) {
      return new Reply(status, headers, other);
    }
  }

  private static final Duration HASTY = Duration.ofMillis(200);

  private final Service service;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger struck = new AtomicInteger();
  private volatile CountDownLatch silence = new CountDownLatch(0);
  private volatile Predicate<Request> stricken = request -> false;
  private volatile Duration delay = Duration.ZERO;
  private volatile Fault fault = Fault.THROTTLED;

  FaultyAws(Service service) throws IOException {
    this.service = service;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** A client of the service as functions build theirs. */
  <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
      B builder, ClientOverrideConfiguration patience) {
    return Clients.build(wired(builder, patience));
  }

  private <B extends AwsClientBuilder<B, C>, C> B wired(
      B builder, ClientOverrideConfiguration patience) {
    return builder
        .overrideConfiguration(patience)
        .endpointOverride(uri())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")));
  }

  /** A tenth of a function's patience. */
  static ClientOverrideConfiguration shortened(ClientOverrideConfiguration patience) {
    return shortened(patience, 10);
  }

  /** A function's patience, so many times as short. */
  static ClientOverrideConfiguration shortened(ClientOverrideConfiguration patience, int times) {
    Duration attempt = patience.apiCallAttemptTimeout().orElseThrow();
    Duration call = patience.apiCallTimeout().orElseThrow();
    return patience.copy(
        shorter ->
            shorter
                .apiCallAttemptTimeout(attempt.dividedBy(times))
                .apiCallTimeout(call.dividedBy(times)));
  }

  /**
   * The patience of clients for whose functions the time of a call matters little: a second
   * attempt, and soon.
   */
  static ClientOverrideConfiguration hasty() {
    return ClientOverrideConfiguration.builder()
        .apiCallAttemptTimeout(HASTY)
        .apiCallTimeout(HASTY.multipliedBy(3))
        .retryStrategy(retries -> retries.maxAttempts(2))
        .build();
  }

  /** From now on every such call is struck. */
  void strike(Predicate<Request> calls, Fault by) {
    strike(calls, by, Integer.MAX_VALUE);
  }

  /** From now on so many of such calls are struck. */
  void strike(Predicate<Request> calls, Fault by, int times) {
    struck.set(0);
    silence = new CountDownLatch(1);
    fault = by;
    stricken = request -> calls.test(request) && struck.get() < times;
  }

  /** From now on every call is done, after a while. */
  void delay(Duration by) {
    silence = new CountDownLatch(1);
    delay = by;
  }

  /** Works again from now on; tells how many calls were struck. */
  int recover() {
    stricken = request -> false;
    delay = Duration.ZERO;
    silence.countDown();
    return struck();
  }

  /** How many calls were struck since then. */
  int struck() {
    return struck.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange;
        InputStream in = exchange.getRequestBody()) {
      Request request =
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI(),
              exchange.getRequestHeaders(),
              in.readAllBytes());
      if (!stricken.test(request)) {
        keepSilent(delay);
        write(exchange, service.ask(request));
        return;
      }
      struck.incrementAndGet();
      strike(exchange, request);
    }
  }

  private void strike(HttpExchange exchange, Request request) throws IOException {
    switch (fault.on(request, service)) {
      case Fault.Answer(Reply reply) -> write(exchange, reply);
      case Fault.Beginning(Reply reply, boolean isOpen) -> {
        begin(exchange, reply);
        if (isOpen) {
          keepSilent(Duration.ofMinutes(1));
        }
      }
      case Fault.Silence _ -> keepSilent(Duration.ofMinutes(1));
      case Fault.Reset _ -> {}
    }
  }

  /** At most until the service works again. */
  private void keepSilent(Duration time) {
    try {
      silence.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes the first half of an answer under the length of the whole. */
  @SuppressWarnings("resource") // a stream that is closed wants to be whole; the exchange ends it
  private static void begin(HttpExchange exchange, Reply reply) throws IOException {
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(reply.status(), reply.body().length);
    exchange.getResponseBody().write(reply.body(), 0, reply.body().length / 2);
    exchange.getResponseBody().flush();
  }

  private static void write(HttpExchange exchange, Reply reply) throws IOException {
    reply.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(
        reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(reply.body());
    }
  }

  @Override
  public void close() {
    recover();
    server.stop(0);
    threads.close();
  }
}
