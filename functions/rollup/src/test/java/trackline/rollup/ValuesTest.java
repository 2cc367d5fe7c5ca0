package trackline.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValuesTest {

  @ParameterizedTest
  @CsvSource({
    "bigint, 9223372036854775807, 9223372036854775807",
    "integer, -1, -1",
    "smallint, 7, 7",
    "tinyint, 0, 0",
    "double, 1.5, 1.5",
    "double, 1.0E10, 1.0E10",
    "double, NaN, null",
    "float, Infinity, null",
    "decimal, 12345678901234567890.12, 12345678901234567890.12",
    "boolean, true, true",
    "boolean, false, false",
    "varchar, 12, '\"12\"'",
    "varchar, '', '\"\"'",
    "date, 2026-11-20, '\"2026-11-20\"'",
  })
  void aValueHasTheJsonOfItsType(String type, String text, String json) {
    assertThat(Values.of(type, text)).hasToString(json);
  }

  @Test
  void nullIsNullWhateverTheType() {
    assertThat(Values.of("bigint", null)).hasToString("null");
    assertThat(Values.of("varchar", null)).hasToString("null");
  }
}
