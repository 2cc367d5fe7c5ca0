package trackline.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        "{'$ref':'#'} | /$ref | leads back here",
        "{'$anchor':'a','$ref':'#a'} | /$ref | leads back here",
        "{'$defs':{'a':{'allOf':[{'$ref':'#/$defs/b'}]},'b':{'not':{'$ref':'#/$defs/a'}}}}"
            + " | /$defs/a/allOf/0/$ref | leads back here",
        "{'if':{'$ref':'#'}} | /if/$ref | leads back here",
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

  /** Each may be asked of a text that it cannot judge, as PropertySchemasTest shows. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "^(a+)+$ ~ repeats a group",
        "^(a*)*b$ ~ repeats a group",
        "^(?:a+)+$ ~ repeats a group",
        "^(?<n>a+)+$ ~ repeats a group",
        "x(\\\\w+\\\\s?)*y ~ repeats a group",
        "^([a-z]+[a-z]*){2,}$ ~ repeats a group",
        "(([a-z])+.)+ ~ repeats a group",
        "((a{1,64})b?){0,99} ~ repeats a group",
        "^([^/]+/?)*$ ~ repeats a group",
        "(a)|(b|(?:c+)*) ~ repeats a group",
        "^(?:a|b)*$ ~ repeats a choice",
        "^(foo|bar)+?$ ~ repeats a choice",
        "^(([ab])|c){1,200}$ ~ repeats a choice",
      })
  void warnsOfPatternsThatMayNotCome(String pattern, String risk) throws IOException {
    String at = "/event_types/login/properties/properties/a/pattern ";
    assertThat(warnings("{'properties':{'a':{'pattern':'" + pattern + "'}}}"))
        .singleElement()
        .asString()
        .startsWith(at + risk);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "^[a-z]+$",
        "^[0-9]{4}-[0-9]{2}$",
        "^(a|b)$",
        "^(a|b)?(c|d){2}$",
        "^[a-z]+(-[a-z]+)*$",
        "^(?:[a-z0-9]{1,63}\\\\.)+com$",
        "^([a-z])*$",
        "^(?>a+)+$",
        "^(a+)++$",
        "^\\\\(a+\\\\)*$",
        "^[(a+)]*$",
        "^[|(]+[^)]*$",
        "\\\\Q(a+)+\\\\E",
        "^\\\\p{L}+( \\\\p{L}+)*$",
      })
  void doesNotWarnOfOthers(String pattern) throws IOException {
    assertThat(warnings("{'properties':{'a':{'pattern':'" + pattern + "'}}}")).isEmpty();
  }

  @Test
  void warnsOfNamesAndFormatsToo() throws IOException {
    assertThat(
            warnings(
                "{'patternProperties':{'^(a+)+$':{'format':'uri-template'}},"
                    + "'propertyNames':{'pattern':'^(a|b)*$'},"
                    + "'items':{'format':'uri'}}"))
        .containsExactly(
            "/event_types/login/properties/patternProperties/^(a+)+$ " + PatternRisk.REPEATS_TWICE,
            "/event_types/login/properties/patternProperties/^(a+)+$/format goes a level deeper"
                + " with each sign of a text",
            "/event_types/login/properties/propertyNames/pattern " + PatternRisk.REPEATS_A_CHOICE);
  }

  private List<String> warnings(String schema) throws IOException {
    return load(planOf(schema)).warnings();
  }

  @Test
  void theBuiltInPlanCanBeUsed() {
    Intake builtIn = Intake.load("default", AddressPolicy.WHOLE);
    assertThat(builtIn.plan().eventTypes()).isNotEmpty();
    assertThat(builtIn.warnings()).isEmpty();
  }
}
