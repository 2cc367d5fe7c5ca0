package trackline.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerRoomTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "é", "語", "😀", "\"", "\\", "\n", "\u0001"})
  void whatItTakesIsNoMoreThanItsBytesOnTheWay(String letter) {
    TextNode element = TextNode.valueOf(letter.repeat(1_000));
    ArrayNode answer = JsonNodeFactory.instance.arrayNode();
    AnswerRoom room = new AnswerRoom();
    while (room.take(element)) {
      answer.add(element);
    }

    byte[] onItsWay = TextNode.valueOf(answer.toString()).toString().getBytes(UTF_8);
    assertThat(onItsWay.length).isBetween(4_980_000, 5_000_010);
    assertThat(room.take(element)).isFalse();
    assertThat(room.take(TextNode.valueOf("a"))).isTrue();
  }
}
