package trackline.tests.trino;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trino.testing.MaterializedResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import trackline.engines.athena.Answer;
import trackline.engines.athena.sql.SqlRefused;
import trackline.tests.trino.Expression.Outcome;

/** Local answers an expression as Athena's engine does, or says that it does not run it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(Engines.Once.class)
class ExpressionsTest {
  private Engines engines;

  @BeforeAll
  void start(Engines engines) {
    this.engines = engines;
  }

  static Stream<List<Expression>> equal() {
    return Stream.concat(
        Expression.all().stream()
            .filter(one -> one.outcome() == Outcome.EQUAL && !one.isQuery())
            .collect(
                Collectors.groupingBy(
                    Expression::kind, java.util.LinkedHashMap::new, Collectors.toList()))
            .values()
            .stream(),
        Expression.all().stream()
            .filter(one -> one.outcome() == Outcome.EQUAL && one.isQuery())
            .map(List::of));
  }

  static Stream<Expression> refused() {
    return Expression.all().stream().filter(one -> one.outcome() == Outcome.REFUSED);
  }

  static Stream<Expression> errors() {
    return Expression.all().stream().filter(one -> one.outcome() == Outcome.ERROR);
  }

  /** Expressions of a kind are asked together: Trino takes its time for each query. */
  @ParameterizedTest
  @MethodSource("equal")
  void theAnswerIsTheSame(List<Expression> expressions) throws Exception {
    String sql =
        expressions.getFirst().isQuery()
            ? expressions.getFirst().sql()
            : Expression.select(
                expressions.stream().map(Expression::sql).collect(Collectors.joining(", ")));
    MaterializedResult bare = engines.trino().query(bare(sql));
    MaterializedResult table = engines.trino().query(ofTheRows(sql));
    Answer local = engines.duckDb().query(ofTheRows(sql));
    List<List<String>> expected =
        columns(TrinoTexts.rows(bare), TrinoTexts.types(bare), bare.getColumnNames());
    assertThat(columns(TrinoTexts.rows(table), TrinoTexts.types(table), table.getColumnNames()))
        .isEqualTo(expected);
    List<List<String>> actual =
        columns(
            local.rows(),
            local.columns().stream().map(Answer.AnswerColumn::type).toList(),
            local.columns().stream().map(Answer.AnswerColumn::name).toList());
    for (int i = 0; i < expected.size(); i++) {
      String what = expressions.get(Math.min(i, expressions.size() - 1)).sql();
      assertThat(actual.get(i)).as(what).isEqualTo(expected.get(i));
    }
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatWouldBeOtherwiseIsRefusedByName(Expression expression) {
    assertThatThrownBy(() -> engines.duckDb().query(ofTheRows(expression.query())))
        .hasMessageStartingWith("NOT_SUPPORTED: line ")
        .hasMessageContaining(" local ")
        .hasMessageContaining(expression.name());
  }

  @ParameterizedTest
  @MethodSource("errors")
  void whatFailsThereFailsHere(Expression expression) {
    assertThatThrownBy(() -> engines.trino().query(bare(expression.query()))).isNotNull();
    assertThatThrownBy(() -> engines.duckDb().query(ofTheRows(expression.query()))).isNotNull();
  }

  /** Of the tables alone: a named query stands for the rows elsewhere. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "WITH events AS (SELECT 1 AS x) SELECT x FROM events",
        "WITH events AS (SELECT * FROM events WHERE dt = '2020-01-01') SELECT count(*) FROM events",
        "WITH events AS (SELECT * FROM trackline.events WHERE dt = '2020-01-01') SELECT count(*) FROM"
            + " events",
        "WITH a AS (SELECT * FROM events WHERE dt = '2020-01-01'), events AS (SELECT 1 AS x)"
            + " SELECT (SELECT count(*) FROM a), x FROM events",
        "WITH events AS (SELECT 1 AS x)"
            + " SELECT x, (SELECT count(*) FROM trackline.events WHERE dt = '2020-01-01') FROM events",
        "SELECT x, (SELECT count(*) FROM events WHERE dt = '2020-01-01')"
            + " FROM (WITH events AS (SELECT 1 AS x) SELECT x FROM events)",
        "WITH EVENTS AS (SELECT 1 AS x) SELECT Events.x FROM Events",
      })
  void aNamedQueryHidesATableWhereItIsKnown(String sql) throws Exception {
    MaterializedResult trino = engines.trino().query(sql);
    Answer local = engines.duckDb().query(sql);
    assertThat(local.rows()).isEqualTo(TrinoTexts.rows(trino));
    assertThat(local.columns())
        .extracting(Answer.AnswerColumn::name)
        .isEqualTo(trino.getColumnNames());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT 1 FROM sqlite_master",
        "SELECT 1 FROM duckdb_tables",
        "SELECT 1 FROM pg_catalog.pg_tables",
        "WITH a AS (SELECT x FROM b), b AS (SELECT 1 AS x) SELECT x FROM a",
        "WITH a AS (SELECT 1 AS x) SELECT x FROM nowhere.a",
      })
  void noOtherTableIsThere(String sql) {
    assertThatThrownBy(() -> engines.trino().query(sql)).isNotNull();
    assertThatThrownBy(() -> engines.duckDb().query(sql))
        .isInstanceOf(SqlRefused.class)
        .hasMessageContaining(" line 1:");
  }

  /** A column of an answer: its name, its type and its values. */
  private static List<List<String>> columns(
      List<List<@Nullable String>> rows, List<String> types, List<String> names) {
    List<List<String>> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      int column = i;
      List<String> values = new ArrayList<>(List.of(names.get(i), types.get(i)));
      rows.forEach(row -> values.add(String.valueOf(row.get(column))));
      columns.add(values);
    }
    return columns;
  }

  private static String bare(String sql) {
    return sql.startsWith("WITH ")
        ? "WITH " + SampleRows.values() + ", " + sql.substring("WITH ".length())
        : "WITH " + SampleRows.values() + " " + sql;
  }

  private static String ofTheRows(String sql) {
    String rows = "FROM (SELECT * FROM trackline.events WHERE dt = '" + SampleRows.DAY + "') AS ";
    return sql.replaceAll("FROM events(?: AS (\\w+))?", rows + "events")
        .replace("AS events", sql.contains("FROM events AS e") ? "AS e" : "AS events");
  }
}
