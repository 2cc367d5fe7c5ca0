package trackline.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowTypeTest {
  /** Stored lines have these names. */
  @ParameterizedTest
  @CsvSource({
    "INSERTED, row_inserted, true",
    "MODIFIED, row_modified, false",
    "REMOVED, row_removed, false",
    "EXPIRED, row_expired, false",
    "CHANGED, row_changed, false"
  })
  void aRowHasItsTypeAndOnlyANewOneIsItsUsersDoing(RowType type, String name, boolean ofItsUser) {
    assertThat(type.eventType()).isEqualTo(name);
    assertThat(type.isOfItsUser()).isEqualTo(ofItsUser);
  }
}
