package trackline.engines.athena.sql;

import io.trino.grammar.sql.SqlBaseParser.ArgumentContext;
import io.trino.grammar.sql.SqlBaseParser.BasicStringLiteralContext;
import io.trino.grammar.sql.SqlBaseParser.FunctionCallContext;
import io.trino.grammar.sql.SqlBaseParser.LambdaContext;
import io.trino.grammar.sql.SqlBaseParser.PositionalArgumentContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;
import org.jspecify.annotations.Nullable;

/** Writes one call of a function. */
final class CallWriter {
  private static final String ISO = "from_iso8601_timestamp";

  private final SqlWriter writer;
  private final FunctionCallContext call;
  private final String name;

  CallWriter(SqlWriter writer, FunctionCallContext call) {
    this.writer = writer;
    this.call = call;
    this.name = nameOf(call);
  }

  private static String nameOf(FunctionCallContext call) {
    return call.qualifiedName().getText().toLowerCase(Locale.ROOT);
  }

  String text() {
    writer.noteAs(name, call);
    @Nullable String aggregate = Functions.aggregate(name);
    if (aggregate != null) {
      return LateTypes.text(name, call, aggregated(aggregate));
    }
    if (Functions.isWindow(name)) {
      return LateTypes.text(name, call, orElse(over(name, arguments())));
    }
    noOver();
    return switch (name) {
      case "if" -> ifElse();
      case "coalesce", "nullif" -> ofOneType(name + "(" + arguments() + ")");
      case "greatest", "least" -> ofOneType(scalar());
      case "codepoint" -> ofOneSign();
      case "contains", "array_position" -> inArray(scalar());
      case "try" -> tried(writer, arguments(), call);
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
      case "avg" -> {
        writer.noteAs("averaged", call);
        yield over(duckDbName, "athena.averaged(" + arguments + ")");
      }
      case "sum" -> over(duckDbName, number(arguments));
      case "count_if" -> over("count", "CASE WHEN " + condition(0, arguments) + " THEN 1 END");
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
    String text =
        "CASE WHEN %s THEN %s%s END"
            .formatted(
                condition(0, parts.get(0)),
                parts.get(1),
                parts.size() > 2 ? " ELSE " + parts.get(2) : "");
    return writer.types().value(call, "if() takes results of one type", text, values(1));
  }

  /** Athena takes a varchar(1), and only a literal has its length in its type. */
  private String ofOneSign() {
    if (literal(0).codePointCount(0, literal(0).length()) != 1) {
      throw SqlWriter.refusal(call, "local runs codepoint() of a literal of one character only");
    }
    return scalar();
  }

  private String ofOneType(String text) {
    return writer.types().value(call, name + "() takes values of one type", text, values(0));
  }

  private String inArray(String text) {
    Stream<String> types =
        Stream.of(
            writer.types().of(values(0).getFirst()),
            writer.types().of(values(0).getLast()) + " || '[]'");
    return writer
        .types()
        .value(call, name + "() takes an element of the array's type", text, types);
  }

  private String number(String text) {
    return writer.types().number(call, name + "() takes numbers", text, values(0).getFirst());
  }

  private String condition(int index, String text) {
    return writer.types().condition(values(0).get(index), text);
  }

  /** A value for where there is no row is of the first one's type. */
  private String orElse(String text) {
    return call.argument().size() < 3
        ? text
        : writer
            .types()
            .value(
                call,
                name + "() takes values of one type",
                text,
                List.of(values(0).getFirst(), values(2).getFirst()));
  }

  /** The arguments from one on. */
  private List<ParserRuleContext> values(int first) {
    return call.argument().stream().skip(first).map(ParserRuleContext.class::cast).toList();
  }

  /**
   * TRY makes NULL of what fails, and would of what is refused: so what is asked here comes first.
   * Where it cannot, since it is of a lambda's variable, it is refused.
   */
  static String tried(SqlWriter writer, String text, ParseTree tried) {
    List<FunctionCallContext> times = times(tried).toList();
    if (times.isEmpty()) {
      return "TRY(" + text + ")";
    }
    String zoned =
        times.stream()
            .map(time -> zoned(writer, time, tried))
            .distinct()
            .collect(Collectors.joining(" OR "));
    return "CASE WHEN %s THEN error('from_iso8601_timestamp: %s') ELSE TRY(%s) END"
        .formatted(zoned, IsoTimes.ZONED, text);
  }

  private static String zoned(SqlWriter writer, FunctionCallContext time, ParseTree tried) {
    for (ParserRuleContext around = time; !around.equals(tried); around = around.getParent()) {
      if (around instanceof LambdaContext) {
        throw SqlWriter.refusal(
            time, "local does not run TRY around a lambda with " + ISO + "(): write it inside");
      }
    }
    return "coalesce(TRY(athena_iso_is_zoned("
        + time.argument().stream().map(writer::visit).collect(Collectors.joining(", "))
        + ")), false)";
  }

  private static Stream<FunctionCallContext> times(ParseTree tree) {
    Stream<FunctionCallContext> inside =
        IntStream.range(0, tree.getChildCount())
            .mapToObj(tree::getChild)
            .flatMap(CallWriter::times);
    return tree instanceof FunctionCallContext call && ISO.equals(nameOf(call))
        ? Stream.concat(Stream.of(call), inside)
        : inside;
  }

  private String unit() {
    String unit = literal(0).toLowerCase(Locale.ROOT);
    if (!DateUnits.isKnown(unit)) {
      throw SqlWriter.refusal(
          call,
          "local does not run %s() with the unit %s: write one of %s"
              .formatted(name, unit, DateUnits.all()));
    }
    List<String> parts = argumentTexts();
    String text =
        "athena.%s('%s', %s)"
            .formatted(name, unit, String.join(", ", parts.subList(1, parts.size())));
    return DateUnits.isOfTime(unit)
        ? writer.types().notDate(call, name, unit, text, values(firstTime()))
        : text;
  }

  /** Where the times begin among the arguments. */
  private int firstTime() {
    return name.equals("date_add") ? 2 : 1;
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
    String body = writer.visit(lambda.expression());
    String function =
        "lambda %s: %s"
            .formatted(
                writer.visit(lambda.identifier(0)),
                name.equals("transform")
                    ? body
                    : writer.types().condition(lambda.expression(), body));
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
