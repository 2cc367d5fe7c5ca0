package trackline.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import trackline.log.LogLine;
import trackline.time.Deadline;

/**
 * One request taken from the gateway, answered and logged: refusals become problem documents, and
 * what nobody foresaw becomes a 503 that the client may retry.
 */
public final class HttpExchange {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** What a function does with a request; it may add members to the request's log line. */
  public interface Route {
    /**
     * Answers a request.
     *
     * @throws Refusal when the request is refused
     */
    HttpAnswer answer(HttpRequest request, LogLine log);

    /** The problem as the clients of this path read it. */
    default Problem told(HttpRequest request, Problem problem) {
      return problem;
    }

    /** What every answer to the request carries, a problem too. */
    default Map<String, String> headers(HttpRequest request) {
      return Map.of();
    }
  }

  private final String function;
  private final Clock clock;
  private final Function<Throwable, String> errors;
  private final Route route;
  private final Direct direct;

  /** What a function does with an event that is no request. */
  public interface Direct {
    /**
     * The answer to an event; none where there is nobody to answer.
     *
     * @param deadline until when the work must be done
     */
    Optional<JsonNode> answer(JsonNode event, Deadline deadline, Consumer<String> logger);
  }

  /**
   * Serves requests by a route.
   *
   * @param errors tells what may be logged of an error besides its class; may tell nothing
   */
  public HttpExchange(
      String function, Clock clock, Function<Throwable, String> errors, Route route) {
    this(function, clock, errors, route, (event, deadline, logger) -> Optional.empty());
  }

  /** The same, with something to do for events that are no requests. */
  public HttpExchange(
      String function,
      Clock clock,
      Function<Throwable, String> errors,
      Route route,
      Direct direct) {
    this.function = function;
    this.clock = clock;
    this.errors = errors;
    this.route = route;
    this.direct = direct;
  }

  /**
   * Reads the gateway's event, answers it and writes one log line.
   *
   * @param deadline until when the work of the route must be done
   */
  public void serve(InputStream in, OutputStream out, Deadline deadline, Consumer<String> logger)
      throws IOException {
    JsonNode event = JSON.readTree(in);
    if (event == null || !GatewayPayload.isRequest(event)) {
      JSON.writeValue(out, other(event, deadline, logger));
      return;
    }
    HttpRequest request = GatewayPayload.read(event, clock, deadline);
    JSON.writeValue(out, GatewayPayload.write(answer(request, logger)));
  }

  private JsonNode other(@Nullable JsonNode event, Deadline deadline, Consumer<String> logger) {
    Optional<JsonNode> answer =
        event == null ? Optional.empty() : direct.answer(event, deadline, logger);
    // A warm-up ping or a test button: there is nobody to answer.
    return answer.orElseGet(() -> GatewayPayload.write(HttpAnswer.empty(204)));
  }

  private HttpAnswer answer(HttpRequest request, Consumer<String> logger) {
    Instant start = clock.instant();
    LogLine log = new LogLine(function, request.requestId()).put("method", request.method());
    HttpAnswer answer =
        answerOrProblem(request, log)
            .withHeaders(route.headers(request))
            .withHeaders(SafeHeaders.of(request));
    log.put("status", answer.status());
    log.put("duration_ms", Duration.between(start, clock.instant()).toMillis());
    log.writeTo(logger);
    return request.method().equals("HEAD") ? answer.withoutBody() : answer;
  }

  private HttpAnswer answerOrProblem(HttpRequest request, LogLine log) {
    try {
      return route.answer(request, log);
    } catch (Refusal refusal) {
      return route.told(request, refusal.problem()).toAnswer();
    } catch (RuntimeException e) {
      log.error(e, errors.apply(e));
      Refusal refusal = Refusal.unavailable("Trackline could not handle the request, try again");
      return route.told(request, refusal.problem()).toAnswer();
    }
  }
}
