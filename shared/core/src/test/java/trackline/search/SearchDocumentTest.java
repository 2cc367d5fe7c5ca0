package trackline.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import trackline.event.Column;
import trackline.lake.RecordPacker;

class SearchDocumentTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void everyColumnIsAFieldOfTheIndexAndNoNameOfAClientIs() throws IOException {
    JsonNode mappings = JSON.readTree(EventIndex.template()).at("/template/mappings");
    List<String> fields = names(mappings.get("properties").fieldNames());

    assertThat(fields).containsAll(Arrays.stream(Column.values()).map(Column::columnName).toList());
    assertThat(fields).hasSize(Column.values().length + 2).contains("attributes", "text");
    assertThat(mappings.get("dynamic").booleanValue()).isFalse();
    assertThat(mappings.at("/properties/properties/type").asText()).isEqualTo("flat_object");
    assertThat(mappings.at("/properties/attributes/type").asText()).isEqualTo("flat_object");
  }

  private static List<String> names(Iterator<String> names) {
    Iterable<String> iterable = () -> names;
    return StreamSupport.stream(iterable.spliterator(), false).toList();
  }

  @Test
  void propertiesAreAsTheyWereAndTheirValuesAreWords() throws IOException {
    String properties =
        "{\"\":1.50,\".a\":{\"_id\":[{\"x\":true},null,[],[\"pro\",\"pro\"]]},\" \":{},\"n\":null}";
    JsonNode document = document(properties);

    assertThat(document.get("properties").toString()).isEqualTo(properties);
    assertThat(document.get("text").toString()).isEqualTo("[\"1.50\",\"true\",\"pro\"]");
    assertThat(document.has("attributes")).isFalse();
  }

  @Test
  void longTextsAreCutBetweenCharacters() throws IOException {
    String start = "x".repeat(FlatObject.LONGEST_TEXT - 1);
    JsonNode properties = properties("{\"v\":\"" + start + "😀rest\"}");
    assertThat(properties.path("v").asText()).isEqualTo(start);
  }

  @Test
  void longNumbersAreTexts() throws IOException {
    assertThat(properties("{\"v\":" + "9".repeat(1_000) + "}").path("v").isTextual()).isTrue();
  }

  @Test
  void whatHasTooLongAPathIsLeftOut() throws IOException {
    ObjectNode outer = JsonNodeFactory.instance.objectNode().put("plan", "pro");
    outer.put("n".repeat(FlatObject.LONGEST_PATH), 1);
    ObjectNode inner = outer.putObject("i".repeat(FlatObject.LONGEST_PATH / 2));
    inner.put("j".repeat(FlatObject.LONGEST_PATH / 2), 1).put("k", 1);

    JsonNode properties = properties(outer.toString());

    assertThat(names(properties.fieldNames())).containsExactlyInAnyOrder("plan", inner(outer));
    assertThat(names(properties.path(inner(outer)).fieldNames())).containsExactly("k");
  }

  private static String inner(ObjectNode outer) {
    return names(outer.fieldNames()).getLast();
  }

  @Test
  void whatIsTooDeepIsLeftOut() throws IOException {
    ObjectNode item = JsonNodeFactory.instance.objectNode().put("event_id", "e1");
    ObjectNode deepest = item.putObject("elsewhere");
    for (int i = 0; i < 2_000; i++) {
      deepest = deepest.putObject("d");
    }
    JsonNode level = JSON.readTree(SearchDocument.of(item, Map.of())).get("attributes");
    int levels = 0;
    for (; level.isObject(); level = level.path(levels == 1 ? "elsewhere" : "d")) {
      levels++;
    }
    assertThat(levels).isEqualTo(FlatObject.DEEPEST);
  }

  /** OpenSearch refuses a name that comes twice. */
  @Test
  void namesOfHalvesOfCharactersAreOneName() throws IOException {
    ObjectNode item = JsonNodeFactory.instance.objectNode().put("?", 1);
    item.put("\ud800", 2).put("\ud801", 3);
    assertThat(JSON.readTree(SearchDocument.of(item, Map.of())).get("attributes")).hasSize(1);
  }

  @Test
  void whatIsNoObjectIsAnAttribute() throws IOException {
    for (String odd : List.of("no JSON", "5", "[{\"a\":1}]", "{\"a\":1,\"a\":2}", "null", "")) {
      JsonNode document = document(odd);
      assertThat(document.has("properties")).as(odd).isFalse();
      assertThat(document.at("/attributes/properties").asText()).isEqualTo(odd);
    }
  }

  /** A long name over many members would be repeated by each of them. */
  @Test
  void termsHaveABudget() throws IOException {
    ObjectNode many = JsonNodeFactory.instance.objectNode();
    ObjectNode inner = many.putObject("n".repeat(1_900));
    for (int i = 0; i < 10_000; i++) {
      inner.put("m" + i, i);
    }
    assertThat(properties(many.toString()).elements().next())
        .hasSizeBetween(FlatObject.BUDGET / 2_000, FlatObject.BUDGET / 1_900);
  }

  @Test
  void tenThousandNamesAreSearchable() throws IOException {
    ObjectNode many = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < 10_000; i++) {
      many.put("property_" + i, i);
    }
    assertThat(properties(many.toString())).isEqualTo(JSON.readTree(many.toString()));
  }

  @Test
  void aDocumentThatIsTooLargeWithItsWordsGoesWithoutThem() throws IOException {
    ObjectNode item = JsonNodeFactory.instance.objectNode().put("event_id", "e1");
    ObjectNode many = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < 70; i++) {
      many.put("p" + i, i + "v".repeat(FlatObject.LONGEST_TEXT - 10));
    }
    item.put("properties", many.toString());

    byte[] bytes = SearchDocument.of(item, Map.of());

    assertThat(bytes.length).isLessThan(RecordPacker.DOCUMENTS.recordBytes());
    assertThat(JSON.readTree(bytes).path("properties")).isEqualTo(many);
    assertThat(JSON.readTree(bytes).has("text")).isFalse();
  }

  @Test
  void aDocumentIsOneLine() {
    ObjectNode item =
        JsonNodeFactory.instance.objectNode().put("properties", "{\"a\":\"\u2028\\n\u0085\"}");
    assertThat(new String(SearchDocument.of(item, Map.of()), UTF_8).lines()).hasSize(1);
  }

  private static JsonNode properties(String properties) throws IOException {
    return document(properties).get("properties");
  }

  private static JsonNode document(String properties) throws IOException {
    ObjectNode item = JsonNodeFactory.instance.objectNode().put("properties", properties);
    return JSON.reader()
        .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .readTree(SearchDocument.of(item, Map.of()));
  }
}
