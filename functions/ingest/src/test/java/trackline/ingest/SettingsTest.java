package trackline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.event.Json;

/** What clients are told of where their events go. */
class SettingsTest {
  private static final String KEY = RefusedRequests.PAGE_KEY;
  private static final String SEGMENT = "/v1/projects/" + KEY + "/settings";
  private static final String API = "a1b2.execute-api.eu-central-1.amazonaws.com";

  private final RefusedRequests function = new RefusedRequests();

  private static ObjectNode get(String path) {
    ObjectNode event = JsonNodeFactory.instance.objectNode().put("rawPath", path);
    event.putObject("headers").put("x-forwarded-host", "elsewhere.example");
    ObjectNode context = event.putObject("requestContext");
    context.put("domainName", API).put("stage", "$default").put("requestId", "r1");
    context.putObject("http").put("method", "GET").put("sourceIp", "203.0.113.7");
    return event;
  }

  /** The same as a REST API hands it over. */
  private static ObjectNode getOfRest(String path, String domain, String stage) {
    ObjectNode event =
        JsonNodeFactory.instance.objectNode().put("path", path).put("httpMethod", "GET");
    event.putObject("headers").put("X-Forwarded-Host", "elsewhere.example");
    event
        .putObject("requestContext")
        .put("domainName", domain)
        .put("stage", stage)
        .put("requestId", "r1");
    return event;
  }

  private static ObjectNode named(String domain) {
    ObjectNode event = get(SEGMENT);
    event.withObject("/requestContext").put("domainName", domain);
    return event;
  }

  private JsonNode settings(ObjectNode event) {
    JsonNode answer = function.answer(event);
    assertThat(answer.path("statusCode").asInt()).as("%s", answer).isEqualTo(200);
    return body(answer);
  }

