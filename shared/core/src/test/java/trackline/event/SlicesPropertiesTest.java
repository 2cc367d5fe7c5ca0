package trackline.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever else is in a batch, each readable element of it comes out byte for byte. */
class SlicesPropertiesTest {
  /** An element of a batch, and whether it can be read. */
  record Element(String text, boolean good) {}

  @Provide
  Arbitrary<String> documents() {
    return Combinators.combine(
            Arbitraries.bytes().array(byte[].class).ofMaxSize(30),
            Arbitraries.of("", "[", "{\"batch\":["),
            Arbitraries.of("", "]", "]}"),
            Arbitraries.of("{", "}", "[", "]", ",", ":", "\"", "\\", "1", "NaN", " ", "{\"a\":1}")
                .list()
                .ofMaxSize(30))
        .as(
            (bytes, open, close, parts) ->
                open + String.join("", parts) + new String(bytes, UTF_8) + close);
  }

  @Property(tries = 500)
  void cutsAnyDocumentOrNone(@ForAll("documents") String document) {
    byte[] bytes = document.getBytes(UTF_8);
    for (String member : List.of("", "batch")) {
      Slices.of(bytes, member)
          .ifPresent(
              slices -> {
                assertThat(slices.elements()).hasSize(slices.size());
                assertThat(slices.frame()).hasSameSizeAs(bytes);
              });
    }
  }

  /**
   * The brackets of what is broken match, and so any neighbour may hold anything. Nothing at all is
   * broken too, where it does not stand alone in its array.
   */
  @Property(tries = 500)
  void keepsTheNeighboursOfWhatHasItsBrackets(@ForAll("balanced") List<Element> batch) {
    assertThat(cut("[" + joined(batch) + "]", "")).isEqualTo(texts(batch));
    assertThat(cut("{\"a\":[{}],\"batch\" : [" + joined(batch) + "\n] ,\"c\":\"]}\"}", "batch"))
        .isEqualTo(texts(batch));
  }

  @Property(tries = 500)
  void keepsTheNeighboursOfWhatHasNot(@ForAll("unbalanced") List<Element> batch) {
    List<String> good = batch.stream().filter(Element::good).map(Element::text).toList();
    Assume.that(!good.isEmpty());
    assertThat(cut("[" + joined(batch) + "]", "")).containsSubsequence(good);
    assertThat(cut("{\"batch\":[" + joined(batch) + "],\"sentAt\":\"t\"}", "batch"))
        .containsSubsequence(good);
  }

  private static String joined(List<Element> batch) {
    return String.join(" , ", texts(batch));
  }

  private static List<String> texts(List<Element> batch) {
    return batch.stream().map(Element::text).toList();
  }

  private static List<String> cut(String document, String member) {
    return Slices.of(document.getBytes(UTF_8), member).orElseThrow().elements().stream()
        .map(bytes -> new String(bytes, UTF_8))
        .toList();
  }

  @Provide
  Arbitrary<List<Element>> balanced() {
    Arbitrary<String> strings =
        Arbitraries.of(
                "a", "]", "[", "{", "}", ",", ":", " ", "\\\"", "\\\\", "\\/", "},{", "\\ud83d",
                "é", "😀", "\u2028")
            .list()
            .ofMaxSize(5)
            .map(parts -> "\"" + String.join("", parts) + "\"");
    Arbitrary<String> broken =
        Arbitraries.of(
            "",
            "NaN",
            "-Infinity",
            "undefined",
            "{\"a\":1,\"a\":2}",
            "{\"x\":[1,],\"y\":[{},{\"z\":1},]}",
            "{\"x\" 1}",
            "{'x':'y'}",
            "{\"x\":1}{\"y\":2}",
            "{\"x\":\"a\tb\nc\"}",
            "{\"x\":01,\"y\":+.5}",
            "{" + "\"d\":{".repeat(600) + "}".repeat(600) + "}",
            "[".repeat(600) + "]".repeat(600));
    return elements(object(strings), broken).filter(batch -> !texts(batch).equals(List.of("")));
  }

  /**
   * What is told apart by where objects begin again needs texts that look like none; and two that
   * lack the same may together look like one that lacks nothing.
   */
  @Provide
  Arbitrary<List<Element>> unbalanced() {
    Arbitrary<String> strings =
        Arbitraries.strings().withChars("ab .:/é日").ofMaxLength(5).map(text -> "\"" + text + "\"");
    Arbitrary<String> broken =
        Arbitraries.of(
            "{\"a\":1",
            "{\"a\":[1",
            "{\"a\":[1}",
            "{\"a\":[{\"b\":1},{\"c\":2}]",
            "{\"a\":{\"b\":1}",
            "{\"a\":\"x}",
            "{\"a:1}",
            "{\"a\":1}}",
            "{\"a\":1]}",
            "{\"a\":1},\"b\":2}",
            "{",
            "\"");
    Arbitrary<List<Element>> good =
        object(strings).map(text -> new Element(text, true)).list().ofMaxSize(3);
    return Combinators.combine(good, broken, good)
        .as(
            (before, text, after) ->
                Stream.of(before, List.of(new Element(text, false)), after)
                    .flatMap(List::stream)
                    .toList());
  }

  private static Arbitrary<List<Element>> elements(
      Arbitrary<String> good, Arbitrary<String> broken) {
    return Arbitraries.frequencyOf(
            Tuple.of(3, good.map(text -> new Element(text, true))),
            Tuple.of(1, broken.map(text -> new Element(text, false))))
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  private static Arbitrary<String> object(Arbitrary<String> strings) {
    Arbitrary<String> values =
        Arbitraries.oneOf(
            strings,
            Arbitraries.of("1", "-2.5E+3", "true", "null", "[]", "{}", "[ 1 , {\"n\":[]} ]"));
    return Combinators.combine(strings, values)
        .as((name, value) -> name + " : " + value)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(members -> "{ " + String.join(",", members) + "}");
  }
}
