package trackline.engines.athena.sql;

import io.trino.grammar.sql.SqlBaseParser.ArithmeticBinaryContext;
import io.trino.grammar.sql.SqlBaseParser.CastContext;
import io.trino.grammar.sql.SqlBaseParser.ConcatenationContext;
import io.trino.grammar.sql.SqlBaseParser.DoubleLiteralContext;
import io.trino.grammar.sql.SqlBaseParser.ExtractContext;
import io.trino.grammar.sql.SqlBaseParser.FunctionCallContext;
import io.trino.grammar.sql.SqlBaseParser.IntegerLiteralContext;
import io.trino.grammar.sql.SqlBaseParser.ListaggContext;
import io.trino.grammar.sql.SqlBaseParser.QuerySpecificationContext;
import io.trino.grammar.sql.SqlBaseParser.SubqueryExpressionContext;
import io.trino.grammar.sql.SqlBaseParser.SubscriptContext;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates, windows and subqueries. DuckDB chooses a macro before it knows their types, even
 * those of a cast of them, and would take any: so they stand in no macro.
 */
final class LateTypes {
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("count", "BIGINT"),
          Map.entry("count_if", "BIGINT"),
          Map.entry("avg", "DOUBLE"),
          Map.entry("bool_and", "BOOLEAN"),
          Map.entry("bool_or", "BOOLEAN"),
          Map.entry("every", "BOOLEAN"),
          Map.entry("listagg", "VARCHAR"),
          Map.entry("row_number", "BIGINT"),
          Map.entry("rank", "BIGINT"),
          Map.entry("dense_rank", "BIGINT"),
          Map.entry("ntile", "BIGINT"),
          Map.entry("percent_rank", "DOUBLE"),
          Map.entry("cume_dist", "DOUBLE"));

  /** Functions that are no macros. */
  private static final Set<String> PLAIN = Set.of("if", "coalesce", "nullif", "try");

  private LateTypes() {}

  /** The type of an aggregate or a window, where it has but one; BIGINT for all numbers. */
  static @Nullable String known(String name) {
    @Nullable String type = TYPES.get(name);
    return "DOUBLE".equals(type) ? "BIGINT" : type;
  }

  /** Whether there is something in an expression whose type DuckDB does not know in time. */
  static boolean isIn(ParseTree tree) {
    if (tree instanceof SubqueryExpressionContext || tree instanceof ListaggContext) {
      return true;
    }
    if (tree instanceof FunctionCallContext call && isLate(name(call))) {
      return true;
    }
    for (int i = 0; i < tree.getChildCount(); i++) {
      if (isIn(tree.getChild(i))) {
        return true;
      }
    }
    return false;
  }

  /** The text of such a thing at its place, where no macro is around it. */
  static String text(String name, ParserRuleContext rule, String text) {
    boolean joined = false;
    ParserRuleContext around = rule.getParent();
    while (around != null && !(around instanceof QuerySpecificationContext)) {
      joined |= around instanceof ConcatenationContext;
      if (isMacro(around)) {
        throw refusal(name, rule);
      }
      around = around.getParent();
    }
    if (joined && name.equals("array_agg")) {
      throw refusal(name, rule);
    }
    return text;
  }

  private static boolean isMacro(ParserRuleContext rule) {
    return switch (rule) {
      case FunctionCallContext call -> !PLAIN.contains(name(call)) && !isLate(name(call));
      case SubscriptContext _, ExtractContext _ -> true;
      default -> false;
    };
  }

  /** An operator of numbers whose types are known by the words alone. */
  static String arithmetic(ArithmeticBinaryContext binary, String left, String right) {
    @Nullable String type = type(binary);
    if (type == null) {
      throw refusal("an aggregate, a window or a subquery", binary);
    }
    String sign = binary.operator.getText();
    String duckDbSign = sign.equals("/") && type.equals("BIGINT") ? "//" : sign;
    return "(" + left + " " + duckDbSign + " " + right + ")";
  }

  /** A cast to double; what is cast is a number, or fails on Athena. */
  static String cast(CastContext cast, String value) {
    boolean number =
        SqlWriter.only(cast.expression()) instanceof FunctionCallContext call
            && Set.of("count", "count_if", "sum", "avg").contains(name(call));
    if (!number || !cast.type().getText().equalsIgnoreCase("double")) {
      throw refusal("an aggregate, a window or a subquery", cast);
    }
    return "CAST(" + value + " AS DOUBLE)";
  }

  private static @Nullable String type(ParseTree tree) {
    ParseTree only = SqlWriter.only(tree);
    return switch (only) {
      case FunctionCallContext call -> number(TYPES.get(name(call)));
      case CastContext cast -> cast.type().getText().equalsIgnoreCase("double") ? "DOUBLE" : null;
      case ArithmeticBinaryContext binary -> type(type(binary.left), type(binary.right));
      default ->
          switch (only.getParent()) {
            case IntegerLiteralContext _ -> "BIGINT";
            case DoubleLiteralContext _ -> "DOUBLE";
            default -> null;
          };
    };
  }

  private static @Nullable String number(@Nullable String type) {
    return "BIGINT".equals(type) || "DOUBLE".equals(type) ? type : null;
  }

  private static @Nullable String type(@Nullable String left, @Nullable String right) {
    if (left == null || right == null) {
      return null;
    }
    return left.equals(right) ? left : "DOUBLE";
  }

  private static SqlWriter.Refusal refusal(String name, ParserRuleContext rule) {
    return SqlWriter.refusal(
        rule,
        "local does not run a function or an operator of "
            + name
            + " in the same query, but arithmetic of count and avg: give it a name in a query below,"
            + " as in SELECT f(x) FROM (SELECT sum(…) AS x FROM …)");
  }

  private static boolean isLate(String name) {
    return Functions.aggregate(name) != null || Functions.isWindow(name);
  }

  private static String name(FunctionCallContext call) {
    return call.qualifiedName().getText().toLowerCase(Locale.ROOT);
  }
}
