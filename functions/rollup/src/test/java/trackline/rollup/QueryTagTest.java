package trackline.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.sql.Rollup;
import trackline.sql.Window;

class QueryTagTest {

  private static final Window WINDOW =
      new Window(LocalDate.parse("2026-11-14"), LocalDate.parse("2026-11-20"));

  @ParameterizedTest
  @MethodSource("trackline.sql.Rollups#all")
  void aQuerySaysWhatItIsFor(Rollup rollup) {
    QueryTag tag = new QueryTag(rollup, WINDOW, UUID.randomUUID().toString());
    assertThat(tag.sql(3)).endsWith(rollup.sql(WINDOW, 3));
    assertThat(QueryTag.of(tag.sql(3))).contains(tag);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SELECT 1",
        "-- rollup",
        "-- rollup nobody from 2026-11-14 to 2026-11-20 lease x\nSELECT 1",
        "-- rollup logins_per_day from today to tomorrow lease x\nSELECT 1",
        "SELECT 1 -- rollup logins_per_day from 2026-11-14 to 2026-11-20 lease x\n",
      })
  void anotherQueryIsNotOurs(String sql) {
    assertThat(QueryTag.of(sql)).isEmpty();
  }
}
