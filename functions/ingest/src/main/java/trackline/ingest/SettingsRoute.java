package trackline.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import trackline.aws.Keys;
import trackline.http.ETag;
import trackline.http.HttpAnswer;
import trackline.http.HttpRequest;
import trackline.http.Methods;
import trackline.http.Refusal;
import trackline.log.LogLine;

/**
 * The way of a client that asks for its settings before it sends: Segment's at {@code GET
 * /v1/projects/KEY/settings}, Rudder's at {@code GET /sourceConfig}. Where nothing answers, most of
 * them go on with their vendor's own host, whatever host the program gave them.
 *
 * @param keyInPath the key that a path of Segment's names; a client of Rudder's sends it as it
 *     sends events
 */
record SettingsRoute(Optional<String> keyInPath, Keys keys) implements DoorRoute {
  private static final String SECONDS = "max-age=3600";

  @Override
  public Methods methods() {
    return Methods.READ;
  }

  @Override
  public HttpAnswer answer(HttpRequest request, LogLine log) {
    log.put("call", "settings");
    return keyInPath.map(key -> segments(key, request, log)).orElseGet(() -> rudders(request, log));
  }

  /**
   * An address alone is asked, so that a shared cache may keep the answer. A key of another kind is
   * as unknown as any: a path tells nothing of it. One of this kind that may not write is told so.
   */
  private HttpAnswer segments(String key, HttpRequest request, LogLine log) {
    log.put("key_label", keys.find(key).orElseThrow(Refusal::notFound).label());
    return answer(ClientSettings.ofSegment(key, OwnHost.of(request)), "public", request);
  }

  private HttpAnswer rudders(HttpRequest request, LogLine log) {
    String key = WriteKeys.beforeBody(request).orElseThrow(WriteKeys::missing);
    log.put("key_label", keys.require(key).label());
    return answer(ClientSettings.ofRudder(key), "private", request);
  }

  private static HttpAnswer answer(JsonNode settings, String cache, HttpRequest request) {
    HttpAnswer whole = HttpAnswer.json(200, settings);
    Map<String, String> headers = Map.of("cache-control", cache + ", " + SECONDS);
    return ETag.of(whole.body()).answer(request, whole, headers);
  }
}
