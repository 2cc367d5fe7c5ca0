package trackline.local.athena.sql;

import io.trino.grammar.sql.SqlBaseParser.ArgumentContext;
import io.trino.grammar.sql.SqlBaseParser.BasicStringLiteralContext;
import io.trino.grammar.sql.SqlBaseParser.FunctionCallContext;
import io.trino.grammar.sql.SqlBaseParser.LambdaContext;
import io.trino.grammar.sql.SqlBaseParser.PositionalArgumentContext;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.ParserRuleContext;
import org.jspecify.annotations.Nullable;

/** Writes one call of a function. */
final class CallWriter {
  private static final Set<String> UNITS =
      Set.of("millisecond", "second", "minute", "hour", "day", "week", "month", "quarter", "year");

  private final SqlWriter writer;
  private final FunctionCallContext call;
  private final String name;

  CallWriter(SqlWriter writer, FunctionCallContext call) {
    this.writer = writer;
    this.call = call;
    this.name = call.qualifiedName().getText().toLowerCase(Locale.ROOT);
  }

  String text() {
    writer.noteAs(name, call);
    @Nullable String aggregate = Functions.aggregate(name);
    if (aggregate != null) {
      return LateTypes.text(name, call, aggregated(aggregate));
    }
    if (Functions.isWindow(name)) {
      return LateTypes.text(name, call, over(name, arguments()));
    }
    noOver();
    return switch (name) {
      case "if" -> ifElse();
      case "coalesce", "nullif" -> name + "(" + arguments() + ")";
      case "try" -> "TRY(" + arguments() + ")";
      case "date" -> "athena.cast_date(" + arguments() + ")";
      case "date_trunc", "date_add", "date_diff" -> unit();
      case "date_format" -> formatted("strftime", "moment", TimeFormats.ofMySql(literal(1)));
      case "format_datetime" -> formatted("strftime", "moment", TimeFormats.ofJoda(literal(1)));
      case "date_parse" -> formatted("strptime", "written", TimeFormats.ofMySql(literal(1)));
      case "transform" -> lambda("list_transform(%s, %s)");
      case "filter" -> lambda("list_filter(%s, %s)");
      case "any_match" -> lambda("(len(list_filter(%s, %s)) > 0)");
      case "none_match" -> lambda("(len(list_filter(%s, %s)) = 0)");
      case "all_match" -> lambda("(len(list_filter(%s, %s)) = len(%1$s))");
      default -> scalar();
    };
  }

  private String scalar() {
    if (!Functions.isScalar(name)) {
      throw SqlWriter.refusal(call, Functions.unknown(name));
    }
    return "athena." + name + "(" + arguments() + ")";
  }

  private void noOver() {
    if (call.over() != null
        || call.filter() != null
        || call.setQuantifier() != null
        || call.orderBy() != null
        || call.processingMode() != null
        || call.label != null) {
      throw SqlWriter.refusal(
          call, Functions.unknown(name) + (Functions.isScalar(name) ? " as an aggregate" : ""));
    }
  }

  private String aggregated(String duckDbName) {
    if (call.label != null || call.processingMode() != null) {
      throw SqlWriter.refusal(call, "local does not run " + name + "() of a pattern");
    }
    int most = name.endsWith("_by") ? 2 : 1;
    if (call.argument().size() > most) {
      throw SqlWriter.refusal(
          call,
          "local does not run " + name + "() with so many arguments: write ORDER BY and LIMIT");
    }
    String arguments = call.ASTERISK() == null ? arguments() : "*";
    return switch (name) {
      case "avg" -> over(duckDbName, "athena.averaged(" + arguments + ")");
      case "count_if" -> over("count", "CASE WHEN " + arguments + " THEN 1 END");
      default -> over(duckDbName, arguments);
    };
  }

  private String over(String function, String arguments) {
    return function
        + "("
        + (call.setQuantifier() == null ? "" : call.setQuantifier().getText() + " ")
        + arguments
        + (call.orderBy() == null ? "" : " " + writer.visit(call.orderBy()))
        + (call.nullTreatment() == null ? "" : " " + nulls())
        + ")"
        + (call.filter() == null ? "" : " " + writer.visit(call.filter()))
        + (call.over() == null ? "" : " " + writer.visit(call.over()));
  }

  private String nulls() {
    return call.nullTreatment().IGNORE() == null ? "RESPECT NULLS" : "IGNORE NULLS";
  }

  private String ifElse() {
    List<String> parts = argumentTexts();
    return "CASE WHEN "
        + parts.get(0)
        + " THEN "
        + parts.get(1)
        + (parts.size() > 2 ? " ELSE " + parts.get(2) : "")
        + " END";
  }

  private String unit() {
    String unit = literal(0).toLowerCase(Locale.ROOT);
    if (!UNITS.contains(unit)) {
      throw SqlWriter.refusal(
          call,
          "local does not run "
              + name
              + "() with the unit "
              + unit
              + ": write one of "
              + UNITS.stream().sorted().toList());
    }
    List<String> parts = argumentTexts();
    return "athena."
        + name
        + "('"
        + unit
        + "', "
        + String.join(", ", parts.subList(1, parts.size()))
        + ")";
  }

  private String formatted(String function, String type, @Nullable String format) {
    if (format == null) {
      throw SqlWriter.refusal(
          call,
          "local does not know every sign of this format of "
              + name
              + "(): write it with years, months, days, hours, minutes and seconds");
    }
    writer.noteAs(type, call);
    return "%s(athena.%s(%s), '%s')"
        .formatted(function, type, argumentTexts().getFirst(), format.replace("'", "''"));
  }

  private String lambda(String form) {
    if (call.argument().size() != 2
        || !(SqlWriter.only(call.argument(1)) instanceof LambdaContext lambda)
        || lambda.identifier().size() != 1) {
      throw SqlWriter.refusal(call, "local runs " + name + "() of an array and one lambda only");
    }
    String function =
        "lambda " + writer.visit(lambda.identifier(0)) + ": " + writer.visit(lambda.expression());
    return form.formatted(argument(call.argument(0)), function);
  }

  /** A text that has to stand in the SQL, for what is decided by it. */
  private String literal(int index) {
    if (call.argument().size() > index
        && SqlWriter.only(call.argument(index)).getParent()
            instanceof BasicStringLiteralContext text) {
      String quoted = text.getText();
      return quoted.substring(1, quoted.length() - 1).replace("''", "'");
    }
    throw SqlWriter.refusal(
        call,
        "local runs "
            + name
            + "() with a literal as argument "
            + (index + 1)
            + " only: write it there");
  }

  private String arguments() {
    return argumentTexts().stream().collect(Collectors.joining(", "));
  }

  private List<String> argumentTexts() {
    return call.argument().stream().map(this::argument).toList();
  }

  private String argument(ArgumentContext argument) {
    if (!(argument instanceof PositionalArgumentContext)
        || SqlWriter.only(argument) instanceof LambdaContext) {
      throw SqlWriter.refusal((ParserRuleContext) argument, Functions.unknown(name));
    }
    return writer.visit(argument);
  }
}
