package trackline.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ElsewhereTest {

  @ParameterizedTest
  @CsvSource({
    "'', {}",
    "orders, {\"elsewhere\":[\"table:orders\"]}",
    "'orders, Visits.2', '{\"elsewhere\":[\"table:orders\",\"table:Visits.2\"]}'",
    "arn:aws:dynamodb:eu-west-1:1:table/orders/stream/2026-11-20T00:00:00.000,"
        + " {\"elsewhere\":[\"table:orders\"]}"
  })
  void anAnswerNamesTheTablesWhoseRowsItLacks(String tables, String told) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    Elsewhere.of(Optional.of(tables).filter(names -> !names.isEmpty())).tell(answer);

    assertThat(answer).hasToString(told);
  }
}
