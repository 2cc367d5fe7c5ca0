package trackline.lake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any item, written as typed JSON and read back, is the same item. */
class TypedJsonPropertiesTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  @Property(tries = 500)
  void readsBackWhatWasWritten(@ForAll("items") ObjectNode item) {
    assertThat(TypedJson.item(attributes(item))).isEqualTo(item);
  }

  /** The 38 digits and the range that DynamoDB keeps. */
  @Property(tries = 500)
  void keepsEveryDigitOfANumber(@ForAll("numbers") BigDecimal number) {
    ObjectNode item = NODES.objectNode().set("v", NODES.objectNode().put("N", number.toString()));
    assertThat(TypedJson.item(item).get("v").decimalValue()).isEqualTo(number);
  }

  @Provide
  Arbitrary<BigDecimal> numbers() {
    BigInteger bound = BigInteger.TEN.pow(38).subtract(BigInteger.ONE);
    return Combinators.combine(
            Arbitraries.bigIntegers().between(bound.negate(), bound),
            Arbitraries.integers().between(-88, 130))
        .as(BigDecimal::new);
  }

  @Provide
  Arbitrary<ObjectNode> items() {
    return objects(values(4));
  }

  private Arbitrary<JsonNode> values(int depth) {
    Arbitrary<JsonNode> leaf =
        Arbitraries.oneOf(
            Arbitraries.strings().excludeChars(surrogates()).ofMaxLength(20).map(NODES::textNode),
            numbers().map(DecimalNode::valueOf),
            Arbitraries.of(NODES.booleanNode(true), NODES.booleanNode(false), NODES.nullNode()));
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<JsonNode> inner = values(depth - 1);
    return Arbitraries.oneOf(
        leaf,
        objects(inner).map(JsonNode.class::cast),
        inner.list().ofMaxSize(4).map(list -> NODES.arrayNode().addAll(list)));
  }

  private static Arbitrary<ObjectNode> objects(Arbitrary<JsonNode> values) {
    Arbitrary<String> names =
        Arbitraries.oneOf(
            Arbitraries.strings().ascii().ofMinLength(1).ofMaxLength(10),
            Arbitraries.of("S", "N", "NULL", "M", "__proto__", "é", "\u2028"));
    return Arbitraries.maps(names, values)
        .ofMaxSize(5)
        .map(map -> (ObjectNode) NODES.objectNode().setAll(map));
  }

  private static char[] surrogates() {
    char[] characters = new char[Character.MAX_SURROGATE - Character.MIN_SURROGATE + 1];
    for (int i = 0; i < characters.length; i++) {
      characters[i] = (char) (Character.MIN_SURROGATE + i);
    }
    return characters;
  }

  private static ObjectNode attributes(JsonNode item) {
    ObjectNode attributes = NODES.objectNode();
    item.properties().forEach(member -> attributes.set(member.getKey(), typed(member.getValue())));
    return attributes;
  }

  private static ObjectNode typed(JsonNode value) {
    ObjectNode typed = NODES.objectNode();
    return switch (value.getNodeType()) {
      case STRING -> typed.put("S", value.textValue());
      case NUMBER -> typed.put("N", value.decimalValue().toString());
      case BOOLEAN -> typed.put("BOOL", value.booleanValue());
      case NULL -> typed.put("NULL", true);
      case OBJECT -> typed.set("M", attributes(value));
      case ARRAY -> {
        value.forEach(element -> typed.withArray("L").add(typed(element)));
        yield typed.has("L") ? typed : typed.set("L", NODES.arrayNode());
      }
      case BINARY, MISSING, POJO -> throw new AssertionError(value.getNodeType());
    };
  }
}
