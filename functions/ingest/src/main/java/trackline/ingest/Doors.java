package trackline.ingest;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import trackline.aws.Keys;
import trackline.aws.QuarantineDoor;
import trackline.http.HttpAnswer;
import trackline.http.HttpExchange;
import trackline.http.HttpRequest;
import trackline.http.Problem;
import trackline.http.Refusal;
import trackline.log.LogLine;

/** The paths at which events are taken, or their senders' settings given, and the route of each. */
final class Doors implements HttpExchange.Route {
  private static final String CALLS = "/v1/";

  /** Segment's Java SDK sends its batches here, slash and all. */
  private static final String JAVA_SDK = "/v1/import/";

  /** Rudder's browser SDK sends its batches here when it is told to use beacons. */
  private static final String BEACON = "/beacon/v1/batch";

  /** Where Segment's clients ask for their settings, about the key. */
  private static final Pattern SETTINGS = Pattern.compile("/v1/projects/([^/]+)/settings");

  private static final String PIXEL = "/v1/pixel.gif";
  private static final String PIXELS = "/v1/pixel/";
  private static final String WEBHOOK = "/webhooks/segment/";

  private final Cors cors;
  private final Keys keys;
  private final SegmentAdmission segment;
  private final WebhookRoute.Secrets webhook;
  private final Quarantines quarantines;
  private final DoorRoute events;
  private final DoorRoute tag;

  Doors(
      Cors cors,
      Keys keys,
      Admission admission,
      SegmentAdmission segment,
      WebhookRoute.Secrets webhook,
      Quarantines quarantines) {
    this.cors = cors;
    this.keys = keys;
    this.segment = segment;
    this.webhook = webhook;
    this.quarantines = quarantines;
    this.events = new EventsRoute(keys, admission, quarantines.of(QuarantineDoor.INGEST));
    this.tag = new TagRoute(keys, admission, quarantines.of(QuarantineDoor.TAG));
  }

  @Override
  public HttpAnswer answer(HttpRequest request, LogLine log) {
    DoorRoute route = route(request.path()).orElseThrow(Refusal::notFound);
    if (cors.isPreflight(request)) {
      return cors.preflight(request, route.methods());
    }
    route.methods().require(request);
    return route.answer(request, log);
  }

  @Override
  public Problem told(HttpRequest request, Problem problem) {
    return route(request.path()).map(route -> route.told(request, problem)).orElse(problem);
  }

  @Override
  public Map<String, String> headers(HttpRequest request) {
    return cors.headers(request);
  }

  private Optional<DoorRoute> route(String path) {
    return switch (path) {
      case "/v1/events" -> Optional.of(events);
      case "/v1/tag" -> Optional.of(tag);
      case PIXEL -> Optional.of(pixel(Optional.empty()));
      case JAVA_SDK, BEACON -> Optional.of(call(SegmentCall.BATCH));
      // Rudder's clients ask here for theirs, the one for browsers with a slash.
      case "/sourceConfig", "/sourceConfig/" ->
          Optional.of(new SettingsRoute(Optional.empty(), keys));
      default -> routeByPrefix(path);
    };
  }

  private Optional<DoorRoute> routeByPrefix(String path) {
    if (path.startsWith(WEBHOOK)) {
      return Optional.of(path.substring(WEBHOOK.length()))
          .filter(token -> !token.isEmpty() && !token.contains("/"))
          .map(
              token ->
                  new WebhookRoute(
                      token, webhook, segment, quarantines.ofHandedOn(QuarantineDoor.WEBHOOK)));
    }
    if (path.startsWith(PIXELS)) {
      return messageCall(path.substring(PIXELS.length())).map(call -> pixel(Optional.of(call)));
    }
    Matcher settings = SETTINGS.matcher(path);
    if (settings.matches()) {
      return Optional.of(new SettingsRoute(Optional.of(settings.group(1)), keys));
    }
    return path.startsWith(CALLS)
        ? SegmentCall.named(path.substring(CALLS.length())).map(this::call)
        : Optional.empty();
  }

  private static Optional<SegmentCall> messageCall(String name) {
    return SegmentCall.named(name).filter(SegmentCall::isMessage);
  }

  private DoorRoute call(SegmentCall call) {
    return new SegmentRoute(
        call, keys, segment, quarantines.of(QuarantineDoor.SEGMENT, call.messageType()));
  }

  private DoorRoute pixel(Optional<SegmentCall> call) {
    return new PixelRoute(call, keys, segment, quarantines.of(QuarantineDoor.PIXEL));
  }
}
