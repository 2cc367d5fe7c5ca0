package trackline.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
    assertThat(fields).hasSize(Column.values().length + 3).contains("property", "attributes");
    assertThat(mappings.get("dynamic").booleanValue()).isFalse();
    assertThat(mappings.at("/properties/properties/enabled").booleanValue()).isFalse();
    assertThat(mappings.at("/properties/attributes/enabled").booleanValue()).isFalse();
  }

  private static List<String> names(Iterator<String> names) {
    Iterable<String> iterable = () -> names;
    return StreamSupport.stream(iterable.spliterator(), false).toList();
  }

  @Test
  void propertiesAreSearchedByNameAndValue() throws IOException {
    assertThat(tokens("{\"plan\":\"pro\",\"n\":1.50,\"deep\":{\"er\":[{\"x\":true},null,[2]]}}"))
        .containsExactly("plan=pro", "n=1.50", "deep.er.x=true", "deep.er=2");
  }

  @Test
  void oddNamesAreNamesToo() throws IOException {
    assertThat(tokens("{\"\":1,\".a\":2,\"a.b\":3,\" \":4,\"__proto__\":5,\"_id\":6}"))
        .containsExactly("=1", ".a=2", "a.b=3", " =4", "__proto__=5", "_id=6");
  }

  @Test
  void longTokensAreCutBetweenCharacters() throws IOException {
    String value = "x".repeat(PropertyTokens.LONGEST - 3) + "😀" + "rest";
    assertThat(tokens("{\"v\":\"" + value + "\"}"))
        .containsExactly("v=" + "x".repeat(PropertyTokens.LONGEST - 3));
  }

  /** A long name over many members would be repeated by each of them. */
  @Test
  void tokensHaveABudget() throws IOException {
    ObjectNode many = JsonNodeFactory.instance.objectNode();
    ObjectNode inner = many.putObject("n".repeat(400));
    for (int i = 0; i < 10_000; i++) {
      inner.put("m" + i, i);
    }
    List<String> tokens = tokens(many.toString());
    assertThat(tokens.stream().mapToInt(String::length).sum())
        .isBetween(PropertyTokens.BUDGET - 500, PropertyTokens.BUDGET);
  }

  @Test
  void tenThousandNamesAreSearchable() throws IOException {
    ObjectNode many = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < 10_000; i++) {
      many.put("property_" + i, i);
    }
    assertThat(tokens(many.toString())).hasSize(10_000);
  }

  @Test
  void aDocumentThatIsTooLargeWithItsTokensGoesWithoutThem() throws IOException {
    ObjectNode item = JsonNodeFactory.instance.objectNode().put("event_id", "e1");
    String value = "v".repeat(RecordPacker.DOCUMENTS.recordBytes() - 200);
    item.put("properties", "{\"v\":\"" + value + "\"}");

    byte[] bytes = SearchDocument.of(item, Map.of());

    assertThat(bytes.length).isLessThan(RecordPacker.DOCUMENTS.recordBytes());
    assertThat(JSON.readTree(bytes).path("properties").path("v").asText()).isEqualTo(value);
    assertThat(JSON.readTree(bytes).has("property")).isFalse();
  }

  @Test
  void aDocumentIsOneLine() {
    ObjectNode item =
        JsonNodeFactory.instance.objectNode().put("properties", "{\"a\":\"\u2028\\n\u0085\"}");
    assertThat(new String(SearchDocument.of(item, Map.of()), UTF_8).lines()).hasSize(1);
  }

  private static List<String> tokens(String properties) throws IOException {
    ObjectNode item = JsonNodeFactory.instance.objectNode().put("properties", properties);
    JsonNode document = JSON.readTree(SearchDocument.of(item, Map.of()));
    return JSON.convertValue(
        document.get("property"),
        JSON.getTypeFactory().constructCollectionType(List.class, String.class));
  }
}
