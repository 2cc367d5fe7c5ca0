package trackline.tests.trino;

import static org.assertj.core.api.Assertions.assertThat;

import io.trino.testing.MaterializedResult;
import io.trino.testing.MaterializedRow;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import trackline.engines.athena.Answer;
import trackline.engines.athena.LakeDatabase;
import trackline.sql.Rollup;
import trackline.sql.Rollups;
import trackline.sql.Window;

/** Trino, DuckDB and plain Java count the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(Engines.Once.class)
class RollupSqlTest {

  private static final LocalDate TODAY = Engines.TODAY;
  private static final int LATE_DAYS = ExpectedRows.LATE_DAYS;
  private static final List<Window> WINDOWS =
      List.of(
          new Window(TODAY.minusDays(6), TODAY),
          new Window(TODAY.minusDays(2), TODAY.minusDays(2)),
          new Window(TODAY.minusDays(40), TODAY.plusDays(3)),
          new Window(TODAY.plusDays(10), TODAY.plusDays(12)));

  private List<Arrival> arrivals;
  private TrinoLake trino;
  private LakeDatabase duckDb;

  @BeforeAll
  void start(Engines engines) {
    arrivals = engines.arrivals();
    trino = engines.trino();
    duckDb = engines.duckDb();
  }

  static Stream<Arguments> questions() {
    return Rollups.all().stream()
        .flatMap(rollup -> WINDOWS.stream().map(window -> Arguments.of(rollup, window)));
  }

  @ParameterizedTest
  @MethodSource("questions")
  void aRollupIsTheSameOnBothEnginesAndInPlainJava(Rollup rollup, Window window) throws Exception {
    List<List<@Nullable String>> expected = new ExpectedRows(window, arrivals).of(rollup.name());
    String sql = rollup.sql(window, LATE_DAYS);
    MaterializedResult fromTrino = trino.query(sql);
    Answer fromDuckDb = duckDb.query(sql);
    assertThat(rows(fromTrino)).isEqualTo(expected);
    assertThat(fromDuckDb.rows()).isEqualTo(expected);
    assertThat(fromTrino.getColumnNames()).isEqualTo(rollup.columns());
    assertThat(fromDuckDb.columns())
        .extracting(Answer.AnswerColumn::name)
        .isEqualTo(rollup.columns());
    assertThat(types(fromTrino)).isEqualTo(types(fromDuckDb));
  }

  @ParameterizedTest
  @CsvSource({
    "an anonymous visitor who logged in, 20, 1",
    "a chain from anonymous over two user ids, 21, 1",
    "a chain of a step too many, 22, 2",
    "two ids that are each other, 23, 1",
    "a circle of three, 24, 1",
    "two users of one browser, 25, 2",
    "an id that is a number, 26, 1",
    "an alias that cannot be read, 27, 2",
    "an identification on another day than the window's, 28, 2",
    "ids that are themselves, 30, 2",
    "the rows of a user each with one that is new, 34, 1",
  })
  void aPersonCountsOnceUnderAllItsIds(String what, int daysAgo, int persons) throws Exception {
    LocalDate day = TODAY.minusDays(daysAgo);
    Rollup rollup = Rollups.named("active_users_per_day").orElseThrow();
    String sql = rollup.sql(new Window(day, day), LATE_DAYS);
    List<List<String>> expected = List.of(List.of(day.toString(), Integer.toString(persons)));
    assertThat(rows(trino.query(sql))).as(what).isEqualTo(expected);
    assertThat(duckDb.query(sql).rows()).as(what).isEqualTo(expected);
  }

  /** The browser was the first user's, then the second one's, then the first one's again. */
  @Test
  void whatWasSaidLastCountsAlsoWhereItWasSaidBefore() throws Exception {
    Rollup rollup = Rollups.named("active_users_per_day").orElseThrow();
    String sql = rollup.sql(new Window(TODAY.minusDays(33), TODAY.minusDays(31)), LATE_DAYS);
    assertThat(duckDb.query(sql).rows()).extracting(List::getLast).containsExactly("1", "1", "1");
    assertThat(rows(trino.query(sql))).isEqualTo(duckDb.query(sql).rows());
  }

  @Test
  void peopleAreFoundInOneReading() throws Exception {
    Window window = WINDOWS.getFirst();
    long once = bytesScanned("events_per_day", window);
    assertThat(bytesScanned("active_users_per_day", window)).isPositive().isEqualTo(once);
    assertThat(scans("active_users_per_day", window)).isEqualTo(1);
  }

  private long bytesScanned(String rollup, Window window) throws Exception {
    return duckDb.query(Rollups.named(rollup).orElseThrow().sql(window, LATE_DAYS)).bytesScanned();
  }

  private long scans(String rollup, Window window) {
    String sql = Rollups.named(rollup).orElseThrow().sql(window, LATE_DAYS);
    String plan = String.valueOf(trino.query("EXPLAIN " + sql).getOnlyValue());
    return plan.lines().filter(line -> line.contains("Scan")).count();
  }

  @Test
  void theSavedQueryRunsOnBothEngines() throws Exception {
    String sql = Rollups.countEachOnce().replace("current_date", "DATE '" + TODAY + "'");
    Window sinceSixDays = new Window(TODAY.minusDays(6), TODAY.plusDays(6));
    List<List<@Nullable String>> expected =
        new ExpectedRows(sinceSixDays, arrivals)
            .of("events_per_day").stream().filter(row -> !"0".equals(row.getLast())).toList();
    assertThat(rows(trino.query(sql))).hasSizeGreaterThan(6).isEqualTo(expected);
    assertThat(duckDb.query(sql).rows()).isEqualTo(expected);
  }

  private static List<List<@Nullable String>> rows(MaterializedResult result) {
    return result.getMaterializedRows().stream().map(RollupSqlTest::texts).toList();
  }

  private static List<@Nullable String> texts(MaterializedRow row) {
    List<@Nullable String> texts = new ArrayList<>();
    row.getFields().forEach(value -> texts.add(Objects.toString(value, null)));
    return texts;
  }

  private static List<String> types(MaterializedResult result) {
    return result.getTypes().stream().map(type -> type.getBaseName()).toList();
  }

  private static List<String> types(Answer answer) {
    return answer.columns().stream().map(Answer.AnswerColumn::type).toList();
  }
}
