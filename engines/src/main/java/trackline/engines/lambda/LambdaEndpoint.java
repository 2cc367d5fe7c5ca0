package trackline.engines.lambda;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import trackline.engines.server.Loopback;
import trackline.engines.server.OwnFilter;
import trackline.loopback.OwnNames;

/**
 * Lambda's Invoke on the loopback address, so that the AWS CLI and the SDKs can call the functions
 * of this process.
 *
 * <p>Source: "Invoke", Lambda API reference.
 */
public final class LambdaEndpoint implements AutoCloseable {
  private static final Pattern INVOCATIONS =
      Pattern.compile("/2015-03-31/functions/([^/]+)/invocations");

  /** What Lambda itself takes, and room for a request that it refuses. */
  private static final int MAX_BYTES = 8 * 1024 * 1024;

  private final LambdaClient functions;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private LambdaEndpoint(LambdaClient functions, HttpServer server, OwnNames names) {
    this.functions = functions;
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle).getFilters().add(new OwnFilter(names, _ -> false));
    server.start();
  }

  /** Serves functions on a port or, with 0, on a free one. */
  public static LambdaEndpoint start(LambdaClient functions, int port) throws IOException {
    return start(functions, port, OwnNames.LOOPBACK);
  }

  /** Serves functions to those who ask by one of the names. */
  public static LambdaEndpoint start(LambdaClient functions, int port, OwnNames names)
      throws IOException {
    return new LambdaEndpoint(
        functions,
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0),
        names);
  }

  public URI uri() {
    return Loopback.uri(server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Matcher path = INVOCATIONS.matcher(exchange.getRequestURI().getRawPath());
      if (!isSigned(exchange)) {
        fail(
            exchange, 403, "MissingAuthenticationTokenException", "Sign the request, with any key");
      } else if (!path.matches() || !exchange.getRequestMethod().equals("POST")) {
        fail(exchange, 404, "UnknownOperationException", "Only Invoke is served here");
      } else {
        invoke(exchange, URLDecoder.decode(path.group(1), StandardCharsets.UTF_8));
      }
    }
  }

  /**
   * Any key will do. But a page of another site, which a browser lets post to this machine, cannot
   * add the header without asking first, and nobody answers that.
   */
  private static boolean isSigned(HttpExchange exchange) {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    return authorization != null && authorization.startsWith("AWS4-HMAC-SHA256 ");
  }

  private void invoke(HttpExchange exchange, String function) throws IOException {
    byte[] payload = exchange.getRequestBody().readNBytes(MAX_BYTES);
    String type = exchange.getRequestHeaders().getFirst("X-Amz-Invocation-Type");
    try {
      InvokeResponse response =
          functions.invoke(
              request -> {
                request.functionName(function).invocationType(type);
                if (payload.length > 0) {
                  request.payload(SdkBytes.fromByteArrayUnsafe(payload));
                }
              });
      answer(exchange, response);
    } catch (AwsServiceException e) {
      fail(exchange, e.statusCode(), e.awsErrorDetails().errorCode(), message(e));
    } catch (IllegalArgumentException e) {
      fail(exchange, 400, "InvalidParameterValueException", "No such invocation type");
    }
  }

  private static String message(AwsServiceException e) {
    return e.awsErrorDetails().errorMessage();
  }

  private static void answer(HttpExchange exchange, InvokeResponse response) throws IOException {
    if (response.functionError() != null) {
      exchange.getResponseHeaders().set("X-Amz-Function-Error", response.functionError());
    }
    if (response.executedVersion() != null) {
      exchange.getResponseHeaders().set("X-Amz-Executed-Version", response.executedVersion());
    }
    byte[] payload = response.payload() == null ? new byte[0] : response.payload().asByteArray();
    send(exchange, response.statusCode(), payload);
  }

  private static void fail(HttpExchange exchange, int status, String code, String message)
      throws IOException {
    exchange.getResponseHeaders().set("X-Amzn-ErrorType", code);
    ObjectNode body =
        JsonNodeFactory.instance.objectNode().put("Type", "User").put("Message", message);
    send(exchange, status, body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
