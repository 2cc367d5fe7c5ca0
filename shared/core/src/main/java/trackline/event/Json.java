package trackline.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The strict reading of a client's JSON: one document of valid UTF-8, no duplicate members, at most
 * 32 levels deep, numbers kept exactly.
 */
public final class Json {
  /** The levels of objects and arrays that a document may have. */
  public static final int MAX_DEPTH = 32;

  /** A longer number is no data; it is refused before anything computes with it. */
  private static final int MAX_NUMBER_LENGTH = 1_000;

  private static final int MAX_POINTER = 256;

  /** The mapper that reads and writes numbers exactly as they stand. */
  public static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_LENGTH)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Json() {}

  /** What is wrong with bytes that are no acceptable JSON, in words that hold none of them. */
  public static final class BadJson extends Exception {
    private static final long serialVersionUID = 1L;

    private final String pointer;

    BadJson(String message) {
      this(message, "");
    }

    BadJson(String message, String pointer) {
      super(message);
      this.pointer = pointer;
    }

    /** Where it is, as far as that can be told: a JSON pointer, empty for the whole. */
    public String pointer() {
      return pointer;
    }
  }

  /**
   * Decodes UTF-8 without replacing anything.
   *
   * @throws BadJson when the bytes are no UTF-8
   */
  public static String utf8(byte[] bytes) throws BadJson {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new BadJson("it is not valid UTF-8");
    }
  }

  /**
   * Reads one document.
   *
   * @throws BadJson when the text is none, or breaks a limit
   */
  public static JsonNode read(String text) throws BadJson {
    try {
      return document(text);
    } catch (JsonProcessingException e) {
      if (isHalfCharacterInName(e)) {
        return readWhole(HalfNames.replaced(text));
      }
      throw new BadJson(explain(e), pointer(e));
    }
  }

  private static JsonNode readWhole(String text) throws BadJson {
    try {
      return document(text);
    } catch (JsonProcessingException e) {
      throw new BadJson(explain(e), pointer(e));
    }
  }

  private static JsonNode document(String text) throws BadJson, JsonProcessingException {
    try {
      JsonNode document = MAPPER.readTree(text);
      if (document == null || document.isMissingNode()) {
        throw new BadJson("it is empty");
      }
      return document;
    } catch (NumberFormatException e) {
      // A decimal number counts its exponent in 32 bits, and the parser leaves that to it.
      throw new BadJson("it holds a number whose exponent is too large");
    }
  }

  /** The parser takes half a surrogate pair in a value, and not in a name. */
  private static boolean isHalfCharacterInName(JsonProcessingException e) {
    return e.getOriginalMessage() != null && e.getOriginalMessage().contains("urrogate");
  }

  /** The pointer to the place, or where names are long to what encloses it. */
  private static String pointer(JsonProcessingException e) {
    String pointer =
        e.getProcessor() instanceof JsonParser parser
            ? parser.getParsingContext().pathAsPointer().toString()
            : "";
    return pointer.length() <= MAX_POINTER
        ? pointer
        : pointer.substring(0, Math.max(0, pointer.lastIndexOf('/', MAX_POINTER)));
  }

  /** The parser's own message quotes the text, so it is not passed on. */
  private static String explain(JsonProcessingException e) {
    String message = e.getOriginalMessage() == null ? "" : e.getOriginalMessage();
    return reason(e, message) + place(e);
  }

  private static String reason(JsonProcessingException e, String message) {
    if (e instanceof StreamConstraintsException) {
      return message.contains("nesting depth")
          ? "it is nested deeper than " + MAX_DEPTH + " levels"
          : "it holds a number or a name that is too long";
    }
    if (message.startsWith("Duplicate")) {
      return "it has a member twice in one object";
    }
    if (message.startsWith("Trailing token")) {
      return "there is more after the first document";
    }
    return "it is not JSON";
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : ", at line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
  }

  /** The same document with the members of every object sorted by name. */
  public static JsonNode canonical(JsonNode node) {
    if (node.isArray()) {
      var array = JsonNodeFactory.instance.arrayNode(node.size());
      node.forEach(element -> array.add(canonical(element)));
      return array;
    }
    if (!node.isObject()) {
      return node;
    }
    Map<String, JsonNode> members = new TreeMap<>();
    node.properties().forEach(m -> members.put(m.getKey(), canonical(m.getValue())));
    ObjectNode sorted = JsonNodeFactory.instance.objectNode();
    members.forEach(sorted::set);
    return sorted;
  }
}
