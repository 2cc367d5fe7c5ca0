package trackline.lake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import trackline.event.Column;

class LakeLineTest {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  @Test
  void writesColumnsInTheirOrderAndThenTheRest() throws JsonProcessingException {
    assertThat(
            line(
                "{'zeta':1,'user_id':'7','alpha':{'b':[null]},'event_id':'e1'}",
                Map.of(Column.IS_BOT, true, Column.DEVICE_CLASS, "bot")))
        .isEqualTo(
            json(
                "{'event_id':'e1','user_id':'7','device_class':'bot','is_bot':true,"
                    + "'zeta':1,'alpha':{'b':[null]}}\n"));
  }

  @Test
  void leavesOutAbsentColumnsAndWhatServesTheTableAlone() throws JsonProcessingException {
    assertThat(line("{'country':null,'history_key':'h','content_hash':'c'}", Map.of()))
        .isEqualTo("{}\n");
  }

  @Test
  void derivedColumnsWin() throws JsonProcessingException {
    assertThat(line("{'is_bot':'yes'}", Map.of(Column.IS_BOT, false)))
        .isEqualTo(json("{'is_bot':false}\n"));
  }

  @Test
  void columnsAreTextWhateverTheItemHolds() throws JsonProcessingException {
    assertThat(line("{'user_id':42,'properties':{'a':[1,'x']},'country':true}", Map.of()))
        .isEqualTo(
            json("{'user_id':'42','country':'true','properties':'{#a#:[1,#x#]}'}\n")
                .replace("#", "\\\""));
  }

  @Test
  void escapesWhatReadersBreakLinesAt() {
    ObjectNode item = JsonNodeFactory.instance.objectNode();
    item.put("event_name", "a\nb\r\u0085\u2028\u2029\u0000").put("x\u2028", "\u2029é");
    assertThat(new String(LakeLine.of(item, Map.of()), UTF_8))
        .isEqualTo(
            "{\"event_name\":\"a\\nb\\r\\u0085\\u2028\\u2029\\u0000\",\"x\\u2028\":\"\\u2029é\"}\n");
  }

  /** DynamoDB holds no lone surrogate; should one come, it stays readable. */
  @Test
  void writesPairsOfSurrogatesPlainAndLoneOnesEscaped() {
    ObjectNode item = JsonNodeFactory.instance.objectNode().put("event_name", "\ud83d\ude00\ud83d");
    assertThat(new String(LakeLine.of(item, Map.of()), UTF_8))
        .isEqualTo("{\"event_name\":\"\ud83d\ude00\\uD83D\"}\n");
  }

  /** Whatever the text, a line has one end, and reads back as what was written. */
  @Property(tries = 500)
  void isAlwaysOneLine(@ForAll String name, @ForAll String text) throws JsonProcessingException {
    String unicode = new String(text.getBytes(UTF_8), UTF_8);
    String unicodeName = "x" + new String(name.getBytes(UTF_8), UTF_8);
    ObjectNode item = JsonNodeFactory.instance.objectNode().put(unicodeName, unicode);
    String line = new String(LakeLine.of(item, Map.of()), UTF_8);
    assertThat(line.split("\\R", -1)).hasSize(2);
    assertThat(JSON.readTree(line)).isEqualTo(item);
  }

  private static String line(String item, Map<Column, Object> derived)
      throws JsonProcessingException {
    JsonNode node = JSON.readTree(json(item));
    return new String(LakeLine.of((ObjectNode) node, derived), UTF_8);
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
