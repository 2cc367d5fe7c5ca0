package trackline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TableTest {

  private static final String ARN = "arn:aws:sts::000000000000:assumed-role/";

  private static Table calls() {
    return new Table("verb", "principal", "behind", "table_name", "calls")
        .row(
            "UpdateItem",
            ARN + "trackline-rollup-role/trackline-rollup",
            "trackline-rollup",
            "",
            "21")
        .row(
            "INSERT",
            ARN + "trackline-ingest-role/trackline-ingest",
            "trackline-ingest",
            "events",
            "4");
  }

  /** An ARN is cut at its beginning, so that a session's name at its end is shown twice. */
  @Test
  void whatTheEndOfAnArnSaysHasNoColumnOfItsOwn() {
    assertThat(calls().lines(60))
        .isEqualTo(
            new Table.Lines(
                List.of(
                    "VERB        PRINCIPAL                      TABLE_NAME  CALLS",
                    "UpdateItem  …rollup-role/trackline-rollup                 21",
                    "INSERT      …ingest-role/trackline-ingest  events          4"),
                false));
  }

  @Test
  void aRowIsABlockWhereItsColumnsHaveNoRoom() {
    assertThat(calls().lines(28).lines())
        .containsExactly(
            "VERB        UpdateItem",
            "PRINCIPAL   …rackline-rollup",
            "BEHIND      trackline-rollup",
            "CALLS       21",
            "",
            "VERB        INSERT",
            "PRINCIPAL   …rackline-ingest",
            "BEHIND      trackline-ingest",
            "TABLE_NAME  events",
            "CALLS       4");
    assertThat(new Table("one", "and", "another").row("1", "", "x").lines(10))
        .isEqualTo(new Table.Lines(List.of("ONE      1", "ANOTHER  x"), true));
  }

  /** Of a number's header enough is left to tell it from the others. */
  @Test
  void headersOfNumbersAreNotCutToNothing() {
    Table ledger =
        new Table("accepted", "duplicates", "delivered", "missing").row("250", "61", "300", "0");

    assertThat(ledger.lines(26).lines()).first().isEqualTo("ACCE…  DUPL…  DELI…  MISS…");
    assertThat(ledger.lines(25).lines()).first().isEqualTo("ACCEPTED    250");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 20, 40, 60, 80, 120})
  void anyWidthIsShown(int room) {
    assertThat(calls().lines(room).lines()).isNotEmpty();
    assertThat(new Table("name", "title").lines(room).lines()).hasSizeLessThanOrEqualTo(1);
  }
}
