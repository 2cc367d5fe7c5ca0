package trackline.ingest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import trackline.aws.Quarantine;
import trackline.event.FreeNames;
import trackline.event.Texts;
import trackline.event.WholeCharacters;

/**
 * What takes keys out of that which is kept of a request, stored or in quarantine: whoever may look
 * at events need not hold one. The value of {@code writeKey} goes wherever it stands, as a member
 * of any object or as a parameter of an address, whatever it is. The text of a known key goes
 * wherever it stands, readable JSON or not.
 */
final class Redaction {
  /** Takes out what is a key by its name; the text of none is known. */
  static final Redaction BY_NAME = of(Set.of());

  /** Needs no escape, so that what was JSON still is. */
  private static final String INSTEAD = "[key]";

  /**
   * Of what is stored a shorter key is taken out by its name only: its text may be a word, and the
   * event would not be what was sent. One that a stack makes is far longer.
   */
  static final int SHORTEST_IN_EVENTS = 8;

  /** A parameter of an address, also of one that is itself a parameter of another. */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "(?i)("
              + WriteKeys.MEMBER
              + ")(?:(=)(?:[^&#\\s\"'<>\\\\]|\\\\/)*+"
              + "|(%(?:25)*3D)(?:(?!%(?:25)*2[63])[^&#\\s\"'<>\\\\])*+)");

  private static final String PARAMETER_INSTEAD = "$1$2$3" + INSTEAD;

  /** No door takes more. */
  private static final int MAX_INFLATED = RequestBody.Rules.WEBHOOK.maxBytes();

  private static final int BLOCK = 8_192;

  /** Each level takes memory. */
  private static final int MAX_DEPTH = 10_000;

  private static final String NOTHING = "(?!)";
  private static final HexFormat PERCENT = HexFormat.of().withPrefix("%");
  private static final String SHORT_ESCAPES = "\"\\/";

  /** Reads on where it can: a message that cannot be read may have its key anywhere. */
  private static final JsonFactory LENIENT =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .enable(JsonReadFeature.ALLOW_MISSING_VALUES)
          .enable(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS)
          .enable(JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS)
          .enable(JsonReadFeature.ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS)
          .enable(JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
          .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .build();

  private final Pattern keys;
  private final List<String> longer;
  private final Pattern keysInEvents;

  private Redaction(Pattern keys, List<String> longer) {
    this.keys = keys;
    this.longer = longer;
    this.keysInEvents = pattern(longer);
  }

  /**
   * Takes keys out by their names and by their texts.
   *
   * @param keys all that are valid
   */
  static Redaction of(Set<String> keys) {
    List<String> longer = keys.stream().filter(key -> key.length() >= SHORTEST_IN_EVENTS).toList();
    return new Redaction(pattern(keys), longer);
  }

  private static Pattern pattern(Collection<String> keys) {
    return Pattern.compile(
        keys.stream()
            // Of two keys of which one begins with the other, the longer is tried first.
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Redaction::anyFormOf)
            .collect(Collectors.joining("|"))
            .transform(pattern -> pattern.isEmpty() ? NOTHING : pattern));
  }

  /** An event without keys. Its own one goes with its member, any other one leaves its place. */
  JsonNode ofEvent(JsonNode event) {
    if (isFree(event)) {
      return event;
    }
    JsonNode kept = of(event);
    if (kept instanceof ObjectNode own) {
      own.remove(WriteKeys.MEMBER);
    }
    return kept;
  }

  /** Whether there is no key in it, which is so of nearly all events and soon seen. */
  private boolean isFree(JsonNode event) {
    return Texts.all(event, name -> !name.equals(WriteKeys.MEMBER) && isFree(name), this::isFree);
  }

  private boolean isFree(String text) {
    return !mayHoldKey(text) || withoutKeys(text, keysInEvents).equals(text);
  }

  /**
   * Whether there is a sign of a key. It is asked of each text of each event: no more than that.
   */
  private boolean mayHoldKey(String text) {
    if (isEscaped(text) || (text.indexOf('=') >= 0 && namesKey(text))) {
      return true;
    }
    for (String key : longer) {
      if (text.contains(key)) {
        return true;
      }
    }
    return false;
  }

  /** Each form of a key but its own text has one of these signs. */
  private static boolean isEscaped(String text) {
    return text.indexOf('%') >= 0 || text.indexOf('\\') >= 0 || text.indexOf('\0') >= 0;
  }

  private static boolean namesKey(String text) {
    int length = WriteKeys.MEMBER.length();
    for (int at = text.length() - length; at >= 0; at--) {
      if (text.regionMatches(true, at, WriteKeys.MEMBER, 0, length)) {
        return true;
      }
    }
    return false;
  }

  private JsonNode of(JsonNode node) {
    return switch (node) {
      case TextNode text -> {
        String kept = ofEvent(text.textValue());
        yield kept.equals(text.textValue()) ? text : TextNode.valueOf(kept);
      }
      case ObjectNode object -> of(object);
      case ArrayNode array -> {
        ArrayNode kept = JsonNodeFactory.instance.arrayNode(array.size());
        array.forEach(element -> kept.add(of(element)));
        yield kept;
      }
      default -> node;
    };
  }

  private ObjectNode of(ObjectNode object) {
    FreeNames names = new FreeNames();
    object.properties().forEach(member -> names.take(member.getKey(), ofEvent(member.getKey())));
    ObjectNode kept = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String written = member.getKey();
      boolean isKey = written.equals(WriteKeys.MEMBER);
      kept.set(
          names.of(written, ofEvent(written)),
          isKey ? TextNode.valueOf(INSTEAD) : of(member.getValue()));
    }
    return kept;
  }

  /** A text of an event without keys. */
  String ofEvent(String text) {
    return mayHoldKey(text) ? withoutKeys(text, keysInEvents) : text;
  }

  /** Entries without the keys in them. */
  List<Quarantine.Entry> of(List<Quarantine.Entry> entries) {
    // Thousands of entries may share a context of a megabyte.
    Map<String, String> known = new HashMap<>();
    return entries.stream()
        .map(entry -> of(entry, text -> known.computeIfAbsent(text, this::of)))
        .toList();
  }

  private Quarantine.Entry of(Quarantine.Entry entry, UnaryOperator<String> change) {
    return new Quarantine.Entry(
        entry.reason(),
        entry.detail(),
        change.apply(entry.pointer()),
        of(entry.raw()),
        entry.eventId() == null ? null : change.apply(entry.eventId()),
        entry.ownId(),
        entry.origin().withTexts(change));
  }

  /**
   * Bytes without the keys in them; the same array where there are none. Of a broken gzip that has
   * one in it, what can be inflated is kept instead.
   */
  byte[] of(byte[] raw) {
    if (!RequestBody.beginsAsGzip(raw)) {
      return plain(raw);
    }
    byte[] inflated = inflated(raw);
    byte[] kept = plain(inflated);
    return Arrays.equals(kept, inflated) ? plain(raw) : kept;
  }

  private byte[] plain(byte[] raw) {
    // A character a byte: places in the text are places in the bytes, of whatever encoding.
    String text = new String(raw, StandardCharsets.ISO_8859_1);
    String kept = replaceKeys(replaceMembers(text), keys);
    return kept.equals(text) ? raw : kept.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** As much of a gzip as can be inflated, and as a body may have. */
  private static byte[] inflated(byte[] raw) {
    ByteArrayOutputStream inflated = new ByteArrayOutputStream();
    byte[] block = new byte[BLOCK];
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(raw))) {
      for (int read = in.read(block); read >= 0 && inflated.size() < MAX_INFLATED; ) {
        inflated.write(block, 0, read);
        read = in.read(block);
      }
    } catch (IOException e) {
      addLast(raw, inflated);
    }
    return inflated.toByteArray();
  }

  /**
   * Adds what stands between the last whole block and the place where a gzip breaks off. It is read
   * byte by byte: of a larger read that comes to grief nothing is known.
   */
  private static void addLast(byte[] raw, ByteArrayOutputStream inflated) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(raw))) {
      in.skipNBytes(inflated.size());
      for (int b = in.read(); b >= 0; b = in.read()) {
        inflated.write(b);
      }
    } catch (IOException e) {
      // What can be inflated ends here.
    }
  }

  private String of(String text) {
    return new String(of(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  private static String withoutKeys(String text, Pattern keys) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String plain = new String(bytes, StandardCharsets.ISO_8859_1);
    String kept = replaceKeys(plain, keys);
    return kept.equals(plain)
        ? text
        : new String(kept.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static String replaceKeys(String bytes, Pattern keys) {
    String kept = keys.matcher(bytes).replaceAll(INSTEAD);
    return PARAMETER.matcher(kept).replaceAll(PARAMETER_INSTEAD);
  }

  /** A key in UTF-8, as JSON or an address escapes it; with zeros between, as UTF-16 has it. */
  private static String anyFormOf(String key) {
    return key.codePoints().mapToObj(Redaction::anyFormOf).collect(Collectors.joining("\\x00*+"));
  }

  private static String anyFormOf(int codePoint) {
    String character = Character.toString(codePoint);
    byte[] bytes = character.getBytes(StandardCharsets.UTF_8);
    String escaped =
        character
            .chars()
            .mapToObj(unit -> "\\\\u(?i:%s)".formatted(String.format(Locale.ROOT, "%04x", unit)))
            .collect(Collectors.joining());
    String shortly = SHORT_ESCAPES.contains(character) ? "\\\\" : "";
    String plain = Pattern.quote(new String(bytes, StandardCharsets.ISO_8859_1));
    return "(?:"
        + (shortly.isEmpty() ? "" : shortly + plain + "|")
        + plain
        + "|"
        + escaped
        + "|(?i:"
        + PERCENT.formatHex(bytes)
        + "))";
  }

  /** Replaces the values of the member; of a text that breaks off, those before the break. */
  private static String replaceMembers(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    int from = 0;
    try (JsonParser parser = LENIENT.createParser(WholeCharacters.inNames(text))) {
      while (parser.nextToken() != null) {
        if (isKey(parser)) {
          parser.nextToken();
          int value = (int) parser.currentTokenLocation().getCharOffset();
          kept.append(text, from, value).append('"').append(INSTEAD).append('"');
          from = endOfString(text, value);
          parser.skipChildren();
          parser.finishToken();
          from = (int) parser.currentLocation().getCharOffset();
        }
      }
    } catch (IOException e) {
      // What can be read ends here.
    }
    return kept.append(text, from, text.length()).toString();
  }

  /** Where a text that breaks off within the value goes on. */
  private static int endOfString(String text, int start) {
    int quote = text.indexOf('"', start + 1);
    return quote < 0 ? text.length() : quote + 1;
  }

  /** Whether it is the member's name, at whatever depth. */
  private static boolean isKey(JsonParser parser) throws IOException {
    return parser.currentToken() == JsonToken.FIELD_NAME
        && parser.currentName().equals(WriteKeys.MEMBER);
  }
}
