package trackline.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
