package trackline.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import trackline.event.Fault;
import trackline.event.Json;
import trackline.plan.TrackingPlan;

/** What JSON Schema says of a value, and not what a library makes of it. */
final class PropertySchemasTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // A pattern's $ is the end of the text, not the end before its last line break.
        "{'pattern':'^a$'}            | 'a'",
        "{'pattern':'a'}              | 'xax'",
        "{'pattern':'^[0-9]+$'}       | '007'",
        // Numbers are equal by their value, whatever their digits are.
        "{'uniqueItems':true}         | [1, true, '1', null]",
        "{'uniqueItems':true}         | [0, false]",
        "{'uniqueItems':true}         | [1, 1.5]",
        "{'enum':[1]}                 | 1.00",
        "{'const':1.0}                | 1",
        "{'type':'integer'}           | 1.0",
        "{'type':'integer'}           | 12345678901234567890123",
        "{'multipleOf':0.01}          | 19.99",
        // A character beyond the first 65,536 is one.
        "{'maxLength':2}              | '\uD83D\uDE00\uD83D\uDE00'",
      })
  void takes(String schema, String value) throws Exception {
    assertThat(judged(schema, value)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'pattern':'^a$'}            | 'a\\n'",
        "{'pattern':'^a$'}            | 'a\\r'",
        "{'pattern':'^[0-9]+$'}       | '7\\n'",
        "{'uniqueItems':true}         | [1, 1.0]",
        "{'uniqueItems':true}         | [1e2, 100]",
        "{'uniqueItems':true}         | [12345678901, 1.2345678901e10]",
        "{'uniqueItems':true}         | [[1], [1.00]]",
        "{'uniqueItems':true}         | [{'a':1,'b':2}, {'b':2,'a':1.0}]",
        "{'uniqueItems':true}         | [1e900, 1.0e900]",
        "{'enum':[1]}                 | '1'",
        "{'type':'integer'}           | 1.5",
        "{'maxLength':1}              | '\uD83D\uDE00\uD83D\uDE00'",
        "{'items':{'type':'string'}}  | ['a', 1]",
        "{'format':'date-time'}       | '2026-02-30T00:00:00Z'",
      })
  void refuses(String schema, String value) throws Exception {
    assertThat(judged(schema, value)).hasSize(1);
  }

  @Test
  void pointsIntoTheProperties() throws Exception {
    assertThat(judged("{'items':{'type':'string'}}", "['a', 1.0]"))
        .containsExactly(new Fault("/value/1", "integer found, string expected"));
  }

  private List<Fault> judged(String schema, String value) throws Exception {
    TrackingPlan plan =
        TrackingPlan.parse(
            Json.read(
                json(
                    "{'event_types':{'order':{'properties':{'properties':{'value':%s}}}}}"
                        .formatted(schema))));
    ObjectNode properties = (ObjectNode) Json.read(json("{'value':%s}".formatted(value)));
    return new PropertySchemas(plan).judge(plan.eventType("order").orElseThrow(), properties);
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
