package trackline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.event.Json;
import trackline.ingest.EveryDoorTest.Door;

/**
 * Wherever a client puts a write key, no door stores it: neither in the table nor in quarantine.
 */
class KeysNowherePropertiesTest {
  /** Of another place: nothing but its name tells that it is a key. */
  private static final String OTHER = "elsewhere-4711";

  private static final String KEY = RefusedRequests.KEY;
  private static final String PARAMETER = "https://a.example/p?x=1&writeKey=" + OTHER + "&y=2#z";

  private final TwoTables tables = new TwoTables();
  private final RefusedRequests function = new RefusedRequests(tables);

  /** Members of an event that hold a key, with a member that is a fault or none. */
  record Members(String keyed, boolean refused) {
    String of(Door door) {
      String fault =
          switch (door) {
            case EVENTS, ARRAY, TAG -> ",\"event_name\":7";
            default -> ",\"event\":{}";
          };
      return "," + keyed + (refused ? fault : "");
    }
  }

  @Property(tries = 400)
  void noDoorStoresAKey(@ForAll Door door, @ForAll("members") Members members) {
    tables.clear();
    function.clear();
    byte[] body = door.body(members.of(door));
    ObjectNode request = door.request(body, body);
    request.withObject("/headers").put("user-agent", "curl -u " + KEY);

    assertThat(function.send(request)).isIn(200, 202, 422);

    assertThat(tables.stored()).hasSize(members.refused() ? 0 : 1);
    assertThat(function.kept()).hasSize(members.refused() ? 1 : 0);
    assertThat(tables.texts() + function.objects())
        .doesNotContain(KEY, OTHER, URLEncoder.encode(KEY, UTF_8), "wk%2f47");
  }

  /** A key by its name, by its text, or in an address, at some depth of some member. */
  @Provide
  Arbitrary<Members> members() {
    Arbitrary<String> keyed =
        Arbitraries.of(
            "\"writeKey\":\"" + OTHER + "\"",
            "\"writeKey\":{\"a\":[\"" + OTHER + "\"]}",
            "\"note\":\"x " + KEY + " y\"",
            "\"note\":\"wk\\/47-\\u0053ecret\"",
            "\"" + KEY + "\":true",
            "\"note\":\"" + PARAMETER + "\"",
            "\"note\":\"https://b.example/?to=" + URLEncoder.encode(PARAMETER, UTF_8) + "\"",
            "\"note\":\"?k=wk%2f47-Secret\"",
            "\"page_url\":\"" + PARAMETER + "\"",
            "\"referrer\":\"" + PARAMETER + "\"",
            "\"page\":{\"url\":\"" + PARAMETER + "\",\"referrer\":\"" + PARAMETER + "\"}");
    Arbitrary<List<String>> around =
        Arbitraries.of("o", "[", "writeKeys", "data").list().ofMaxSize(5);
    Arbitrary<String> place = Arbitraries.of("", "properties", "context", "traits", "more");
    return Combinators.combine(keyed, around, place, Arbitraries.of(true, false))
        .as((key, frames, member, refused) -> new Members(at(key, frames, member), refused));
  }

  private static String at(String keyed, List<String> frames, String member) {
    String json = keyed;
    for (String frame : frames) {
      json = frame.equals("[") ? "\"list\":[{" + json + "}]" : "\"" + frame + "\":{" + json + "}";
    }
    return member.isEmpty() ? json : "\"" + member + "\":{" + json + "}";
  }

  /** All else is there as it came. */
  @ParameterizedTest
  @EnumSource(Door.class)
  void whatIsNoKeyStays(Door door) throws Json.BadJson {
    String members =
        ",\"writeKey\":\"k\",\"more\":{\"writeKey\":7,\"writekeys\":\"mine\",\"url\":\""
            + PARAMETER
            + "\",\"note\":\"my writeKey is secret\"}";
    byte[] body = door.body(members);

    assertThat(function.send(door.request(body, body))).isIn(200, 202);

    JsonNode properties = Json.read(tables.item().path("properties").asText());
    assertThat(properties.has("writeKey")).isFalse();
    assertThat(properties.path("more"))
        .isEqualTo(
            Json.read(
                "{\"writeKey\":\"[key]\",\"writekeys\":\"mine\",\"url\":"
                    + "\"https://a.example/p?x=1&writeKey=[key]&y=2#z\","
                    + "\"note\":\"my writeKey is secret\"}"));
  }

  /** What a batch says once for all is part of each message. */
  @ParameterizedTest
  @ValueSource(strings = {"writeKey", "note"})
  void aSharedContextIsStoredWithoutIt(String name) {
    String body =
        "{\"context\":{\"%s\":\"%s\"},\"batch\":[{\"type\":\"track\",\"userId\":\"u\"},{\"type\":\"x\"}]}"
            .formatted(name, KEY);

    assertThat(function.send(RefusedRequests.request("/v1/batch", body.getBytes(UTF_8))))
        .isEqualTo(200);

    assertThat(tables.item().path("properties").asText()).contains("[key]").doesNotContain(KEY);
    assertThat(function.kept()).hasSize(1);
    assertThat(function.objects()).doesNotContain(KEY);
  }

  /** Without the key two users would be one. */
  @ParameterizedTest
  @ValueSource(strings = {"user_id", "anonymous_id"})
  void anIdWithAKeyIsRefused(String id) {
    ObjectNode event = JsonNodeFactory.instance.objectNode().put("event_type", "login");
    event.put(id, "ada-" + KEY);

    assertThat(
            function.send(RefusedRequests.request("/v1/events", event.toString().getBytes(UTF_8))))
        .isEqualTo(422);

    assertThat(tables.stored()).isEmpty();
    assertThat(function.kept().getFirst().path("pointer").asText()).isEqualTo("/" + id);
    assertThat(function.objects()).doesNotContain(KEY);
  }
}
