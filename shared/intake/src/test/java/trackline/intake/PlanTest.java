package trackline.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A plan that would refuse every event, or fewer than its writer thinks, is refused itself. */
class PlanTest {
  @TempDir private Path folder;

  private Path plan(String text) throws IOException {
    return Files.writeString(folder.resolve("plan.json"), text.replace('\'', '"'));
  }

  private Path planOf(String schema) throws IOException {
    return plan("{'event_types':{'login':{'properties':" + schema + "}}}");
  }

  private static Intake load(Path plan) {
    return Intake.load(plan.toString(), AddressPolicy.WHOLE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'type':'objekt'} | /type | array expected",
        "{'type':['string','text']} | /type/1 | enumeration",
        "{'required':'method'} | /required | array expected",
        "{'properties':{'a':{'minimum':'5'}}} | /properties/a/minimum | number expected",
        "{'properties':{'a':{'maxLength':-1}}} | /properties/a/maxLength | minimum value of 0",
        "{'properties':{'a/b':{'pattern':'(a'}}} | /properties/a~1b/pattern | regex",
        "{'patternProperties':{'[a':{}}} | /patternProperties | [a",
        "{'properties':['a']} | /properties | object expected",
        "{'properties':{'a':'string'}} | /properties/a | object",
        "{'enum':'a'} | /enum | array expected",
        "{'items':[{}]} | /items | array found",
        "{'required':['a','a']} | /required | unique",
        "{'$ref':'#/$defs/user'} | /$ref | leads nowhere",
        "{'allOf':[{'$ref':'#user'}]} | /allOf/0/$ref | leads nowhere",
        "{'$ref':'https://schemas.example/user.json'} | /$ref | nothing is fetched",
        "{'$ref':'user.json#/a'} | /$ref | nothing is fetched",
        "{'$defs':{'a':{'$id':'a'}}} | /$defs/a/$id | $anchor",
        "{'$schema':'http://json-schema.org/draft-07/schema#'} | /$schema | 2020-12",
        "{'requird':['a']} | /requird | did you mean required?",
        "{'properties':{'a':{'maxlength':3}}} | /properties/a/maxlength | did you mean maxLength?",
        "{'items':{'format':'e-mail'}} | /items/format | is no format that is checked",
      })
  void namesTheFileAndThePlaceOfWhatIsNoSchema(String schema, String pointer, String detail)
      throws IOException {
    Path plan = planOf(schema);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> load(plan))
        .withMessageStartingWith("The tracking plan " + plan + " cannot be used: ")
        .withMessageContaining("/event_types/login/properties" + pointer + " ")
        .withMessageContaining(detail);
  }

  @Test
  void namesEveryFaultOfAPlanOnce() throws IOException {
    Path plan =
        plan(
            "{'event_types':{'login':{'properties':{'type':'objekt','required':7}},"
                + "'a b':{'properties':{'format':'mail'}}}}");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> load(plan))
        .satisfies(
            e ->
                assertThat(String.valueOf(e.getMessage()).lines().map(String::strip))
                    .hasSize(3)
                    .anyMatch(line -> line.contains("/event_types/a b/properties/format"))
                    .anyMatch(line -> line.startsWith("/event_types/login/properties/type"))
                    .anyMatch(line -> line.startsWith("/event_types/login/properties/required")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "[] | it is no object",
        "{'events':{}} | /events is no member that a plan knows here",
        "{'event_types':{}} | /event_types must be an object that names",
        "{'event_types':['login']} | /event_types must be an object that names",
        "{'event_types':{'a':{}},'user_id':7} | /user_id must be",
        "{'event_types':{'a#b':{}}} | /event_types/a#b is no name",
        "{'event_types':{'a/b':{}}} | /event_types/a~1b is no name",
        "{'event_types':{'login':{'history':'yes'}}} | /event_types/login/history must be true or",
        "{'event_types':{'*':{'history':true}}} | /event_types/*/history cannot be true",
        "{'event_types':{'login':{'properties':[]}}} | /event_types/login/properties must be an",
        "{'event_types':{'login':true}} | /event_types/login is no object",
        "{'event_types':{'login':{},'login':{}}} | line 1, column 35: Duplicate field 'login'",
        "{'event_types':{'login':{}}} {} | it is no JSON: line 1, column",
        "{'event_types': | it is no JSON: line 1, column",
      })
  void namesThePlaceOfWhatIsNoPlan(String text, String message) throws IOException {
    Path plan = plan(text);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> load(plan))
        .withMessageContaining(
            "plan.json cannot be used: "
                + (message.startsWith("line") ? "it is no JSON: " : "")
                + message);
  }

  @Test
  void saysWhereAFileIsNot() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> load(folder.resolve("none.json")))
        .withMessageContaining("there is no file " + folder.resolve("none.json").toAbsolutePath());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> load(folder))
        .withMessageContaining("it is a folder");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'$schema':'https://json-schema.org/draft/2020-12/schema','$id':'https://a.example/x'}",
        "{'$defs':{'id':{'$anchor':'id','type':'string'}},'properties':{"
            + "'a':{'$ref':'#/$defs/id'},'b':{'$ref':'#id'},'c':{'$ref':'#'}}}",
        "{'$defs':{'a/b c':true},'$ref':'#/$defs/a~1b%20c'}",
        "{'owner':'team a','pii':true,'x-note':[1],'example':{'a':1}}",
        "{'properties':{'requird':{'type':'string','format':'date-time','pattern':'^a$'}}}",
        "{'const':{'type':'objekt'},'default':{'format':'mail'},'examples':[{'$ref':'no'}]}",
      })
  void takesWhatIsASchema(String schema) {
    assertThatCode(() -> load(planOf(schema))).doesNotThrowAnyException();
  }

  @Test
  void theBuiltInPlanCanBeUsed() {
    assertThat(Intake.load("default", AddressPolicy.WHOLE).plan().eventTypes()).isNotEmpty();
  }
}
