package trackline.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlicesTest {
  private static final int MEBIBYTE = 1 << 20;

  private static Optional<List<String>> cut(String document, String member) {
    return Slices.of(document.getBytes(ISO_8859_1), member)
        .map(
            slices ->
                slices.elements().stream().map(bytes -> new String(bytes, ISO_8859_1)).toList());
  }

  @Test
  void cutsTheElementsAsTheyStand() {
    assertThat(cut(" [ {\"a\" : [1, \"]\"]} ,\"x\", 1.50 ,null,[ ] ] ", ""))
        .hasValue(List.of("{\"a\" : [1, \"]\"]}", "\"x\"", "1.50", "null", "[ ]"));
    assertThat(cut("{\"x\":[9],\"batch\": [ {} , 2 ],\"y\":{}}", "batch"))
        .hasValue(List.of("{}", "2"));
    assertThat(cut("{\"x\":{\"batch\":[1]},\"b\\u0061tch\":[2]}", "batch")).hasValue(List.of("2"));
    assertThat(cut("[ ]", "")).hasValue(List.of());
  }

  /** An item of a table may have 32 levels, of which its typed JSON makes two each. */
  @Test
  void cutsElementsOfAnyDepth() {
    for (int levels : new int[] {40, 100_000}) {
      String deep = "{\"L\":[".repeat(levels) + "]}".repeat(levels);
      assertThat(cut("{\"Records\":[" + deep + ",1]}", "Records")).hasValue(List.of(deep, "1"));
    }
  }

  static List<String> broken() {
    return List.of(
        "{\"x\":NaN}",
        "{\"x\":-Infinity}",
        "NaN",
        "{\"a\":1,\"a\":2}",
        "{\"x\":1e99999999999}",
        "{\"x\":" + "9".repeat(1_000_000) + "}",
        "{\"x\":[1,2,],\"y\":[{\"z\":1},{\"z\":2},]}",
        "{\"x\":1,}",
        "{\"x\" 1}",
        "{'x':1}",
        "{x:undefined}",
        "{\"x\":\"a\nb\"}",
        "{\"x\":\"say \"hi\"\"}",
        "{\"x\":\"\u00ff\"}",
        "{\"x\":1} {\"y\":2}",
        "{\"a\":[1}",
        "{\"a\":[1",
        "{\"a\":[{\"b\":1},{\"c\":2}]",
        "{\"a\":\"x}",
        "{\"a\":1}}",
        "{\"a\":1]}",
        "{\"a\":1},\"b\":2}",
        "@");
  }

  @ParameterizedTest
  @MethodSource("broken")
  void leavesTheNeighboursOfABrokenElementAsTheyAre(String broken) {
    String good = "{\"good\" : [1, {\"n\":2}], \"s\":\"a b\"}";
    for (String batch :
        List.of(
            good + "," + broken + "," + good,
            broken + " ,\n" + good + "," + good,
            good + "," + good + "," + broken)) {
      assertThat(cut("[" + batch + "]", "").orElseThrow()).as(batch).contains(good, good);
      String member = "{\"sentAt\":\"x\",\"batch\":[" + batch + "],\"context\":{\"a\":[{}]}}";
      assertThat(cut(member, "batch").orElseThrow().stream().filter(good::equals)).hasSize(2);
    }
  }

  /** Commas separate elements, so that nothing between two of them is one that cannot be read. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1},,{\"b\":2}|{\"a\":1};;{\"b\":2}",
        "{\"a\":1}, |{\"a\":1};",
        " ,{\"a\":1}|;{\"a\":1}",
        ",|;",
        ",,7,|;;7;",
        "{\"a\":NaN},,{\"b\":[1}, ,{\"c\":3}|{\"a\":NaN};;{\"b\":[1},;{\"c\":3}"
      })
  void cutsAnElementWithoutBytesWhereACommaIsTooMany(String elements, String cut) {
    List<String> expected = List.of(cut.split(";", -1));
    assertThat(cut("[" + elements + "]", "")).hasValue(expected);
    assertThat(cut("{\"batch\":[" + elements + "],\"b\":[]}", "batch")).hasValue(expected);
  }

  /** What is around the elements is for the strict reader: here only the elements are cut. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "7",
        "[",
        "[{\"a\":1}",
        "[{\"a\":1},",
        "[{\"a\":1},{\"b\":",
        "[{\"a\":1}] x",
        "[{\"a\":1}][{\"b\":1}]",
        "x[1]",
        "\ufeff[1]"
      })
  void cutsNothingWhereTheFrameIsBroken(String document) {
    assertThat(Slices.of(document.getBytes(UTF_8), "")).isEmpty();
  }

  @Test
  void cutsNoMemberThatIsNoArray() {
    for (String document :
        List.of("{\"batch\":{}}", "{\"other\":[1]}", "[{\"batch\":[1]}]", "{\"batch\":[1]", "{")) {
      assertThat(Slices.of(document.getBytes(UTF_8), "batch")).as(document).isEmpty();
    }
  }

  @Test
  void theFrameHasAnEmptyArrayAndAllElseAtItsPlace() {
    String document = "{\"a\":1, \"batch\" : [ {\"x\":NaN},\n 2 ], \"b\":\"\u00e9\"}";
    byte[] frame = Slices.of(document.getBytes(UTF_8), "batch").orElseThrow().frame();
    assertThat(new String(frame, UTF_8))
        .isEqualTo(document.replace(" {\"x\":NaN},\n 2 ", " ".repeat(11) + "\n" + " ".repeat(3)));
  }

  /** The worst that is known: each element sends the search for its end through the whole rest. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"k\":[1,",
        "{\"k\":[1,{\"a\":1},",
        "{\"k\":\"",
        "[{\"a\":1},",
        ",{\"a\":",
        "]",
        "{",
        "[",
        "\"",
        ", ",
        ",{\"a\":1} "
      })
  void takesTimeByTheLengthOfADocumentOnly(String part) {
    byte[] hostile = ("[" + part.repeat(MEBIBYTE / part.length())).getBytes(UTF_8);
    byte[] closed = ("[" + part.repeat(MEBIBYTE / part.length()) + "1]").getBytes(UTF_8);
    Assertions.assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          Slices.of(hostile, "");
          Slices.of(closed, "");
          Slices.first(hostile);
        });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[ {\"a\" : \"]\\\"}\"} , 2]|{\"a\" : \"]\\\"}\"}",
        "[\"ü€😀\",{}]|\"ü€😀\"",
        "[17 ,{]|17",
        " [ [1,[2]],|[1,[2]]",
        "[{\"a\":NaN},{}]|{\"a\":NaN}",
        "[{\"a\":1,},{}]|{\"a\":1,}",
        "[null]|null"
      })
  void findsAnArraysFirstElementByteForByte(String array, String first) {
    assertThat(Slices.first(array.getBytes(UTF_8))).hasValue(first.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "[", "{}", "7", "[{\"a\":1", "x[1]", "[tru"})
  void findsNoFirstElementWhereThereIsNone(String text) {
    assertThat(Slices.first(text.getBytes(UTF_8))).isEmpty();
    assertThat(Slices.first("[1]".getBytes(UTF_16))).isEmpty();
  }
}
