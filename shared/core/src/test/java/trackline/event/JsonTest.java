package trackline.event;

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
  void sortsMembersForTheCanonicalForm() throws BadJson {
    assertThat(Json.canonical(Json.read("{\"b\":{\"d\":1,\"c\":[{\"z\":1,\"y\":2}]},\"a\":1.0}")))
        .hasToString("{\"a\":1.0,\"b\":{\"c\":[{\"y\":2,\"z\":1}],\"d\":1}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\":{\"b c/d\":[1,NaN]}}|/a/b c~1d/1",
        "{\"a\":{\"b\":1,\"b\":2}}|/a/b",
        "[{\"a\":1},{\"a\":[1,]}]|/1/a/1",
        "{} x|''"
      })
  void saysWhereAsFarAsItCan(String text, String pointer) {
    assertThatThrownBy(() -> Json.read(text))
        .isInstanceOfSatisfying(BadJson.class, e -> assertThat(e.pointer()).isEqualTo(pointer));
  }

  @Test
  void saysNoMoreOfAPlaceThanThereIsRoomFor() {
    String name = "n".repeat(1_000);
    assertThatThrownBy(() -> Json.read("{\"a\":{\"" + name + "\":NaN}}"))
        .isInstanceOfSatisfying(BadJson.class, e -> assertThat(e.pointer()).isEqualTo("/a"));
  }

  @Test
  void takesHalfACharacterInANameAsItsReplacement() throws BadJson {
    assertThat(Json.read("{\"\\ud83d\":{\"a\\uDE00b\" : \"\\\\ud83d\"}}"))
        .isEqualTo(Json.read("{\"\ufffd\":{\"a\ufffdb\":\"\\\\ud83d\"}}"));
    // A value is left to those who know whether it is an id.
    assertThat(Json.read("{\"\\ud83d\":\"\\ud83d\"}").path("\ufffd").textValue())
        .isEqualTo("\ud83d");
    assertThat(Json.read("{\"\\ud83d\":1,\"\\ud83e\":2}")).hasSize(2);
  }
}