  private static JsonNode body(JsonNode answer) {
    try {
      return Json.read(answer.path("body").asText());
    } catch (Json.BadJson e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode api(JsonNode settings) {
    return settings.path("integrations").path("Segment.io");
  }

  @Test
  void segmentsClientsAreToldOfThisHostAndNoOther() {
    JsonNode settings = settings(get(SEGMENT));
    assertThat(api(settings).path("apiKey").asText()).isEqualTo(KEY);
    assertThat(api(settings).path("apiHost").asText()).isEqualTo(API + "/v1");
    assertThat(api(settings).path("protocol").asText()).isEqualTo("https");
    // A second one would be loaded from Segment's CDN.
    assertThat(settings.path("integrations")).hasSize(1);
    // What a client measures of itself goes to Segment unless told otherwise.
    assertThat(settings.path("metrics").path("sampleRate")).isEqualTo(number("0"));
    for (String call : new String[] {"track", "identify", "group"}) {
      assertThat(settings.at("/plan/" + call + "/__default/enabled").asBoolean()).isTrue();
    }
    for (String object : new String[] {"plan", "edgeFunction", "middlewareSettings"}) {
      assertThat(settings.path(object).isObject()).as(object).isTrue();
    }
    assertThat(settings.at("/middlewareSettings/routingRules").isArray()).isTrue();
    assertThat(settings.toString()).doesNotContain("segment.io/", "segment.com", "elsewhere");
  }

  private static JsonNode number(String text) {
    try {
      return Json.read(text);
    } catch (Json.BadJson e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost:8080, http",
    "127.0.0.1:8080, http",
    "[::1]:8080, http",
    "LOCALHOST, http",
    "10.0.2.2:8080, http",
    "172.31.0.1, http",
    "192.168.1.20:8080, http",
    "169.254.7.7, http",
    "[fd12:3456::1]:8080, http",
    "[fe80::1], http",
    "[::ffff:10.0.0.1]:80, http",
    "0.0.0.0:8080, http",
    "host.docker.internal:8080, http",
    "host.containers.internal, http",
    "adas-laptop.local:8080, http",
    "shop.localhost:8080, http",
    "nas.home.arpa, http",
    "Trackline:8080, http",
    "trackline., http",
    "track.shop.example, https",
    "track.shop.example:8080, https",
    "localhost.shop.example, https",
    "local.shop.example, https",
    "notlocal.example, https",
    "10.0.2.2.example, https",
    "172.32.0.1, https",
    "203.0.113.9:8080, https",
    "[2001:db8::1]:8080, https",
  })
  void theNameThatTheyAskedByIsTold(String domain, String protocol) {
    JsonNode api = api(settings(named(domain)));
    assertThat(api.path("apiHost").asText()).isEqualTo(domain + "/v1");
    assertThat(api.path("protocol").asText()).isEqualTo(protocol);
  }

  /** A front that speaks TLS for a local name is believed; no header takes TLS from another. */
  @ParameterizedTest
  @CsvSource({
    "10.0.2.2:8443, https, https",
    "adas-laptop.local, HTTPS, https",
    "adas-laptop.local, http, http",
    "adas-laptop.local, 'https, http', http",
    "track.shop.example, http, https",
    API + ", http, https",
  })
  void aHeaderMayOnlyAskForMoreThanTheName(String domain, String header, String protocol) {
    ObjectNode event = named(domain);
    event.withObject("/headers").put("x-forwarded-proto", header);
    assertThat(api(settings(event)).path("protocol").asText()).isEqualTo(protocol);
  }

  @ParameterizedTest
  @CsvSource({
    API + ", prod, " + API + "/prod/v1",
    "track.shop.example, prod, track.shop.example/v1",
    API + ", $default, " + API + "/v1",
  })
  void theStageOfARestApiIsAPartOfTheHost(String domain, String stage, String host) {
    JsonNode settings = settings(getOfRest(SEGMENT, domain, stage));
    assertThat(api(settings).path("apiHost").asText()).isEqualTo(host);
  }

  @Test
  void theyMayBeCached() {
    JsonNode first = function.answer(get(SEGMENT)).path("headers");
    assertThat(first.path("cache-control").asText()).contains("public", "max-age=");
    ObjectNode again = get(SEGMENT);
    again.withObject("/headers").put("if-none-match", first.path("etag").asText());
    JsonNode answer = function.answer(again);
    assertThat(answer.path("statusCode").asInt()).isEqualTo(304);
    assertThat(answer.path("body").asText()).isEmpty();
    assertThat(answer.path("headers").path("etag")).isEqualTo(first.path("etag"));
    ObjectNode other = named("track.shop.example");
    other.withObject("/headers").put("if-none-match", first.path("etag").asText());
    assertThat(function.send(other)).isEqualTo(200);
  }

  /** A key of another kind, one that is none, and a path that never was: all the same. */
  @ParameterizedTest
  @ValueSource(strings = {"nobody", "read-key-1234", "audit-key-1234", " ", "page-key-0815x"})
  void aKeyThatIsUnknownIsNothing(String key) {
    JsonNode nothing = function.answer(get("/v1/never-was"));
    JsonNode answer = function.answer(get("/v1/projects/" + key + "/settings"));
    assertThat(answer).isEqualTo(nothing);
    assertThat(answer.path("statusCode").asInt()).isEqualTo(404);
  }

  /** A key is known, and opens nothing, where its secret names no right of this kind. */
  @Test
  void aKeyWithoutTheRightIsToldNothing() {
    String key = RefusedRequests.KEY_WITHOUT_RIGHT;
    for (ObjectNode event :
        new ObjectNode[] {
          get("/v1/projects/" + key + "/settings"),
          rudder("/sourceConfig", "", basic(key)),
          rudder("/sourceConfig", "writeKey=" + key, "")
        }) {
      JsonNode answer = function.answer(event);
      assertThat(answer.path("statusCode").asInt()).isEqualTo(403);
      assertThat(answer.path("body").asText()).contains("may not write").doesNotContain(key);
    }
  }

  @Test
  void theyAreReadOnly() {
    for (String path : new String[] {SEGMENT, "/sourceConfig"}) {
      ObjectNode event = get(path);
      event.withObject("/requestContext/http").put("method", "POST");
      JsonNode answer = function.answer(event);
      assertThat(answer.path("statusCode").asInt()).isEqualTo(405);
      assertThat(answer.at("/headers/allow").asText()).isEqualTo("GET, HEAD");
    }
  }

  private static ObjectNode rudder(String path, String query, String authorization) {
    ObjectNode event = get(path).put("rawQueryString", query);
    if (!authorization.isEmpty()) {
      event.withObject("/headers").put("authorization", authorization);
    }
    return event;
  }

  private static String basic(String key) {
    return "Basic " + Base64.getEncoder().encodeToString((key + ":").getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/sourceConfig", "/sourceConfig/"})
  void ruddersClientsAreToldOfASourceWithoutDestinations(String path) {
    JsonNode source = settings(rudder(path, "p=npm&v=3.34.1", basic(KEY))).path("source");
    for (String text : new String[] {"id", "name", "workspaceId", "updatedAt"}) {
      assertThat(source.path(text).asText()).as(text).isNotEmpty();
    }
    assertThat(source.path("writeKey").asText()).isEqualTo(KEY);
    assertThat(source.path("enabled").asBoolean()).isTrue();
    assertThat(source.path("destinations").isArray()).isTrue();
    assertThat(source.path("destinations")).isEmpty();
    assertThat(source.at("/config/statsCollection/errors/enabled").asBoolean(true)).isFalse();
    assertThat(source.at("/config/statsCollection/metrics/enabled").asBoolean(true)).isFalse();
  }

  @Test
  void theKeyOfRuddersMayStandInTheQueryAndNoSharedCacheKeepsTheAnswer() {
    JsonNode answer = function.answer(rudder("/sourceConfig", "writeKey=" + KEY, ""));
    assertThat(answer.path("statusCode").asInt()).isEqualTo(200);
    assertThat(answer.at("/headers/cache-control").asText()).startsWith("private");
    ObjectNode head = rudder("/sourceConfig/", "view=ad", basic(KEY));
    head.withObject("/requestContext/http").put("method", "HEAD");
    assertThat(function.send(head)).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"nobody, 401", "read-key-1234, 401"})
  void anotherKeyIsRefusedAsAtEveryDoor(String key, int status) {
    assertThat(function.send(rudder("/sourceConfig", "", basic(key)))).isEqualTo(status);
    assertThat(function.send(rudder("/sourceConfig", "writeKey=" + key, ""))).isEqualTo(status);
    assertThat(function.send(rudder("/sourceConfig", "", ""))).isEqualTo(401);
  }
}
