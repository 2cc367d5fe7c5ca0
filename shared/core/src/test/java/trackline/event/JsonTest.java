package trackline.event;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.event.Json.BadJson;

class JsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "{",
        "{\"a\":",
        "{} x",
        "{}{}",
        "[1] [2]",
        "NaN",
        "[Infinity]",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":1,\"b\":2}}",
        "[\"a\nb\"]",
        "[01]",
        "[1.]",
        "{'a':1}",
        "[1,]",
        "nul",
        "\uFEFF{}"
      })
  void refusesWhatIsNotOneDocument(String text) {
    assertThatThrownBy(() -> Json.read(text)).isInstanceOf(BadJson.class);
  }

  @Test
  void saysWhyWithoutTheText() {
    assertThatThrownBy(() -> Json.read("{\"a\": secret}"))
        .hasMessageMatching("it is not JSON, at line 1, column \\d+");
    assertThatThrownBy(() -> Json.read("{\"secret\":1,\"secret\":1}"))
        .hasMessageStartingWith("it has a member twice in one object, at line 1");
    assertThatThrownBy(() -> Json.read("[".repeat(33) + "]".repeat(33)))
        .hasMessageStartingWith("it is nested deeper than 32 levels");
    assertThatThrownBy(() -> Json.read("[" + "9".repeat(1_000_000) + "]"))
        .hasMessageStartingWith("it holds a number or a name that is too long");
    assertThatThrownBy(() -> Json.read("{} {}"))
        .hasMessageStartingWith("there is more after the first document");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e99999999999", "0.1e-2147483647", "1e2147483649"})
  void refusesExponentsThatNoNumberHas(String number) {
    assertThatThrownBy(() -> Json.read("{\"a\":" + number + "}"))
        .hasMessage("it holds a number whose exponent is too large");
  }

  @Test
  void readsThirtyTwoLevels() throws BadJson {
    assertThat(Json.read("[".repeat(32) + "]".repeat(32)).isArray()).isTrue();
  }

  @Test
  void neverReplacesBytesThatAreNoUtf8() {
    byte[][] broken = {
      {'"', (byte) 0xC3, '"'},
      {'"', (byte) 0xC0, (byte) 0xAF, '"'},
      {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'},
      {'"', (byte) 0xFF, '"'}
    };
    for (byte[] bytes : broken) {
      assertThatThrownBy(() -> Json.utf8(bytes)).hasMessage("it is not valid UTF-8");
    }
  }

  @Test
  void cutsTheElementsAsTheyStand() {
    String text = " [ {\"a\" : [1, \"]\"]} ,\"x\", 1.50 ,null,[ ] ]";
    assertThat(Json.elements(text, ""))
        .containsExactly("{\"a\" : [1, \"]\"]}", "\"x\"", "1.50", "null", "[ ]");
    assertThat(Json.elements("{\"x\":[9],\"batch\": [ {} , 2 ],\"y\":{}}", "batch"))
        .containsExactly("{}", "2");
  }

  /** An item of a table may have 32 levels, of which its typed JSON makes two each. */
  @Test
  void cutsElementsThatAreDeeperThanAClientsMayBe() {
    String deep = "{\"L\":[".repeat(40) + "]}".repeat(40);
    assertThat(Json.elements("{\"Records\":[" + deep + ",1]}", "Records"))
        .containsExactly(deep, "1");
  }

  @Test
  void sortsMembersForTheCanonicalForm() throws BadJson {
    assertThat(Json.canonical(Json.read("{\"b\":{\"d\":1,\"c\":[{\"z\":1,\"y\":2}]},\"a\":1.0}")))
        .hasToString("{\"a\":1.0,\"b\":{\"c\":[{\"y\":2,\"z\":1}],\"d\":1}}");
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
        "[null]|null"
      })
  void findsAnArraysFirstElementByteForByte(String array, String first) {
    assertThat(Json.firstElement(array.getBytes(UTF_8))).hasValue(first.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "[", "{}", "7", "[{\"a\":1", "x[1]", "[tru"})
  void findsNoFirstElementWhereThereIsNone(String text) {
    assertThat(Json.firstElement(text.getBytes(UTF_8))).isEmpty();
    assertThat(Json.firstElement("[1]".getBytes(UTF_16))).isEmpty();
  }
}
