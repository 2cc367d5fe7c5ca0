package trackline.local.door;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import trackline.aws.AwsErrors;
import trackline.aws.Key;
import trackline.aws.Keys;
import trackline.engines.lambda.Invoker;
import trackline.http.HttpAnswer;
import trackline.http.HttpExchange;
import trackline.http.HttpRequest;
import trackline.http.Methods;
import trackline.http.Refusal;
import trackline.log.LogLine;
import trackline.time.Deadline;

/**
 * The calls under {@code /local/}: what is stored, what was refused, the lake's objects, and the
 * levers flush, refresh and reset. They take the read key; only the page's session takes none.
 */
public final class LocalDoor implements Invoker {
  /** The paths of this door. */
  public static final Pattern PATHS = Pattern.compile("/local(/.*)?");

  private static final Set<String> EVENT_PARAMETERS = Set.of("status", "event_id");

  private final Keys keys;
  private final Inside inside;
  private final HttpExchange exchange;
  private final Consumer<String> log;

  /**
   * Opens the door.
   *
   * @param inside what it looks at and moves
   */
  public LocalDoor(Keys keys, Inside inside, Clock clock, Consumer<String> log) {
    this.keys = keys;
    this.inside = inside;
    this.exchange = new HttpExchange("local", clock, AwsErrors::describe, this::answer);
    this.log = log;
  }

  @Override
  public byte[] invoke(byte[] event) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      exchange.serve(new ByteArrayInputStream(event), out, Deadline.NONE, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private HttpAnswer answer(HttpRequest request, LogLine line) {
    return switch (request.path()) {
      case "/local/session" -> session(request);
      case "/local/events" ->
          guarded(request, Methods.READ, EVENT_PARAMETERS, () -> events(request));
      case "/local/objects" -> guarded(request, Methods.READ, Set.of(), inside::objects);
      case "/local/endpoints" -> guarded(request, Methods.READ, Set.of(), inside::endpoints);
      case "/local/flush" -> guarded(request, Methods.POST, Set.of(), inside::flush);
      case "/local/refresh" -> guarded(request, Methods.POST, Set.of(), inside::refresh);
      case "/local/reset" -> guarded(request, Methods.POST, Set.of(), inside::reset);
      default -> throw Refusal.notFound();
    };
  }

  private interface Work {
    JsonNode run();
  }

  private HttpAnswer guarded(
      HttpRequest request, Methods methods, Set<String> parameters, Work work) {
    methods.require(request);
    Key _ = keys.require(request);
    if (!parameters.containsAll(request.query().keySet())) {
      throw Refusal.unknownParameter(parameters.isEmpty() ? "none" : "status and event_id");
    }
    return HttpAnswer.json(200, work.run());
  }

  private JsonNode events(HttpRequest request) {
    String eventId = request.parameter("event_id").orElse("");
    return switch (request.parameter("status").orElse("good")) {
      case "good" -> inside.goodEvents(eventId);
      case "bad" -> inside.badEvents(eventId);
      default -> throw Refusal.badParameter("status", "must be good or bad");
    };
  }

  /** Signs the page in. The gateway lets no page of another site come here. */
  private HttpAnswer session(HttpRequest request) {
    Methods.READ.require(request);
    var session = JsonNodeFactory.instance.objectNode().put("read_key", inside.readKey());
    inside.auditKey().ifPresent(key -> session.put("audit_key", key));
    inside.exampleUsers().forEach(session.putArray("example_users")::add);
    return HttpAnswer.json(200, session);
  }
}
