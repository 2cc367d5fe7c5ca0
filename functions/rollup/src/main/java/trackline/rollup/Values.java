package trackline.rollup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Athena's values, which are all text, as JSON of their column's type. */
final class Values {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Values() {}

  static JsonNode of(String type, @Nullable String text) {
    if (text == null) {
      return JSON.nullNode();
    }
    return switch (type) {
      case "bigint", "integer", "smallint", "tinyint" -> JSON.numberNode(Long.parseLong(text));
      case "double", "float", "real" -> real(Double.parseDouble(text));
      case "decimal" -> JSON.numberNode(new BigDecimal(text));
      case "boolean" -> JSON.booleanNode(Boolean.parseBoolean(text));
      default -> JSON.textNode(text);
    };
  }

  /** JSON has no word for NaN and the infinities. */
  private static JsonNode real(double value) {
    return Double.isFinite(value) ? JSON.numberNode(value) : JSON.nullNode();
  }
}
