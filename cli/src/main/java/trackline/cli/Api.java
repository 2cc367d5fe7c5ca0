package trackline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/** A client of Trackline's HTTP API that tells failures in words. */
final class Api {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(35);

  private final HttpClient client = newClient();
  private final URI url;
  private final String key;

  /** The options by which a command that is advised goes to the same place. */
  private final String target;

  Api(URI url, String key, String target) {
    this.url = url;
    this.key = key;
    this.target = target;
  }

  /** The options by which a command that is advised goes to the same place. */
  String target() {
    return target;
  }

  /**
   * An answer of any status.
   *
   * @param retryAfter how long it asks to wait; zero where it does not
   */
  record Answer(int status, JsonNode body, Duration retryAfter) {}

  static HttpClient newClient() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(10))
        .build();
  }

  /** The answer to a GET; a failure unless it is a 2xx. */
  Answer get(String path, Map<String, String> parameters) {
    return successful(send(request(path, parameters).GET()));
  }

  /** The answer to a GET that works, or that asks for a later try; a failure for any other. */
  Answer ask(String path, Map<String, String> parameters) {
    Answer answer = send(request(path, parameters).GET());
    return answer.retryAfter().isZero() ? successful(answer) : answer;
  }

  /** The failure that an answer without success is. */
  CommandFailure failure(Answer answer) {
    return failure(url, answer.status(), answer.body().toString(), target);
  }

  /** The answer to a POST of JSON; a failure unless it is a 2xx. */
  Answer post(String path, Map<String, String> parameters, JsonNode body) {
    return successful(
        send(
            request(path, parameters)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))));
  }

  static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The failure that an answer without success is. */
  static CommandFailure failure(URI url, int status, String body, String target) {
    return new CommandFailure(
        url + " answered " + status + ": " + detail(body), advice(status, target), status);
  }

  /** The failure that no answer at all is. */
  static CommandFailure failure(URI url, IOException cause) {
    if (cause instanceof ConnectException) {
      return new CommandFailure(
          "Nothing answers at " + url + ".",
          "Is "
              + Hint.of("local", "")
              + " running? Another place is given by --url or TRACKLINE_URL.");
    } else if (cause instanceof HttpTimeoutException) {
      return new CommandFailure(
          url + " did not answer in time.",
          "https".equals(url.getScheme())
              ? "Try again in a moment; a Trackline on one machine speaks http, not https."
              : "Try again in a moment.");
    }
    return new CommandFailure(
        "Talking to " + url + " failed: " + reason(cause) + ".",
        "Is it the address of a Trackline, with http or https as it speaks?");
  }

  private static String reason(IOException cause) {
    String kind = cause instanceof SSLException ? "TLS was refused, " : "";
    return kind + Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
  }

  private HttpRequest.Builder request(String path, Map<String, String> parameters) {
    String query =
        parameters.entrySet().stream()
            .map(parameter -> parameter.getKey() + "=" + segment(parameter.getValue()))
            .sorted()
            .collect(Collectors.joining("&"));
    String base = url.toString().replaceFirst("/+$", "");
    return HttpRequest.newBuilder(URI.create(base + path + (query.isEmpty() ? "" : "?" + query)))
        .header("Authorization", "Bearer " + key)
        .timeout(PATIENCE);
  }

  private Answer send(HttpRequest.Builder builder) {
    HttpRequest request = builder.build();
    try {
      HttpResponse<String> response =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Answer(
          response.statusCode(), parsed(request.uri(), response), retryAfter(response));
    } catch (IOException e) {
      throw failure(url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("Interrupted.", "");
    }
  }

  /** Only our own trouble passes by waiting; a date, which Trackline never sends, is no number. */
  private static Duration retryAfter(HttpResponse<String> response) {
    String seconds = response.headers().firstValue("Retry-After").orElse("");
    return response.statusCode() == 503 && seconds.matches("\\d{1,4}")
        ? Duration.ofSeconds(Long.parseLong(seconds))
        : Duration.ZERO;
  }

  private static JsonNode parsed(URI uri, HttpResponse<String> response) {
    try {
      return JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new CommandFailure(
          uri + " answered " + response.statusCode() + " without JSON.",
          "Is it the address of a Trackline?",
          response.statusCode());
    }
  }

  private Answer successful(Answer answer) {
    if (answer.status() / 100 != 2) {
      throw failure(answer);
    }
    return answer;
  }

  private static String detail(String body) {
    try {
      JsonNode problem = JSON.readTree(body);
      String errors =
          problem.path("errors").valueStream().map(Api::error).collect(Collectors.joining("; "));
      String text = problem.path("detail").asText(problem.path("title").asText("no reason given"));
      return errors.isEmpty() ? text : text + " (" + errors + ")";
    } catch (JsonProcessingException e) {
      return "no reason given";
    }
  }

  private static String error(JsonNode error) {
    String where = error.path("pointer").asText(error.path("parameter").asText());
    return (where + " " + error.path("detail").asText()).strip();
  }

  private static String advice(int status, String target) {
    return switch (status) {
      case 401 ->
          "Give a valid key: --read-key or TRACKLINE_READ_KEY to read, --write-key or"
              + " TRACKLINE_WRITE_KEY to write, --audit-key or TRACKLINE_AUDIT_KEY to audit.";
      case 403 -> "The key is known, and may not do this: its secret says what it may do.";
      case 404 ->
          "Is it the address of a Trackline, without a path? "
              + Hint.of("rollup", target)
              + " lists rollups.";
      case 429, 503 -> "Try again in a moment.";
      case 400, 413, 422 -> "`--help` says what the command takes.";
      default -> Hint.of("doctor", target) + " checks the connection.";
    };
  }
}
