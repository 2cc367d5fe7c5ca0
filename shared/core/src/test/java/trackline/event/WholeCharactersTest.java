package trackline.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WholeCharactersTest {
  @Test
  void putsOneReplacementInThePlaceOfEachHalf() {
    assertThat(WholeCharacters.of("nice \ud83d")).isEqualTo("nice \ufffd");
    assertThat(WholeCharacters.of("\ude00\ud83d\ud83d\ude00\ud83d"))
        .isEqualTo("\ufffd\ufffd😀\ufffd");
    assertThat(WholeCharacters.of("é\u2028😀")).isEqualTo("é\u2028😀");
  }

  @Test
  void leavesAWholeDocumentAlone() throws Json.BadJson {
    var document = Json.read("{\"a\":[\"😀\",1.50,null]}");
    assertThat(WholeCharacters.of(document)).isSameAs(document);
  }

  @Test
  void losesNoMemberWhoseNameWouldBeAnothers() {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("\ud800", 1).put("\ud801", 2).put("\ufffd", 3).put("x", "\ud800");
    ObjectNode whole = (ObjectNode) WholeCharacters.of(object);
    assertThat(whole.path("\ufffd").intValue()).isEqualTo(3);
    assertThat(whole.size()).isEqualTo(4);
    assertThat(whole.path("x").textValue()).isEqualTo("\ufffd");
    assertThat(object.path("x").textValue()).isEqualTo("\ud800");
  }

  /** Half a pair in each of two names makes one name of them, and of the third another's. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"\\ud83d\":1,\"\\ud83e\":2}|{\"\ufffd\":1,\"\ufffd2\":2}",
        "{\"a\\ud83d\":1,\"a\\ufffd\":2,\"a\\ud83e\":3}|{\"a\ufffd2\":1,\"a\ufffd\":2,\"a\ufffd3\":3}",
        "{\"\\ud83d\":1,\"\ufffd2\":2,\"\\ud83e\":{\"\\ud83d\":3}}|{\"\ufffd\":1,\"\ufffd2\":2,\"\ufffd3\":{\"\ufffd\":3}}",
        "[{\"\\ud83d\":\"}\\\"{\"},{\"\\ud83e\":[]}]|[{\"\ufffd\":\"}\\\"{\"},{\"\ufffd\":[]}]",
        "{\"\\ude00\":1,\"\\ude01\":2}|{\"\ufffd\":1,\"\ufffd2\":2}"
      })
  void readsAllMembersWhoseNamesHaveHalves(String json, String read) throws Json.BadJson {
    assertThat(WholeCharacters.of(Json.read(json))).isEqualTo(Json.read(read));
  }

  @Test
  void aNameWithAHalfThatIsThereTwiceIsThereTwice() {
    assertThatThrownBy(() -> Json.read("{\"a\\ud83d\":1,\"\\u0061\\uD83D\":2}"))
        .isInstanceOf(Json.BadJson.class)
        .hasMessageStartingWith("it has a member twice");
  }

  @Test
  void takesTimeByHowManyNamesThereAre() throws Json.BadJson {
    String names =
        IntStream.range(0, 30_000)
            .mapToObj(i -> "\"\\u%x\\u%x\":0".formatted(0xd800 + i / 1_000, 0xd800 + i % 1_000))
            .collect(Collectors.joining(",", "{", "}"));
    assertTimeout(Duration.ofSeconds(20), () -> assertThat(Json.read(names)).hasSize(30_000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"\\ud83d\" : 1}|{\"\\ufffd\" : 1}",
        "{\"a\\\"\\uDE00\":\"\\ud83d\"}|{\"a\\\"\\ufffd\":\"\\ud83d\"}",
        "{\"\\ud83d\\ude00\\ud83d\":1}|{\"\\ud83d\\ude00\\ufffd\":1}",
        "{\"\\\\ud83d\":1}|{\"\\\\ud83d\":1}",
        "[\"\\ud83d\",\"x|[\"\\ud83d\",\"x"
      })
  void changesTheEscapesInNamesOnly(String json, String changed) {
    assertThat(WholeCharacters.inNames(json)).isEqualTo(changed).hasSameSizeAs(json);
  }
}
