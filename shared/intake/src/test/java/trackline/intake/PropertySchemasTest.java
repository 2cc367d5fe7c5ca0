package trackline.intake;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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

  private static final String MANY =
      Stream.generate(() -> "'" + "a".repeat(100) + "!'").limit(60).collect(joining(",", "[", "]"));

  static Stream<Arguments> hostile() {
    String long8192 = "a".repeat(8_192);
    return Stream.of(
        // Backtracking that takes 2 to the power of the text's length.
        arguments(
            "{'pattern':'^(a+)+\\\\1b$'}", "a".repeat(60), "its patterns take too many steps"),
        arguments(
            "{'pattern':'(.*)*(.*)*(.*)*='}", "a".repeat(60), "its patterns take too many steps"),
        arguments("{'pattern':'a+$'}", "a".repeat(8_000) + "!", "its patterns take too many steps"),
        // Many small ones, which share what an event may take.
        arguments("{'items':{'pattern':'a+$'}}", MANY, "its patterns take too many steps"),
        arguments("{'pattern':'a'}", long8192 + "a", "no text of more than 8,192 characters"),
        arguments(
            "{'not':{'pattern':'b'}}", long8192 + "a", "no text of more than 8,192 characters"),
        // A frame or more for each character.
        arguments("{'pattern':'^((a|b)|c|(a|d))*$'}", long8192, "it goes too deep"),
        arguments("{'format':'json-pointer'}", "/a".repeat(4_096), "it goes too deep"));
  }

  /** A write key in a page is anybody's, and so is the choice of what a plan is asked. */
  @ParameterizedTest
  @MethodSource("hostile")
  @Timeout(20)
  void refusesWhatItCannotJudge(String schema, String value, String why) throws Exception {
    assertThat(judged(schema, value.startsWith("[") ? value : "'" + value + "'"))
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.pointer()).isEmpty();
              assertThat(fault.detail())
                  .startsWith("cannot be judged by the plan's schema: ")
                  .contains(why);
            });
  }

  @Test
  void asksAPatternOfATextOfTheLongestKind() throws Exception {
    String astral = "\uD83D\uDE00".repeat(8_192);
    assertThat(judged("{'pattern':'^[^b]*$'}", "'" + astral + "'")).isEmpty();
    assertThat(judged("{'pattern':'b'}", "'" + astral + "'")).hasSize(1);
  }

  /** What a pattern looks at a few times is no trouble, however much there is of it. */
  @Test
  void asksAPatternOfAllThatAnEventHas() throws Exception {
    String texts =
        Stream.generate(() -> "'" + "a".repeat(8_000) + "'")
            .limit(50)
            .collect(joining(",", "[", "]"));
    assertThat(judged("{'items':{'pattern':'^[a-z]+$'}}", texts)).isEmpty();
  }

  /** No longer text is one, so that nothing has to look through it. */
  @ParameterizedTest
  @CsvSource({
    "email, @, 321",
    "email, @, 400000",
    "idn-email, @, 321",
    "hostname, a, 254",
    "hostname, a., 200000",
    "idn-hostname, a, 254",
    "uri-template, a, 8193",
    "json-pointer, /a, 8193",
    "regex, a, 8193",
    "iri, é, 8193"
  })
  @Timeout(20)
  void takesNoLongTextForOneOfAFormat(String format, String part, int length) throws Exception {
    assertThat(judged("{'format':'" + format + "'}", "'" + part.repeat(length) + "'"))
        .extracting(Fault::pointer)
        .containsExactly("/value");
  }

  @ParameterizedTest
  @CsvSource({
    "email, ada@example.com",
    "idn-email, ada@büro.com",
    "hostname, shop.example",
    "uri, https://shop.example/a",
    "date, 2026-11-20",
    "time, 10:00:00Z",
    "uuid, 2eb8aa08-aa98-11ea-b4aa-73b441d16380"
  })
  void knowsTheFormatsOfShortTexts(String format, String text) throws Exception {
    assertThat(judged("{'format':'" + format + "'}", "'" + text + "'")).isEmpty();
    assertThat(judged("{'format':'" + format + "'}", "' '")).hasSize(1);
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
