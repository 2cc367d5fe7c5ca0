package trackline.engines.athena.sql;

import io.trino.grammar.sql.SqlBaseParser.ColumnReferenceContext;
import io.trino.grammar.sql.SqlBaseParser.DereferenceContext;
import io.trino.grammar.sql.SqlBaseParser.IdentifierContext;
import io.trino.grammar.sql.SqlBaseParser.OrderByContext;
import io.trino.grammar.sql.SqlBaseParser.QueryNoWithContext;
import io.trino.grammar.sql.SqlBaseParser.QuerySpecificationContext;
import io.trino.grammar.sql.SqlBaseParser.SelectSingleContext;
import io.trino.grammar.sql.SqlBaseParser.SortItemContext;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.antlr.v4.runtime.tree.ParseTree;
import org.jspecify.annotations.Nullable;

/**
 * Names of a SELECT list. Athena knows them in ORDER BY, and there before all columns; DuckDB knows
 * them in every other clause too. Those that another clause has a word for are written under a name
 * that nobody can write, and get their own in a query around.
 */
final class Aliases {
  private static final String HIDDEN = "\u0002";

  private Aliases() {}

  /** The names of a query's list that may be taken for columns elsewhere. */
  static Set<String> mistakable(QuerySpecificationContext query, @Nullable OrderByContext order) {
    Set<String> names =
        query.selectItem().stream()
            .filter(SelectSingleContext.class::isInstance)
            .map(item -> name((SelectSingleContext) item))
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> used =
        Stream.concat(clauses(query).flatMap(Aliases::columns), sorted(order))
            .collect(Collectors.toSet());
    names.retainAll(used);
    return names;
  }

  /** Whether all that a query is sorted by are names of its list. */
  static boolean isSortedByNames(QuerySpecificationContext query, @Nullable OrderByContext order) {
    Set<String> names =
        query.selectItem().stream()
            .filter(SelectSingleContext.class::isInstance)
            .map(item -> shown((SelectSingleContext) item))
            .filter(Objects::nonNull)
            .collect(Collectors.toSet());
    return order != null && !LateTypes.isIn(order) && columns(order).allMatch(names::contains);
  }

  /** Ends the writing where a query is sorted by a name that several of its list have. */
  static void checkOrder(QuerySpecificationContext query, @Nullable OrderByContext order) {
    if (order == null) {
      return;
    }
    for (SortItemContext item : order.sortItem()) {
      if (SqlWriter.only(item.expression()) instanceof ColumnReferenceContext column
          && bearers(query, SqlWriter.lower(column.identifier())) > 1) {
        throw SqlWriter.refusal(
            item,
            "local does not sort by a name that several columns have, and neither does Athena: write"
                + " the column's number");
      }
    }
  }

  private static long bearers(QuerySpecificationContext query, String name) {
    return query.selectItem().stream()
        .filter(SelectSingleContext.class::isInstance)
        .filter(item -> name.equals(shown((SelectSingleContext) item)))
        .count();
  }

  private static @Nullable String shown(SelectSingleContext item) {
    return item.identifier() == null
            && SqlWriter.only(item.expression()) instanceof ColumnReferenceContext column
        ? SqlWriter.lower(column.identifier())
        : item.identifier() == null ? name(item) : SqlWriter.lower(item.identifier());
  }

  static String hidden(String name) {
    return SqlWriter.quoted(HIDDEN + name);
  }

  /** A query with its names as they were given. */
  static String shown(Set<String> names, String query) {
    return names.stream()
        .map(name -> hidden(name) + " AS " + SqlWriter.quoted(name))
        .collect(Collectors.joining(", ", "SELECT * RENAME (", ") FROM (" + query + ")"));
  }

  /** The query that is the whole of another but for its ORDER BY and LIMIT. */
  static @Nullable QuerySpecificationContext only(QueryNoWithContext query) {
    ParseTree inner = query.queryTerm();
    while (inner.getChildCount() == 1) {
      inner = inner.getChild(0);
    }
    return inner instanceof QuerySpecificationContext specification ? specification : null;
  }

  /** A column of the same name needs no hiding. */
  static @Nullable String name(SelectSingleContext item) {
    ParseTree value = SqlWriter.only(item.expression());
    @Nullable IdentifierContext given =
        value instanceof DereferenceContext field && item.identifier() == null
            ? field.fieldName
            : item.identifier();
    if (given == null) {
      return null;
    }
    String name = SqlWriter.lower(given);
    return value instanceof ColumnReferenceContext column
            && SqlWriter.lower(column.identifier()).equals(name)
        ? null
        : name;
  }

  private static Stream<ParseTree> clauses(QuerySpecificationContext query) {
    return Stream.of(
            query.selectItem().stream(),
            Stream.of(query.where, query.groupBy(), query.having).filter(Objects::nonNull),
            query.windowDefinition().stream())
        .flatMap(all -> all)
        .map(ParseTree.class::cast);
  }

  /** A name alone means the same to both. */
  private static Stream<String> sorted(@Nullable OrderByContext order) {
    return order == null
        ? Stream.of()
        : order.sortItem().stream()
            .map(item -> item.expression())
            .filter(value -> !(SqlWriter.only(value) instanceof ColumnReferenceContext))
            .flatMap(Aliases::columns);
  }

  private static Stream<String> columns(ParseTree tree) {
    return tree instanceof ColumnReferenceContext column
        ? Stream.of(SqlWriter.lower(column.identifier()))
        : IntStream.range(0, tree.getChildCount())
            .mapToObj(tree::getChild)
            .flatMap(Aliases::columns);
  }
}
