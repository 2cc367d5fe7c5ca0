package trackline.tests.readme;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a document may leave open about an answer, and what not. */
class LikenessTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static List<String> differences(String shown, String answer)
      throws JsonProcessingException {
    return Likeness.differences(JSON.readTree(shown), JSON.readTree(answer));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":1,"b":"x"}              | {"a":1,"b":"x"}
          {"a":"curl/…"}               | {"a":"curl/8.1"}
          {"a":1,"…":"…"}              | {"a":1,"b":2}
          [1,"…"]                      | [1,2,3]
          {"rows":[["2026-11-20",12]]} | {"rows":[["2026-12-01",7]]}
          {"age_seconds":57}           | {"age_seconds":0}
          {"key":"a/b-1.gz","size":3}  | {"key":"a/b-77.gz","size":40}
          """)
  void isLike(String shown, String answer) throws JsonProcessingException {
    assertThat(differences(shown, answer)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a":1}                      | {"a":2}
          {"a":1}                      | {"a":"1"}
          {"a":1}                      | {"a":1,"b":2}
          {"a":1,"b":2}                | {"b":2,"a":1}
          {"a":"curl/…"}               | {"a":"wget/1"}
          {"a":1,"…":"…"}              | {"b":2}
          [1,2]                        | [1]
          [1,2,"…"]                    | [1]
          {"size":2}                   | {"size":3}
          {"rows":[["2026-11-20",12]]} | {"rows":[["today",7]]}
          {"rows":[["2026-11-20",12]]} | {"rows":[]}
          """)
  void differs(String shown, String answer) throws JsonProcessingException {
    assertThat(differences(shown, answer)).hasSize(1);
  }

  @Test
  void theFormOfAnOutputKeepsItsWords() {
    assertThat(Likeness.form("WHEN   WHO\n3 hours ago  ada"))
        .isEqualTo(Likeness.form("WHEN WHO\n1 minute ago ada"))
        .isNotEqualTo(Likeness.form("WHEN WHO\n1 minute ago bob"));
    assertThat(Likeness.form("DAY  LOGINS\n2026-11-20  134\nComputed 12 seconds ago from 1.5 kB."))
        .isEqualTo(Likeness.form("DAY  LOGINS\n2026-12-01  4\nComputed 1 second ago from 9.0 kB."));
    assertThat(Likeness.form("50 accepted, 0 rejected"))
        .isNotEqualTo(Likeness.form("50 accepted, 1 rejected"));
  }
}
