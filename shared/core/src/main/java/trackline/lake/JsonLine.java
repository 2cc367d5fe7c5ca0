package trackline.lake;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON that is one line for every reader, whatever it takes for the end of a line. */
public final class JsonLine {
  static final ObjectMapper MAPPER = JsonMapper.builder(factory()).build();

  private JsonLine() {}

  /** The object as a line, its end included. */
  public static String of(ObjectNode object) {
    return text(object) + "\n";
  }

  /** The object in one line, without its end. */
  public static String text(ObjectNode object) {
    try {
      return MAPPER.writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of JSON can be written", e);
    }
  }

  private static JsonFactory factory() {
    JsonFactoryBuilder factory = new JsonFactoryBuilder();
    factory.characterEscapes(new LineSeparatorEscapes());
    return factory.enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();
  }
}
