package trackline.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TypedJsonTest {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'S':'login'}                    | 'login'",
        "{'S':''}                         | ''",
        "{'S':'S'}                        | 'S'",
        "{'N':'10'}                       | 10",
        "{'N':'-0.5'}                     | -0.5",
        "{'N':'1E+125'}                   | 1E+125",
        "{'N':'9.9999999999999999999999999999999999999E+125'} "
            + "| 9.9999999999999999999999999999999999999E+125",
        "{'N':'12345678901234567890123456789012345678'} | 12345678901234567890123456789012345678",
        "{'N':'0.10'}                     | 0.10",
        "{'B':'AAEC/w=='}                 | 'AAEC/w=='",
        "{'B':''}                         | ''",
        "{'BOOL':false}                   | false",
        "{'NULL':true}                    | null",
        "{'M':{}}                         | {}",
        "{'M':{'N':{'S':'x'},'a b':{'NULL':true}}} | {'N':'x','a b':null}",
        "{'L':[{'N':'1'},{'S':'1'},{'L':[]}]} | [1,'1',[]]",
        "{'SS':['b','a']}                 | ['b','a']",
        "{'NS':['1','2.5']}               | [1,2.5]",
        "{'BS':['AA==','']}               | ['AA==','']",
      })
  void readsEveryType(String typed, String plain) throws JsonProcessingException {
    JsonNode item = JSON.readTree(("{'v':" + typed + "}").replace('\'', '"'));
    assertThat(TypedJson.item(item).toString())
        .isEqualTo(("{'v':" + plain + "}").replace('\'', '"'));
  }

  @Test
  void readsValuesNested32Deep() throws JsonProcessingException {
    String typed = "{'M':{'a':".repeat(32) + "{'N':'1'}" + "}}".repeat(32);
    String plain = "{'a':".repeat(32) + "1" + "}".repeat(32);
    readsEveryType(typed, plain);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'v':{'X':'1'}}                  | /v     | unknown",
        "{'v':{'s':'1'}}                  | /v     | unknown",
        "{'v':'1'}                        | /v     | one type",
        "{'v':{}}                         | /v     | one type",
        "{'v':{'S':'1','N':'1'}}          | /v     | one type",
        "{'v':{'S':1}}                    | /v     | string",
        "{'v':{'N':1}}                    | /v     | number",
        "{'v':{'N':'NaN'}}                | /v     | number",
        "{'v':{'N':'01'}}                 | /v     | number",
        "{'v':{'N':'1E+999999999'}}       | /v     | number",
        "{'v':{'B':'*'}}                  | /v     | base64",
        "{'v':{'BOOL':'true'}}            | /v     | BOOL",
        "{'v':{'M':[]}}                   | /v     | object",
        "{'v':{'SS':{}}}                  | /v     | array",
        "{'v':{'NS':[1]}}                 | /v/0   | number",
        "{'v':{'M':{'a/b':{'L':[{'S':'1'},{'X':1}]}}}} | /v/a~1b/1 | unknown",
        "[]                               | ``     | object",
      })
  void namesThePlaceOfWhatItCannotRead(String image, String pointer, String detail)
      throws JsonProcessingException {
    JsonNode item = JSON.readTree(image.replace('\'', '"'));
    assertThatExceptionOfType(UnreadableItemException.class)
        .isThrownBy(() -> TypedJson.item(item))
        .withMessageContaining(detail)
        .extracting(UnreadableItemException::pointer)
        .isEqualTo(pointer);
  }
}
