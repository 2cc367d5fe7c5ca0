package trackline.engines.athena.sql;

import io.trino.grammar.sql.SqlBaseParser.*;
import java.util.List;
import java.util.stream.Stream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;
import org.jspecify.annotations.Nullable;

/**
 * Writes the checks that values go together. Some types are known by a value's form, the others are
 * asked for by typeof, around the value's text.
 */
final class ValueTypes {
  private static final String BOOLEAN = "'BOOLEAN'";
  private static final int DEEPEST = 2;

  private final SqlWriter writer;
  private boolean off;
  private int depth;

  ValueTypes(SqlWriter writer) {
    this.writer = writer;
  }

  /** A predicate over values of one type. */
  String predicate(
      ParserRuleContext where, String what, String text, List<? extends ParserRuleContext> values) {
    return and(where, what, text, of(values));
  }

  /** A value that is made of values of one type. */
  String value(
      ParserRuleContext where, String what, String text, List<? extends ParserRuleContext> values) {
    return value(where, what, text, of(values));
  }

  /** A value that is made of values whose types are those, some of them written as constants. */
  String value(ParserRuleContext where, String what, String text, Stream<String> types) {
    List<String> all = off ? List.of() : types.distinct().toList();
    return all.size() < 2
        ? text
        : guarded(TypeChecks.alike(noted(where, what), all.stream()), text);
  }

  /** A value that is made of texts. */
  String texts(ParserRuleContext where, String text, List<? extends ParserRuleContext> values) {
    return value(
        where, "|| takes varchars", text, Stream.concat(Stream.of("'VARCHAR'"), of(values)));
  }

  /** A value that is made of a number. */
  String number(ParserRuleContext where, String what, String text, ParserRuleContext value) {
    return value(where, what, text, Stream.concat(Stream.of("'BIGINT'"), of(List.of(value))));
  }

  /** A value that is made of numbers by an operator. */
  String numbers(
      ParserRuleContext where, String sign, String text, List<? extends ParserRuleContext> values) {
    return value(
        where,
        "local runs "
            + sign
            + " of numbers, or of a time and an INTERVAL that stands there: write date_diff between"
            + " times, and || between varchars",
        text,
        Stream.concat(Stream.of("'BIGINT'"), of(values)));
  }

  /** What has to be true or false. */
  String condition(ParserRuleContext value, String text) {
    return and(
        value,
        "a condition is a boolean",
        text,
        Stream.concat(Stream.of(BOOLEAN), of(List.of(value))));
  }

  /** A value made of a part of a day of values, which are not all of the type DATE. */
  String notDate(
      ParserRuleContext where,
      String function,
      String unit,
      String text,
      List<? extends ParserRuleContext> values) {
    if (off) {
      return text;
    }
    String what = function + "() has no " + unit + " of a DATE: write CAST(… AS timestamp)";
    return guarded(TypeChecks.notDate(noted(where, what), of(values)), text);
  }

  /** The second query of two whose rows go together. */
  String rows(SetOperationContext both, String operator, String right) {
    if (off) {
      return "(" + right + ")";
    }
    String check =
        TypeChecks.alike(
            noted(both, operator + " takes columns of the same types"),
            Stream.of(both.left, both.right).map(this::row));
    return "SELECT * FROM (" + right + ") WHERE " + check;
  }

  private String row(QueryTermContext query) {
    return "typeof((SELECT row(*COLUMNS(*)) FROM (" + text(query) + ")))";
  }

  /** What holds of an inline table whose columns have values of one type each. */
  String columns(InlineTableContext table, List<List<ParserRuleContext>> columns) {
    List<String> checks =
        columns.stream()
            .map(column -> of(column).distinct().toList())
            .filter(types -> !off && types.size() > 1)
            .map(
                types ->
                    TypeChecks.alike(
                        noted(table, "VALUES takes columns of one type each"), types.stream()))
            .toList();
    return checks.isEmpty() ? "" : " WHERE " + String.join(" AND ", checks);
  }

  /** Whether something stands where a condition is, and is not one by its form. */
  boolean isCondition(PredicatedContext value) {
    if (!SqlWriter.only(value.valueExpression()).equals(innermost(value))
        || "BOOLEAN".equals(Forms.type(value))) {
      return false;
    }
    ParserRuleContext around = value;
    while (true) {
      ParserRuleContext inner = around;
      around = around.getParent();
      switch (around) {
        case AndContext _,
            OrContext _,
            LogicalNotContext _,
            FilterContext _,
            JoinCriteriaContext _ -> {
          return true;
        }
        case QuerySpecificationContext query -> {
          return inner.equals(query.where) || inner.equals(query.having);
        }
        case SearchedWhenClauseContext when -> {
          return inner.equals(when.condition);
        }
        case null -> {
          return false;
        }
        default -> {
          if (around.getChildCount() > 1 && !(around instanceof ParenthesizedExpressionContext)) {
            return false;
          }
        }
      }
    }
  }

  private static ParseTree innermost(PredicatedContext value) {
    ParseTree inner = value;
    while (inner.getChildCount() == 1 && !(inner instanceof ColumnReferenceContext)) {
      inner = inner.getChild(0);
    }
    return inner;
  }

  private String and(ParserRuleContext where, String what, String text, Stream<String> types) {
    List<String> all = off ? List.of() : types.distinct().toList();
    return all.size() < 2
        ? "(" + text + ")"
        : "(%s AND %s)".formatted(TypeChecks.alike(noted(where, what), all.stream()), text);
  }

  /** The same text wherever it stands, so that a group's expression is found again. */
  private String noted(ParserRuleContext where, String what) {
    writer.noteAs(what, where);
    return what;
  }

  private static String guarded(String check, String text) {
    return "CASE WHEN " + check + " THEN " + text + " END";
  }

  Stream<String> of(List<? extends ParserRuleContext> values) {
    return values.stream().map(this::of);
  }

  /** DuckDB's expression for the type of a value; nothing where nobody asks. */
  String of(ParserRuleContext value) {
    if (off) {
      return "";
    }
    @Nullable String form = Forms.type(value);
    return form == null ? "typeof(" + text(value) + ")" : "'" + form + "'";
  }

  /** With the checks inside, by which DuckDB finds a group's expression, where they are few. */
  private String text(ParserRuleContext value) {
    boolean before = off;
    off |= ++depth > DEEPEST;
    try {
      String text = writer.visit(value);
      return value instanceof QueryContext ? "(" + text + ")" : text;
    } finally {
      off = before;
      depth--;
    }
  }
}
