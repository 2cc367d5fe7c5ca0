package trackline.importer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import trackline.intake.AddressPolicy;

class SplitterPropertiesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final Judge JUDGE = new Judge(Mapping.load("airkit"), AddressPolicy.WHOLE);

  /** What may stand between objects, byte by byte; the last three are the mark of UTF-8. */
  private static final String FRAME = "(?:[ \\t\\r\\n,\\[\\]]|\u00EF\u00BB\u00BF)*+";

  /** The ways in which objects may stand in a file. */
  enum Framing {
    LINES,
    LINES_OF_DOS,
    LINES_WITHOUT_A_LAST,
    ARRAY,
    ARRAY_OF_LINES,
    PRETTY_ARRAY,
    PRETTY,
    NOTHING_BETWEEN,
    BLANKS_BETWEEN,
    AN_ARRAY_EACH;

    String frame(List<ObjectNode> objects) {
      return switch (this) {
        case LINES -> joined(objects, "", "\n") + "\n";
        case LINES_OF_DOS -> joined(objects, "", "\r\n") + "\r\n";
        case LINES_WITHOUT_A_LAST -> joined(objects, "", "\n");
        case ARRAY -> "[" + joined(objects, "", ",") + "]";
        case ARRAY_OF_LINES -> "[\n" + joined(objects, "", ",\n") + "\n]\n";
        case PRETTY_ARRAY -> NODES.arrayNode().addAll(objects).toPrettyString();
        case PRETTY ->
            objects.stream().map(JsonNode::toPrettyString).collect(Collectors.joining("\n"));
        case NOTHING_BETWEEN -> joined(objects, "", "");
        case BLANKS_BETWEEN -> joined(objects, " \t", " ");
        case AN_ARRAY_EACH ->
            objects.stream().map(object -> "[" + object + "]").collect(Collectors.joining("\n"));
      };
    }

    private static String joined(List<ObjectNode> objects, String before, String between) {
      return objects.stream().map(object -> before + object).collect(Collectors.joining(between));
    }
  }

  @Property(tries = 300)
  void theSameObjectsComeOutOfEveryFraming(
      @ForAll("objects") List<ObjectNode> objects,
      @ForAll Framing framing,
      @ForAll boolean marked,
      @ForAll @IntRange(min = 1, max = 50) int chunk)
      throws IOException {
    String file = (marked ? "\uFEFF" : "") + framing.frame(objects);

    SplitterTest.Found found = SplitterTest.split(new Splitter(new Chunked(file, chunk)));

    assertThat(read(found.pieces)).isEqualTo(objects);
    assertThat(found.broken).isEmpty();
    assertThat(found.ending).isEqualTo(Item.Ending.WHOLE);
  }

  /** Each line cut short is one broken part; every other line is found. */
  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void aLineCutShortTakesNoOtherAlong(
      @ForAll("objects") List<ObjectNode> objects,
      @ForAll @Size(min = 1, max = 10) List<@IntRange(max = 60) Integer> cuts)
      throws IOException {
    List<ObjectNode> good = new ArrayList<>();
    StringBuilder file = new StringBuilder();
    int broken = 0;
    for (int i = 0; i < objects.size(); i++) {
      String line = objects.get(i).toString();
      int cut = i < cuts.size() ? cuts.get(i) : 0;
      if (cut > 0 && cut < line.length()) {
        file.append(line, 0, cut).append('\n');
        broken++;
      } else {
        file.append(line).append('\n');
        good.add(objects.get(i));
      }
    }
    SplitterTest.Found found = SplitterTest.split(file.toString());

    assertThat(read(found.pieces)).isEqualTo(good);
    assertThat(found.broken).hasSize(broken);
  }

  /** Wherever a file is cut off, the objects before are found. */
  @Property(tries = 300)
  void whatCameBeforeTheEndCounts(
      @ForAll("objects") List<ObjectNode> objects,
      @ForAll Framing framing,
      @ForAll @IntRange(max = 2_000) int cut)
      throws IOException {
    String whole = framing.frame(objects);
    String file = whole.substring(0, Math.min(cut, whole.length()));

    List<JsonNode> found = read(SplitterTest.split(file).pieces);

    List<ObjectNode> before = objects.stream().limit(found.size()).toList();
    assertThat(found).isEqualTo(before);
    if (found.size() < objects.size()) {
      assertThat(framing.frame(objects.subList(0, found.size() + 1)).length())
          .isGreaterThanOrEqualTo(file.stripTrailing().length());
    }
  }

  /** What lies outside of all that is found is nothing but frame. */
  @Property(tries = 300)
  void noByteIsLost(@ForAll("rubble") String file) throws IOException {
    byte[] bytes = file.getBytes(UTF_8);
    Splitter splitter = new Splitter(new ByteArrayInputStream(bytes));
    long position = 0;
    while (true) {
      Item item = splitter.next();
      long start =
          switch (item) {
            case Item.Piece piece -> piece.start();
            case Item.Broken broken -> broken.start();
            case Item.End end -> end.end();
          };
      assertThat(new String(bytes, (int) position, (int) (start - position), UTF_8))
          .matches("[\\s,\\[\\]\uFEFF]*");
      assertThat(item.end()).isGreaterThanOrEqualTo(start);
      position = item.end();
      if (item instanceof Item.End) {
        assertThat(position).isEqualTo(bytes.length);
        return;
      }
      assertThat(position).isGreaterThan(start);
    }
  }

  /**
   * Any bytes are pieces and broken parts in their order, each as it stands in the file; nothing
   * but frame lies between them. What is a piece is judged, whatever it holds.
   */
  @Property(tries = 1_000)
  void anyBytesAreCovered(
      @ForAll("hostile") byte[] file, @ForAll @IntRange(min = 1, max = 50) int chunk)
      throws IOException {
    Splitter splitter = new Splitter(new Chunked(file, chunk));
    int position = 0;
    int items = 0;
    for (Item item = splitter.next(); !(item instanceof Item.End); item = splitter.next()) {
      int start =
          switch (item) {
            case Item.Piece piece -> {
              assertThat(piece.bytes()).isEqualTo(slice(file, piece.start(), piece.end()));
              assertThat(JUDGE.judge(piece, NOW)).isNotNull();
              yield (int) piece.start();
            }
            case Item.Broken broken -> {
              assertThat(broken.bytes()).isEqualTo(slice(file, broken.start(), broken.end()));
              yield (int) broken.start();
            }
            case Item.End _ -> throw new AssertionError("The end comes last");
          };
      assertThat(new String(file, position, start - position, ISO_8859_1)).matches(FRAME);
      assertThat(item.end()).isGreaterThan(start);
      assertThat(++items).isLessThanOrEqualTo(file.length);
      position = (int) item.end();
    }
    assertThat(new String(file, position, file.length - position, ISO_8859_1)).matches(FRAME);
    assertThat(splitter.next().end()).isEqualTo(file.length);
  }

  private static byte[] slice(byte[] file, long from, long to) {
    return Arrays.copyOfRange(file, (int) from, (int) to);
  }

  /** Any bytes, files with a few bytes changed, and what is too much of something. */
  @Provide
  Arbitrary<byte[]> hostile() {
    Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(80);
    Arbitrary<byte[]> changed =
        Combinators.combine(
                objects(),
                Arbitraries.of(Framing.class),
                Arbitraries.integers().between(0, 2_000),
                Arbitraries.oneOf(
                    Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(3),
                    Arbitraries.of("{", "}", "[", "]", "\"", "\\", "\n", "\uFEFF")
                        .map(text -> text.getBytes(UTF_8))))
            .as(SplitterPropertiesTest::changed);
    Arbitrary<byte[]> excessive =
        Combinators.combine(
                Arbitraries.of(
                    "{",
                    "[",
                    "{\"a\":",
                    "[{",
                    "{\"a\":[",
                    "{\"a\":[\n",
                    "{x",
                    "\uFEFF",
                    "{}",
                    "[,"),
                Arbitraries.integers().between(1, 2_000))
            .as((part, count) -> part.repeat(count).getBytes(UTF_8));
    Arbitrary<byte[]> numbers =
        Arbitraries.of("9".repeat(5_000), "1e2147483647", "-1E-99999999999", "0".repeat(999))
            .map(number -> "{\"a\":%s}\n{}\n".formatted(number).getBytes(UTF_8));
    return Arbitraries.oneOf(any, changed, excessive, numbers);
  }

  private static byte[] changed(
      List<ObjectNode> objects, Framing framing, int place, byte[] other) {
    byte[] file = framing.frame(objects).getBytes(UTF_8);
    for (int i = 0; i < other.length && file.length > 0; i++) {
      file[(place + i) % file.length] = other[i];
    }
    return file;
  }

  /** Files that were joined to one, each with a mark of its own at its beginning. */
  @Property(tries = 300)
  void theSameObjectsComeOutOfJoinedFiles(
      @ForAll("objects") List<ObjectNode> objects,
      @ForAll @Size(min = 1, max = 4) List<Framing> framings,
      @ForAll @IntRange(min = 1, max = 50) int chunk)
      throws IOException {
    StringBuilder file = new StringBuilder();
    List<ObjectNode> all = new ArrayList<>();
    for (Framing framing : framings) {
      file.append('\uFEFF').append(framing.frame(objects));
      all.addAll(objects);
    }

    SplitterTest.Found found =
        SplitterTest.split(new Splitter(new Chunked(file.toString(), chunk)));

    assertThat(read(found.pieces)).isEqualTo(all);
    assertThat(found.broken).isEmpty();
    assertThat(found.ending).isEqualTo(Item.Ending.WHOLE);
  }

  /** An import that is taken up again finds what the first one would have found. */
  @Property(tries = 300)
  void goesOnFromEveryPlace(@ForAll("objects") List<ObjectNode> objects, @ForAll Framing framing)
      throws IOException {
    byte[] file = framing.frame(objects).getBytes(UTF_8);
    Splitter splitter = new Splitter(new ByteArrayInputStream(file));
    for (int found = 0; !(splitter.next() instanceof Item.End); ) {
      found++;
      Splitter.Place place = splitter.place();
      InputStream rest = new ByteArrayInputStream(file, (int) place.position(), file.length);
      SplitterTest.Found later = SplitterTest.split(new Splitter(rest, place));
      assertThat(read(later.pieces)).isEqualTo(objects.subList(found, objects.size()));
      assertThat(later.broken).isEmpty();
      assertThat(later.ending).isEqualTo(Item.Ending.WHOLE);
    }
  }

  private static List<JsonNode> read(List<String> pieces) throws JsonProcessingException {
    List<JsonNode> nodes = new ArrayList<>();
    for (String piece : pieces) {
      nodes.add(JSON.readTree(piece));
    }
    return nodes;
  }

  @Provide
  Arbitrary<List<ObjectNode>> objects() {
    return objects(values(2)).list().ofMaxSize(8);
  }

  /** Pieces of JSON in any order, and what is none. */
  @Provide
  Arbitrary<String> rubble() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\n",
            " ",
            "1",
            "x",
            "{\"a\":1}",
            "\"b\"",
            "{\"c\":[",
            "é",
            "\uFEFF",
            "\r\n",
            "null")
        .list()
        .ofMaxSize(60)
        .map(parts -> String.join("", parts));
  }

  private static Arbitrary<ObjectNode> objects(Arbitrary<JsonNode> values) {
    return Arbitraries.maps(texts(), values)
        .ofMaxSize(4)
        .map(
            members -> {
              ObjectNode object = NODES.objectNode();
              members.forEach(object::set);
              return object;
            });
  }

  private static Arbitrary<JsonNode> values(int depth) {
    Arbitrary<JsonNode> leaves =
        Arbitraries.oneOf(
            texts().map(NODES::textNode),
            Arbitraries.integers().map(NODES::numberNode),
            Arbitraries.of(true, false).map(NODES::booleanNode),
            Arbitraries.just(NODES.nullNode()));
    if (depth == 0) {
      return leaves;
    }
    Arbitrary<JsonNode> deeper = values(depth - 1);
    return Arbitraries.oneOf(
        leaves,
        deeper.list().ofMaxSize(3).map(list -> NODES.arrayNode().addAll(list)),
        objects(deeper).map(object -> (JsonNode) object));
  }

  private static Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(5),
        Arbitraries.strings().withChars("{}[],:\"\\\n\r \t/é\u2028").ofMaxLength(6));
  }

  /** A stream that never gives more than a few bytes at once. */
  private static final class Chunked extends ByteArrayInputStream {
    private final int chunk;

    Chunked(String file, int chunk) {
      this(file.getBytes(UTF_8), chunk);
    }

    Chunked(byte[] file, int chunk) {
      super(file);
      this.chunk = chunk;
    }

    @Override
    public int read(byte[] buffer, int from, int length) {
      return super.read(buffer, from, Math.min(chunk, length));
    }
  }
}
