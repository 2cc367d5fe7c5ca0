package trackline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HexFormat;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asked to forget a user and was not heard is seen by the log line, of which metrics come. */
class LoggedErasuresTest {
  private final TwoTables tables = new TwoTables();
  private final RefusedRequests function = new RefusedRequests(tables);

  private static String delete(String userId) {
    return "{\"type\":\"delete\",\"userId\":\"" + userId + "\"}";
  }

  private static ObjectNode batch(String key, String messages) {
    ObjectNode request =
        RefusedRequests.request("/v1/batch", ("{\"batch\":[" + messages + "]}").getBytes(UTF_8));
    request.withObject("/headers").put("authorization", "Bearer " + key);
    return request;
  }

  private static ObjectNode webhook(String body, String signed) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(RefusedRequests.SIGNING.getBytes(UTF_8), "HmacSHA1"));
    ObjectNode request = RefusedRequests.request("/webhooks/segment/token", body.getBytes(UTF_8));
    request
        .withObject("/headers")
        .put("content-type", "application/json")
        .put("x-signature", HexFormat.of().formatHex(mac.doFinal(signed.getBytes(UTF_8))));
    return request;
  }

  private void isLogged(int recorded, int refused) {
    JsonNode line =
        function.logged().stream()
            .filter(one -> one.has("status"))
            .reduce((_, last) -> last)
            .orElseThrow();
    assertThat(line.path("status").asInt()).isEqualTo(200);
    assertThat(line.path("erasures").asInt()).isEqualTo(recorded);
    assertThat(line.path("erasures_refused").asInt(-1)).isEqualTo(refused);
    assertThat(line.path("quarantined").asInt()).isEqualTo(refused);
    assertThat(tables.erased()).hasSize(recorded);
    assertThat(function.logged().toString()).doesNotContain("ada");
  }

  @Test
  void thoseWithoutTheRightAreCounted() {
    assertThat(function.send(batch(RefusedRequests.PAGE_KEY, delete("ada") + "," + delete("ada2"))))
        .isEqualTo(200);
    isLogged(0, 2);
  }

  @Test
  void thoseThatNoSignatureCoversAreCounted() throws Exception {
    String body = "[" + delete("ada") + "," + delete("ada2") + "]";
    assertThat(function.send(webhook(body, delete("ada")))).isEqualTo(200);
    isLogged(1, 1);
  }

  @Test
  void thoseBeyondAHundredAreCounted() {
    String deletes = IntStream.range(0, 103).mapToObj(i -> delete("ada" + i)).collect(joining(","));
    assertThat(function.send(batch(RefusedRequests.KEY, deletes))).isEqualTo(200);
    isLogged(100, 3);
  }

  /** No id, one that is none, and one that no user can have. */
  @ParameterizedTest
  @ValueSource(strings = {"", ",\"userId\":\" \"", ",\"userId\":\"a\\u0000\"", ",\"userId\":{}"})
  void thoseWithoutAnIdAreCounted(String member) {
    String delete = "{\"type\":\"delete\"" + member + "}";
    assertThat(function.send(batch(RefusedRequests.KEY, delete))).isEqualTo(200);
    isLogged(0, 1);
  }

  @Test
  void whatIsTakenAndWhatAsksForNothingIsNotCounted() {
    String other = "{\"type\":\"track\",\"userId\":\"u\"}";
    assertThat(function.send(batch(RefusedRequests.KEY, delete("ada")))).isEqualTo(200);
    isLogged(1, 0);
    assertThat(function.send(batch(RefusedRequests.KEY, other))).isEqualTo(200);
    assertThat(function.logged().toString()).doesNotContain("\"erasures_refused\":1");
  }

  /** A misspelt right is none; who gave it is told, by the label and never by the key. */
  @Test
  void aWordThatIsNoRightIsToldOnceAFetch() {
    for (int i = 0; i < 3; i++) {
      assertThat(function.send(batch(RefusedRequests.KEY, delete("ada")))).isEqualTo(200);
    }
    assertThat(function.logged())
        .filteredOn(line -> line.has("warning"))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.path("function").asText()).isEqualTo("ingest");
              assertThat(line.path("warning").asText()).isEqualTo("unknown_right");
              assertThat(line.path("label").asText()).isEqualTo("typo");
              assertThat(line.path("rights").asText()).contains("write", "forget");
              assertThat(line.toString())
                  .doesNotContain(RefusedRequests.KEY_WITHOUT_RIGHT, "wrtie");
            });
  }
}
