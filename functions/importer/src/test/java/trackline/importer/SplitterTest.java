package trackline.importer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitterTest {
  private static final String A = "{\"a\":1}";
  private static final String B = "{\"b\":[{\"x\":\"}]{[,\\\"\"}]}";
  private static final String C = "{\"c\":{}}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A\nB\nC\n",
        "A\nB\nC",
        "A\r\nB\r\nC\r\n",
        "\uFEFFA\nB\nC",
        "\uFEFFA\n\uFEFFB\uFEFFC",
        "\uFEFF[A]\uFEFF[B,\uFEFFC]",
        "ABC",
        "A B\tC",
        "[A,B,C]",
        "[A,B,C]\n",
        "\uFEFF[\r\n  A,\r\n  B,\r\n  C\r\n]\r\n",
        "[A]\n[B,C]",
        "[A][B][]C",
        "\n\nA\n\n\nB\n \nC\n\n",
        "A,\nB,\nC,\n",
        "[\nA\n,B\n,C\n]"
      })
  void findsTheObjectsOfEveryFraming(String file) throws IOException {
    Found found = split(filled(file));

    assertThat(found.pieces).containsExactly(A, B, C);
    assertThat(found.broken).isEmpty();
    assertThat(found.ending).isEqualTo(Item.Ending.WHOLE);
  }

  @Test
  void findsObjectsOverSeveralLines() throws IOException {
    String pretty = "{\n  \"a\" : [\n    {\n      \"b\" : \"c\"\n    },\n    1\n  ]\n}";

    assertThat(split(pretty + "\n" + pretty).pieces).containsExactly(pretty, pretty);
    assertThat(split("[" + pretty + ", " + pretty + "]").pieces).containsExactly(pretty, pretty);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", " \r\n\t", "[]", "[ ]\n", "\uFEFF", "\uFEFF\n"})
  void findsNothingWhereNothingIs(String file) throws IOException {
    Found found = split(file);

    assertThat(found.pieces).isEmpty();
    assertThat(found.broken).isEmpty();
    assertThat(found.ending).isEqualTo(Item.Ending.WHOLE);
  }

  /** The rest is found whole: what is broken takes nothing good with it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        // Lines cut short, in a text, after a name, in an array, before a value that fits.
        "A\n{\"x\":\"y\nB\nC",
        "A\n{\"x\nB\nC",
        "A\n{\"x\":\nB\nC",
        "A\n{\"x\":[\nB\nC",
        "A\n{\"x\":[1,\nB\nC",
        "A\n{\"x\":1,\nB\nC",
        "A\n{\"x\":\\\nB\nC",
        "A\n{\nB\nC",
        "A\n{\"x\":{\"y\":{\nB\nC",
        "{\"x\":[\nA\nB\nC",
        "A\nB\n{\"x\":[{},\nC",
        "A\r\n{\"x\":\r\nB\r\nC",
        // Lines that are no JSON.
        "A\nnot json, [at] {all}\nB\nC",
        "A\n}\nB\nC",
        "A\n5\nB\nC",
        "A\n\"{\"\nB\nC",
        "A\n{x:1}\nB\nC",
        "A\n{'x':1}\nB\nC",
        "A\n{\"x\":1 \"y\":2}\nB\nC",
        "A\n{\"x\":1]\nB\nC",
        "A\n\u0000\nB\nC",
        // Elements of an array, in lines and in one line.
        "[\nA,\n{\"x\":\"y\nB,\nC\n]",
        "[\nA,\n{\"x\":[1,\nB,\nC\n]",
        "[\n  A,\n  {\"x\":[1,\n  B,\n  C\n]",
        "[A,{x:1},B,C]",
        "[A,{\"x\":1 2},B,C]",
        "[A,{\"x\":{\"y\":2,B,C]",
        "[A,5,B,C]",
        "[A,\"x,{y\",B,C]",
        "[A,null,B,C]",
        // One line without an array.
        "A{\"x\":1,\"y\"B C",
        "A{x:1}B C",
        "A {\"x\":\"y\" B\nC"
      })
  void goesOnAfterWhatIsBroken(String file) throws IOException {
    Found found = split(filled(file));

    assertThat(found.pieces).containsExactly(A, B, C);
    assertThat(found.broken).hasSize(1);
    assertThat(found.ending).isEqualTo(Item.Ending.WHOLE);
  }

  @Test
  void goesOnAfterATextWithoutEnd() throws IOException {
    Found found = split("[{\"a\":\"x},{\"b\":2},{\"c\":3}]");

    assertThat(found.pieces).containsExactly("{\"b\":2}", "{\"c\":3}");
    assertThat(found.broken).containsExactly("{\"a\":\"x},");
  }

  @Test
  void goesOnAfterABrokenObjectOfManyLines() throws IOException {
    String bad = "  {\n    \"x\": 1 2,\n    \"y\": {\n      \"z\": 3\n    }\n  },\n";
    Found found = split("[\n  " + A + ",\n" + bad + "  " + B + "\n]\n");

    assertThat(found.pieces).containsExactly(A, B);
    assertThat(found.broken).hasSize(1);
    assertThat(found.broken.getFirst()).isEqualTo(bad.strip() + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"A\n{\"x\":1", "A\n{\"x\":\"y", "A{", "[A,{\"x\":[1,", "A\n{\n  \"x\":\n  {"})
  void saysThatAFileEndsWithinAnObject(String file) throws IOException {
    Found found = split(filled(file));

    assertThat(found.pieces).containsExactly(A);
    assertThat(found.flaws).containsExactly(Item.Flaw.TRUNCATED);
    assertThat(found.ending).isEqualTo(Item.Ending.CUT_OFF);
  }

  @Test
  void saysThatAFileEndsWithinItsArray() throws IOException {
    Found found = split("[" + A + "," + A);

    assertThat(found.pieces).hasSize(2);
    assertThat(found.broken).isEmpty();
    assertThat(found.ending).isEqualTo(Item.Ending.CUT_OFF);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%s\n{\"x\":\"%s\"}\n%s\n", "[%s,{\"x\":\"%s\"},%s]", "%s{\"x\":[\"%s\"]}%s"})
  void passesOverAnObjectThatIsTooLarge(String form) throws IOException {
    Found found = split(form.formatted(A, "y".repeat(3 * Splitter.MAX_ITEM), C));

    assertThat(found.pieces).containsExactly(A, C);
    assertThat(found.flaws).containsExactly(Item.Flaw.TOO_LARGE);
    assertThat(found.broken.getFirst()).hasSize(Splitter.MAX_ITEM);
  }

  @Test
  void takesAnObjectOfExactlyTheMost() throws IOException {
    String most = "{\"x\":\"" + "y".repeat(Splitter.MAX_ITEM - 8) + "\"}";

    assertThat(split(A + "\n" + most + "\n" + C).pieces).containsExactly(A, most, C);
    assertThat(split(A + "\n " + most.replace("y\"", "yy\"") + "\n" + C).pieces)
        .containsExactly(A, C);
  }

  /** A line cut short, whose array every later line of the file would be an element of. */
  @Test
  void readsAgainWhatALineCutShortWouldTakeAlong() throws IOException {
    int lines = 400_000;
    Found found = split("[\n{\"x\":[1,\n" + (A + ",\n").repeat(lines) + A + "\n]");

    assertThat(found.pieces).hasSize(lines + 1);
    assertThat(found.broken).containsExactly("{\"x\":[1,\n");
  }

  /** The good ones are counted as they pass, and not gathered. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"x\":\"y",
        "{\"x\":[1,",
        "{",
        "}",
        "not json",
        "\u0000\u0000",
        "]",
        "{'a':1}",
        "\\"
      })
  void oneBadLineOfAMillionTakesNoneOfTheOthersAlong(String bad) throws IOException {
    int before = 777_777;
    int after = 1_000_000 - 1 - before;
    String file = (A + "\n").repeat(before) + bad + "\n" + (A + "\n").repeat(after);
    Splitter splitter = new Splitter(new ByteArrayInputStream(file.getBytes(UTF_8)));
    int good = 0;
    int broken = 0;
    Item item = splitter.next();
    while (!(item instanceof Item.End)) {
      good += item instanceof Item.Piece ? 1 : 0;
      broken += item instanceof Item.Broken ? 1 : 0;
      item = splitter.next();
    }

    assertThat(good).isEqualTo(before + after);
    assertThat(broken).isEqualTo(1);
    assertThat(((Item.End) item).ending()).isEqualTo(Item.Ending.WHOLE);
  }

  @ParameterizedTest
  @ValueSource(bytes = {0, ' ', '\n', 'x', '"', ',', (byte) 0xFF})
  void givesUpWhereNoObjectComes(byte filling) throws IOException {
    CountedBytes endless = new CountedBytes(filling);
    Splitter splitter = new Splitter(endless);
    Item item = splitter.next();
    while (!(item instanceof Item.End)) {
      item = splitter.next();
    }

    assertThat(((Item.End) item).ending()).isEqualTo(Item.Ending.HOPELESS);
    assertThat(endless.count).isLessThan(2L * Splitter.MAX_BARREN);
  }

  @Test
  void givesUpAnObjectWithoutEnd() throws IOException {
    CountedBytes endless = new CountedBytes((byte) 'x');
    Splitter splitter =
        new Splitter(
            new java.io.SequenceInputStream(
                new ByteArrayInputStream("{\"a\":\"".getBytes(UTF_8)), endless));

    assertThat(splitter.next()).isInstanceOf(Item.Broken.class);
    assertThat(splitter.next())
        .isInstanceOfSatisfying(
            Item.End.class, end -> assertThat(end.ending()).isEqualTo(Item.Ending.HOPELESS));
  }

  private static String filled(String file) {
    return file.replace("A", A).replace("B", B).replace("C", C);
  }

  /** What a splitter found in a file. */
  static final class Found {
    final List<String> pieces = new ArrayList<>();
    final List<String> broken = new ArrayList<>();
    final List<Item.Flaw> flaws = new ArrayList<>();
    Item.Ending ending = Item.Ending.HOPELESS;
  }

  static Found split(String file) throws IOException {
    return split(new Splitter(new ByteArrayInputStream(file.getBytes(UTF_8))));
  }

  static Found split(Splitter splitter) throws IOException {
    Found found = new Found();
    while (true) {
      switch (splitter.next()) {
        case Item.Piece piece -> found.pieces.add(new String(piece.bytes(), UTF_8));
        case Item.Broken broken -> {
          found.broken.add(new String(broken.bytes(), UTF_8));
          found.flaws.add(broken.flaw());
        }
        case Item.End end -> {
          found.ending = end.ending();
          return found;
        }
      }
    }
  }

  /** The same byte again and again, counted. */
  private static final class CountedBytes extends InputStream {
    private final byte filling;
    private long count;

    CountedBytes(byte filling) {
      this.filling = filling;
    }

    @Override
    public int read() {
      count++;
      return filling & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int from, int length) {
      Arrays.fill(buffer, from, from + length, filling);
      count += length;
      return length;
    }
  }
}
