package trackline.engines.athena.sql;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON texts, read as Athena's engine reads them: from the front and no further than it must, so
 * that a text that is cut off behind the value is none the worse for it.
 */
final class JsonTexts {
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final JsonMapper SORTED =
      JsonMapper.builder()
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private interface Reader<T extends @Nullable Object> {
    T read(JsonParser parser) throws IOException;
  }

  private JsonTexts() {}

  /** A text as the value of the type json that it is. */
  static String canonical(String text) {
    try {
      return SORTED.writeValueAsString(SORTED.readValue(text, Object.class));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "INVALID_FUNCTION_ARGUMENT: Cannot convert value to JSON", e);
    }
  }

  static String quoted(String text) {
    return write(text);
  }

  static String array(List<@Nullable String> texts) {
    return write(texts);
  }

  private static String write(Object value) {
    try {
      return SORTED.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static @Nullable String scalar(String json, String path) {
    return at(json, path, JsonTexts::scalar);
  }

  static @Nullable String extract(String json, String path) {
    return at(json, path, JsonTexts::structure);
  }

  static @Nullable Long size(String json, String path) {
    return at(json, path, JsonTexts::size);
  }

  private static @Nullable Long size(JsonParser parser) throws IOException {
    return parser.currentToken().isStructStart() ? members(parser) : Long.valueOf(0);
  }

  static @Nullable Long arrayLength(String json) {
    return at(json, "$", p -> p.currentToken() == JsonToken.START_ARRAY ? members(p) : null);
  }

  static boolean isScalar(String json) {
    Boolean scalar = at(json, "$", parser -> parser.currentToken().isScalarValue());
    if (scalar == null) {
      throw new IllegalArgumentException("INVALID_FUNCTION_ARGUMENT: Invalid JSON value");
    }
    return scalar;
  }

  private static <T> @Nullable T at(String json, String path, Reader<@Nullable T> reader) {
    List<String> steps = JsonPath.steps(path);
    try (JsonParser parser = FACTORY.createParser(json)) {
      return parser.nextToken() == null ? null : descend(parser, steps, reader);
    } catch (JsonProcessingException e) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> @Nullable T descend(
      JsonParser parser, List<String> steps, Reader<@Nullable T> reader) throws IOException {
    for (String step : steps) {
      boolean found =
          switch (parser.currentToken()) {
            case START_OBJECT -> isAtMember(parser, step);
            case START_ARRAY -> isAtElement(parser, step);
            default -> false;
          };
      if (!found) {
        return null;
      }
    }
    return reader.read(parser);
  }

  private static boolean isAtMember(JsonParser parser, String name) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean found = parser.currentName().equals(name);
      parser.nextToken();
      if (found) {
        return parser.hasCurrentToken();
      }
      parser.skipChildren();
    }
    return false;
  }

  private static boolean isAtElement(JsonParser parser, String index) throws IOException {
    int left = index.matches("\\d{1,9}") ? Integer.parseInt(index) : -1;
    while (left >= 0) {
      JsonToken token = parser.nextToken();
      if (token == null || token == JsonToken.END_ARRAY) {
        return false;
      }
      if (left-- == 0) {
        return true;
      }
      parser.skipChildren();
    }
    return false;
  }

  private static @Nullable String scalar(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    return token.isScalarValue() && token != JsonToken.VALUE_NULL ? parser.getText() : null;
  }

  private static String structure(JsonParser parser) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(text)) {
      generator.copyCurrentStructure(parser);
    }
    return text.toString();
  }

  private static @Nullable Long members(JsonParser parser) throws IOException {
    boolean object = parser.currentToken() == JsonToken.START_OBJECT;
    long members = 0;
    while (true) {
      JsonToken token = parser.nextToken();
      if (token == null || token.isStructEnd()) {
        return token == null ? null : members;
      }
      members++;
      if (object) {
        parser.nextToken();
      }
      parser.skipChildren();
    }
  }
}
