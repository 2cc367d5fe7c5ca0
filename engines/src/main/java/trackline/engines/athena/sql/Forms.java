package trackline.engines.athena.sql;

import io.trino.grammar.sql.SqlBaseParser.*;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/** Types that are known by what a value looks like, without its columns. */
final class Forms {
  private static final String NULL = "\"NULL\"";
  private static final Set<String> NUMBERS =
      Set.of("bigint", "integer", "int", "double", "decimal");
  private static final Set<String> OF_ONE_TYPE = Set.of("coalesce", "nullif", "greatest", "least");

  private Forms() {}

  /** DuckDB's name of a type, BIGINT for all numbers, or null. */
  static @Nullable String type(ParseTree value) {
    ParseTree only = SqlWriter.only(value);
    return switch (only instanceof TerminalNode ? only.getParent() : only) {
      case BasicStringLiteralContext _ -> "VARCHAR";
      case IntegerLiteralContext _, DecimalLiteralContext _, DoubleLiteralContext _ -> "BIGINT";
      case NullLiteralContext _ -> NULL;
      case BooleanValueContext _, ExistsContext _, AndContext _, OrContext _, LogicalNotContext _ ->
          "BOOLEAN";
      case PredicatedContext predicated -> predicated.predicate() == null ? null : "BOOLEAN";
      case CastContext cast -> cast(cast.type().getText().toLowerCase(Locale.ROOT));
      case ConcatenationContext texts -> one("VARCHAR", texts.left, texts.right);
      case ArithmeticBinaryContext numbers -> one("BIGINT", numbers.left, numbers.right);
      case SearchedCaseContext choice -> first(SqlWriter.results(choice).stream());
      case FunctionCallContext call -> call(call);
      default -> null;
    };
  }

  private static @Nullable String cast(String type) {
    if (NUMBERS.contains(type.replaceFirst("\\(.*", ""))) {
      return "BIGINT";
    }
    return type.startsWith("varchar") ? "VARCHAR" : type.equals("boolean") ? "BOOLEAN" : null;
  }

  private static @Nullable String call(FunctionCallContext call) {
    String name = call.qualifiedName().getText().toLowerCase(Locale.ROOT);
    if (OF_ONE_TYPE.contains(name)) {
      return first(call.argument().stream());
    }
    return name.equals("if") ? first(call.argument().stream().skip(1)) : LateTypes.known(name);
  }

  /** The others are like the one that is known: that is checked where they stand. */
  private static @Nullable String first(Stream<? extends ParseTree> values) {
    return values
        .map(Forms::type)
        .filter(type -> type != null && !type.equals(NULL))
        .findFirst()
        .orElse(null);
  }

  private static @Nullable String one(String type, ParseTree... values) {
    return Stream.of(values).anyMatch(value -> Objects.equals(type(value), type)) ? type : null;
  }
}
