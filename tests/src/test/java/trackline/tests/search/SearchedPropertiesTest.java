package trackline.tests.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import trackline.engines.opensearch.SearchEndpoint;
import trackline.search.SearchDocument;
import trackline.tests.walk.Client;

/** No event is refused for its content, and none is lost beside what its properties hold. */
class SearchedPropertiesTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<String> NAMES =
      List.of(
          "",
          " ",
          ".",
          "..",
          ".a",
          "a.",
          "a..b",
          "a.b",
          "=",
          "a=b",
          "_id",
          "_source",
          "_value",
          "_valueAndPath",
          "a._value",
          "properties",
          "properties.plan",
          "p",
          "plan.",
          "__proto__",
          "\u0000",
          "\u0001\n",
          "\u2028",
          "\ud800",
          "\udc00x",
          "größe 😀",
          "a\"b\\",
          "*",
          "x".repeat(300),
          "n".repeat(1_990),
          "n".repeat(2_000),
          "ü".repeat(2_001),
          "n".repeat(40_000));

  private static Path folder;
  private static SearchEndpoint endpoint;
  private static Searches search;
  private static int count;

  @BeforeContainer
  static void start() throws IOException {
    folder = Files.createTempDirectory("awkward-documents");
    endpoint = SearchEndpoint.start(folder);
    search = new Searches(new Client(endpoint.uri()));
  }

  @AfterContainer
  static void stop() throws IOException {
    endpoint.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(SearchedPropertiesTest::delete);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Property(tries = 15, shrinking = ShrinkingMode.OFF)
  void everyDocumentIsTakenAndFound(@ForAll("documents") List<JsonNode> trees) {
    int first = count;
    StringBuilder lines = new StringBuilder();
    trees.forEach(tree -> lines.append(lines(tree, "n" + count++)));

    JsonNode results = search.bulk(lines.toString());

    assertThat(results).hasSameSizeAs(trees);
    assertThat(results)
        .allSatisfy(result -> assertThat(result.at("/index/status").intValue()).isEqualTo(201));
    for (int i = first; i < count; i++) {
      assertThat(search.ids("user_id:n" + i)).containsExactly("n" + i);
      assertThat(search.ids("properties.plain:n" + i)).containsExactly("n" + i);
      assertThat(search.idsByProperty("inner.list", "n" + i)).containsExactly("n" + i);
    }
  }

  /** Plain names among awkward ones, before and after them; the tree is the attributes' too. */
  private static String lines(JsonNode tree, String id) {
    ObjectNode properties = NODES.objectNode();
    properties.putObject("inner").<ObjectNode>set("odd", tree).putArray("list").add("x").add(id);
    properties.set("odd", tree);
    if (tree instanceof ObjectNode object) {
      properties.setAll(object);
    }
    properties.put("plain", id);
    ObjectNode item = NODES.objectNode().put("event_id", id).put("user_id", id);
    item.set("attribute", tree);
    item.put("properties", properties.toString());
    return "{\"index\":{\"_index\":\"events-2026-11-20\"}}\n"
        + new String(SearchDocument.of(item, Map.of()), UTF_8);
  }

  @Provide
  Arbitrary<List<JsonNode>> documents() {
    return Arbitraries.recursive(this::scalars, this::containers, 0, 4).list().ofSize(40);
  }

  private Arbitrary<JsonNode> containers(Arbitrary<JsonNode> inner) {
    Arbitrary<String> names = Arbitraries.oneOf(Arbitraries.of(NAMES), texts());
    return Arbitraries.oneOf(
        inner.list().ofMaxSize(4).map(list -> new ArrayNode(NODES, list)),
        Arbitraries.maps(names, inner).ofMaxSize(5).map(map -> new ObjectNode(NODES, map)));
  }

  private Arbitrary<JsonNode> scalars() {
    return Arbitraries.oneOf(
        texts().map(NODES::textNode),
        Arbitraries.of("x", "ü", "😀", "\u0001", "\"").map(c -> NODES.textNode(c.repeat(33_000))),
        Arbitraries.bigDecimals().map(NODES::numberNode),
        Arbitraries.of("1e400", "-1e-400", "9".repeat(1_000))
            .map(number -> NODES.numberNode(new java.math.BigDecimal(number))),
        Arbitraries.of(NODES.nullNode(), NODES.booleanNode(true), NODES.objectNode()));
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.strings().all().ofMaxLength(12);
  }
}
