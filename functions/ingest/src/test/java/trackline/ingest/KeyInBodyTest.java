package trackline.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a key is found in a body, and that a good one lets in what it let in before. */
class KeyInBodyTest {
  private static final String EVENT =
      "{\"type\":\"track\",\"event\":\"e\",\"userId\":\"u\",\"messageId\":\"%s\",\"timestamp\":\"2026-11-20T10:00:00Z\"}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"writeKey\":\"k\"} | k",
        "{\"writeKey\" : \"k\", \"batch\":[ | k",
        "{\"batch\":[{\"writeKey\":\"inner\"}],\"writeKey\":\"k\"} | k",
        "{\"a\":{\"writeKey\":\"inner\"},\"b\":[[\"writeKey\"]],\"writeKey\":\"k\"} | k",
        "{\"write\\u004bey\":\"\\u006b\"} | k",
        "{\"writeKey\":\"\"} | ``",
        "{\"writeKey\":7} |",
        "{\"writeKey\":[\"k\"]} |",
        "{\"a\":{\"writeKey\":\"inner\"}} |",
        "{\"batch\":[{\"writeKey\":\"inner\"}]} |",
        "[{\"writeKey\":\"inner\"}] |",
        "\"writeKey\" |",
        "`` |",
        "{\"batch\":[{\"a\":[1,]},{}],\"writeKey\":\"k\"} | k",
        "{\"batch\":[{\"writeKey\":\"inner\",,}],\"writeKey\": \"k\"} | k",
        "{\"batch\":[undefined],\"writeKey\":7} |",
        "{\"batch\":[undefined],\"writeKey\" |",
        "{\"batch\":[undefined],\"writeKey\":\"k |",
        "{\"batch\":[undefined] |",
      })
  void isFoundWhereABodyHasIt(String body, String key) {
    assertThat(KeyInBody.find(body.getBytes(UTF_8))).isEqualTo(Optional.ofNullable(key));
  }

  /** As it does where the key stands in a header. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"x\":NaN}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":[1,],}",
        "{\"a\":\"b\nc\"}",
        "{\"a\":\"\u00ff\u00c3\"}",
        "{\"a\":[\"b\"",
        "undefined"
      })
  void aBadNeighbourTakesNoOtherEventAlong(String broken) {
    TwoTables tables = new TwoTables();
    String body =
        "{\"batch\":[%s,%s,%s],\"context\":{\"a\":1},\"writeKey\":\"%s\"}"
            .formatted(
                EVENT.formatted("e1"), broken, EVENT.formatted("e2"), RefusedRequests.PAGE_KEY);
    ObjectNode request = RefusedRequests.request("/v1/batch", body.getBytes(ISO_8859_1));
    request.withObject("/headers").remove("authorization");
    assertThat(new RefusedRequests(tables).send(request)).isEqualTo(200);
    assertThat(tables.stored()).containsExactly("e1", "e2");
  }
}
