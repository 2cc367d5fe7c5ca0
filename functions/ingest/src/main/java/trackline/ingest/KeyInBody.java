package trackline.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the write key in a body that nobody has let in yet, in one look from its beginning to the
 * key. What is found is a claim: the body, once it is read, has the last word.
 */
final class KeyInBody {
  /**
   * Believes more than the reading of the body will: deep, long and double are none of the key's
   * business. Names are not kept, since a stranger may send thousands of them.
   */
  private static final JsonFactory LENIENT =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .build();

  /** Where a body is no JSON, a key is what stands behind its name. */
  private static final String NAME = "\"" + WriteKeys.MEMBER + "\"";

  private static final Pattern VALUE = Pattern.compile("\\s*+:\\s*+\"(?<key>[^\"\\\\]{0,1000})\"");

  private KeyInBody() {}

  /**
   * The key beside a batch, or in a message that comes alone. Where an element of a batch is no
   * JSON, so that what stands around it cannot be told, it is the last key that is written.
   */
  static Optional<String> find(byte[] body) {
    String text = new String(body, UTF_8);
    try (JsonParser parser = LENIENT.createParser(text)) {
      return member(parser);
    } catch (IOException e) {
      return last(text);
    }
  }

  private static Optional<String> member(JsonParser parser) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      return Optional.empty();
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean named = parser.currentName().equals(WriteKeys.MEMBER);
      if (parser.nextToken() == JsonToken.VALUE_STRING && named) {
        return Optional.of(parser.getText());
      }
      parser.skipChildren();
    }
    return Optional.empty();
  }

  private static Optional<String> last(String text) {
    int at = text.lastIndexOf(NAME);
    if (at < 0) {
      return Optional.empty();
    }
    Matcher value = VALUE.matcher(text).region(at + NAME.length(), text.length());
    return value.lookingAt() ? Optional.of(value.group("key")) : Optional.empty();
  }
}
