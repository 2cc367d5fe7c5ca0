package trackline.engines.athena.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values of the type json cast to others. A null is NULL, and an array or object fails. */
final class JsonCasts {
  private static final JsonMapper JSON = new JsonMapper();

  private JsonCasts() {}

  static @Nullable String varchar(String json) {
    JsonNode value = scalar(json, "varchar");
    return value.isNull()
        ? null
        : value.isFloatingPointNumber()
            ? JavaFunctions.doubleText(value.doubleValue())
            : value.asText();
  }

  static @Nullable Long bigint(String json) {
    JsonNode value = scalar(json, "bigint");
    return switch (value.getNodeType()) {
      case NULL -> null;
      case BOOLEAN -> value.booleanValue() ? 1L : 0L;
      case NUMBER -> whole(value);
      default -> number(() -> Long.parseLong(value.textValue().trim()), "bigint");
    };
  }

  static @Nullable Double toDouble(String json) {
    JsonNode value = scalar(json, "double");
    return switch (value.getNodeType()) {
      case NULL -> null;
      case BOOLEAN -> value.booleanValue() ? 1.0 : 0.0;
      case NUMBER -> value.doubleValue();
      default -> number(() -> Double.parseDouble(value.textValue()), "double");
    };
  }

  static @Nullable Boolean toBoolean(String json) {
    JsonNode value = scalar(json, "boolean");
    return switch (value.getNodeType()) {
      case NULL -> null;
      case BOOLEAN -> value.booleanValue();
      case NUMBER -> value.doubleValue() != 0;
      default ->
          switch (value.textValue().toLowerCase(Locale.ROOT)) {
            case "true", "t", "1" -> true;
            case "false", "f", "0" -> false;
            default -> throw noCast("boolean");
          };
    };
  }

  private static long whole(JsonNode value) {
    try {
      return value.isFloatingPointNumber()
          ? value.decimalValue().setScale(0, RoundingMode.HALF_UP).longValueExact()
          : value.bigIntegerValue().longValueExact();
    } catch (ArithmeticException e) {
      throw noCast("bigint");
    }
  }

  private static <T> T number(java.util.function.Supplier<T> parsed, String type) {
    try {
      return parsed.get();
    } catch (NumberFormatException e) {
      throw noCast(type);
    }
  }

  private static JsonNode scalar(String json, String type) {
    try {
      JsonNode value = JSON.readTree(json);
      if (value.isContainerNode()) {
        throw noCast(type);
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("INVALID_CAST_ARGUMENT: a value is no JSON", e);
    }
  }

  private static IllegalArgumentException noCast(String type) {
    return new IllegalArgumentException("INVALID_CAST_ARGUMENT: a json is no " + type);
  }
}
