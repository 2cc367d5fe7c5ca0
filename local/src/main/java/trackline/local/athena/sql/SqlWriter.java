package trackline.local.athena.sql;

import io.trino.grammar.sql.SqlBaseBaseVisitor;
import io.trino.grammar.sql.SqlBaseParser.*;
import java.io.Serial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.RuleNode;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;
import trackline.local.athena.sql.AthenaSql.Place;

/**
 * Writes a parsed query for DuckDB. What means the same on both is copied, what means something
 * else is written in other words, and what is not known here is refused. A line stays on its line.
 */
final class SqlWriter extends SqlBaseBaseVisitor<String> {

  /** The rules of the grammar that mean the same to DuckDB, word by word. */
  private static final Set<Class<?>> SAME =
      Set.of(
          StatementDefaultContext.class,
          RootQueryWithSessionContext.class,
          RootQueryContext.class,
          QueryContext.class,
          WithContext.class,
          NamedQueryContext.class,
          QueryNoWithContext.class,
          OrderByContext.class,
          SortItemContext.class,
          LimitRowCountContext.class,
          RowCountContext.class,
          QueryTermDefaultContext.class,
          SetOperationContext.class,
          QueryPrimaryDefaultContext.class,
          SubqueryContext.class,
          QuerySpecificationContext.class,
          SetQuantifierContext.class,
          GroupByContext.class,
          SingleGroupingSetContext.class,
          RollupContext.class,
          CubeContext.class,
          MultipleGroupingSetsContext.class,
          GroupingSetContext.class,
          WindowDefinitionContext.class,
          WindowSpecificationContext.class,
          WindowFrameContext.class,
          FrameExtentContext.class,
          UnboundedFrameContext.class,
          CurrentRowBoundContext.class,
          BoundedFrameContext.class,
          OverContext.class,
          FilterContext.class,
          SelectAllContext.class,
          RelationDefaultContext.class,
          JoinRelationContext.class,
          JoinTypeContext.class,
          JoinCriteriaContext.class,
          SampledRelationContext.class,
          PatternRecognitionContext.class,
          PivotContext.class,
          QualifiedNameContext.class,
          BooleanTestContext.class,
          AliasedRelationContext.class,
          ColumnAliasesContext.class,
          SubqueryRelationContext.class,
          ParenthesizedRelationContext.class,
          ExpressionContext.class,
          LogicalNotContext.class,
          PredicatedContext.class,
          AndContext.class,
          OrContext.class,
          QuantifiedComparisonContext.class,
          ComparisonOperatorContext.class,
          ComparisonQuantifierContext.class,
          InListContext.class,
          InSubqueryContext.class,
          LikeContext.class,
          NullPredicateContext.class,
          DistinctFromContext.class,
          ValueExpressionDefaultContext.class,
          LiteralsContext.class,
          NullLiteralContext.class,
          BooleanLiteralContext.class,
          BooleanValueContext.class,
          StringLiteralContext.class,
          BasicStringLiteralContext.class,
          NumericLiteralContext.class,
          DecimalLiteralContext.class,
          DoubleLiteralContext.class,
          IntegerLiteralContext.class,
          IntervalLiteralContext.class,
          ExistsContext.class,
          SimpleCaseContext.class,
          SearchedCaseContext.class,
          SimpleWhenClauseContext.class,
          SearchedWhenClauseContext.class,
          ArrayConstructorContext.class,
          CurrentDateContext.class,
          ParenthesizedExpressionContext.class,
          PositionalArgumentContext.class);

  /** Words inside of those rules that begin something else. */
  private static final Map<String, String> OTHER =
      Map.ofEntries(
          Map.entry("RECURSIVE", "write the steps as tables of their own"),
          Map.entry("TIES", "write rank() and a condition"),
          Map.entry("TABLESAMPLE", "write a condition"),
          Map.entry("MATCH_RECOGNIZE", "write window functions"),
          Map.entry("NATURAL", "write JOIN … ON"),
          Map.entry("USING", "write JOIN … ON"),
          Map.entry("MEASURES", "write window functions"),
          Map.entry("PATTERN", "write window functions"),
          Map.entry("PIVOT", "write CASE in aggregates"),
          Map.entry("AUTO", "name the columns"),
          Map.entry("CORRESPONDING", "name the columns"));

  private final Set<String> tables = new LinkedHashSet<>();
  private final Set<String> named = new LinkedHashSet<>();
  private final Map<String, Place> places = new HashMap<>();
  private int unnamed;

  DuckDbQuery query(SingleStatementContext statement) {
    String text = Objects.requireNonNull(visit(statement.statement()));
    return new DuckDbQuery(
        text, tables.stream().filter(table -> !named.contains(table)).toList(), Map.copyOf(places));
  }

  @Override
  public String visitChildren(RuleNode node) {
    ParserRuleContext rule = (ParserRuleContext) node;
    if (!SAME.contains(rule.getClass())) {
      throw refusal(rule, "local does not run " + words(rule) + Functions.insteadOf(words(rule)));
    }
    return joined(rule);
  }

  @Override
  public String visitTerminal(TerminalNode word) {
    String text = word.getText();
    @Nullable String instead = OTHER.get(text.toUpperCase(Locale.ROOT));
    if (instead != null) {
      throw new Refusal(place(word.getSymbol()), "local does not run " + text + ": " + instead);
    }
    return text;
  }

  // Relations.

  @Override
  public String visitNamedQuery(NamedQueryContext query) {
    named.add(name(query.name));
    return joined(query);
  }

  @Override
  public String visitTableName(TableNameContext table) {
    if (table.queryPeriod() != null) {
      throw refusal(table.queryPeriod(), "local does not run FOR: it has no table's past");
    }
    IdentifierContext last = table.qualifiedName().identifier().getLast();
    tables.add(name(last));
    noteAs(name(last), last);
    return visit(last);
  }

  /** DuckDB's own UNNEST fails where a macro's argument is a column of the table beside it. */
  @Override
  public String visitUnnest(UnnestContext unnest) {
    if (unnest.expression().size() > 1) {
      throw refusal(unnest, "local does not run UNNEST of several arrays: write one UNNEST each");
    }
    noteAs("unnest", unnest);
    String array = visit(unnest.expression(0));
    return unnest.ORDINALITY() == null
        ? "LATERAL (SELECT unnest(%s))".formatted(array)
        : "LATERAL (SELECT unnest(%1$s), generate_subscripts(%1$s, 1))".formatted(array);
  }

  /** Athena has no names for these columns, and DuckDB's would be seen. */
  @Override
  public String visitInlineTable(InlineTableContext table) {
    String columns =
        java.util.stream.IntStream.range(0, width(table.expression(0)))
            .mapToObj(_ -> unnamed())
            .collect(Collectors.joining(", "));
    String rows = table.expression().stream().map(this::row).collect(Collectors.joining(", "));
    return "SELECT * FROM (VALUES %s) AS \"values\" (%s)".formatted(rows, columns);
  }

  private String row(ExpressionContext row) {
    return only(row) instanceof RowConstructorContext ? visit(row) : "(" + visit(row) + ")";
  }

  private static int width(ExpressionContext row) {
    return only(row) instanceof RowConstructorContext values ? values.expression().size() : 1;
  }

  @Override
  public String visitSelectSingle(SelectSingleContext item) {
    String text = visit(item.expression());
    if (item.identifier() != null) {
      return text + " AS " + visit(item.identifier());
    }
    return switch (only(item.expression())) {
      case ColumnReferenceContext column -> text + " AS " + visit(column.identifier());
      case DereferenceContext field -> text + " AS " + visit(field.fieldName);
      default -> text + " AS " + unnamed();
    };
  }

  private String unnamed() {
    return "\"" + DuckDbQuery.UNNAMED + unnamed++ + "\"";
  }

  // Names.

  @Override
  public String visitUnquotedIdentifier(UnquotedIdentifierContext name) {
    return quoted(name.getText());
  }

  @Override
  public String visitQuotedIdentifier(QuotedIdentifierContext name) {
    return name.getText();
  }

  @Override
  public String visitColumnReference(ColumnReferenceContext column) {
    noteAs(name(column.identifier()), column);
    return visit(column.identifier());
  }

  @Override
  public String visitDereference(DereferenceContext field) {
    String base = visit(field.base);
    boolean name =
        field.base instanceof ColumnReferenceContext || field.base instanceof DereferenceContext;
    return (name ? base : "(" + base + ")") + "." + visit(field.fieldName);
  }

  // Literals.

  @Override
  public String visitIntegerLiteral(IntegerLiteralContext number) {
    return plain(number);
  }

  @Override
  public String visitDecimalLiteral(DecimalLiteralContext number) {
    return plain(number);
  }

  private static String plain(ParserRuleContext number) {
    if (!number.getText().matches("-?[0-9]*\\.?[0-9]*")) {
      throw refusal(number, "local reads numbers of the digits 0 to 9 only: write them so");
    }
    return number.getText();
  }

  @Override
  public String visitTypeConstructor(TypeConstructorContext literal) {
    String type = literal.getStart().getText().toUpperCase(Locale.ROOT);
    String text = literal.string().getText();
    return switch (type) {
      case "DATE" -> Literals.date(text, refuser(literal));
      case "TIMESTAMP" -> Literals.timestamp(text, refuser(literal));
      case "JSON" -> "athena.json_parse(" + text + ")";
      default -> throw refusal(literal, "local does not read a literal " + type + ": write CAST");
    };
  }

  @Override
  public String visitInterval(IntervalContext interval) {
    String text = interval.string().getText();
    String unit = interval.intervalQualifier().getText().toUpperCase(Locale.ROOT);
    return Literals.interval(text, unit, interval.MINUS() != null, refuser(interval));
  }

  private static Literals.Refuser refuser(ParserRuleContext rule) {
    return why -> refusal(rule, why);
  }

  // Operators.

  @Override
  public String visitPredicated(PredicatedContext predicated) {
    return switch (predicated.predicate()) {
      case ComparisonContext comparison -> comparison(predicated, comparison);
      case BetweenContext between -> between(predicated, between);
      case null, default -> joined(predicated);
    };
  }

  private String comparison(PredicatedContext value, ComparisonContext comparison) {
    String sign = comparison.comparisonOperator().getText().replace("!=", "<>");
    if (isNull(value.valueExpression())
        || isNull(comparison.right)
        || LateTypes.isIn(value.valueExpression())
        || LateTypes.isIn(comparison.right)) {
      return "(%s %s %s)".formatted(visit(value.valueExpression()), sign, visit(comparison.right));
    }
    String name =
        Comparisons.OPERATORS.entrySet().stream()
            .filter(operator -> operator.getValue().equals(sign))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    noteAs(name, comparison.comparisonOperator());
    return "athena.%s(%s, %s)"
        .formatted(name, compared(value.valueExpression()), compared(comparison.right));
  }

  /** A literal number is of every type of numbers to DuckDB, which then cannot choose one. */
  private String compared(ParserRuleContext value) {
    String text = visit(value);
    return only(value).getParent() instanceof IntegerLiteralContext
        ? "CAST(" + text + " AS BIGINT)"
        : text;
  }

  /** A NULL has every type, and would be compared with the first one. */
  private static boolean isNull(ParserRuleContext value) {
    return only(value).getParent() instanceof NullLiteralContext;
  }

  private String between(PredicatedContext value, BetweenContext between) {
    if (between.SYMMETRIC() != null) {
      throw refusal(between, "local does not run SYMMETRIC: write the lesser value first");
    }
    if (LateTypes.isIn(value)) {
      return "(%s %s)".formatted(visit(value.valueExpression()), joined(between));
    }
    String text =
        operator("between", between, value.valueExpression(), between.lower, between.upper);
    return between.NOT() == null ? text : "(NOT " + text + ")";
  }

  @Override
  public String visitArithmeticBinary(ArithmeticBinaryContext binary) {
    String name =
        switch (binary.operator.getText()) {
          case "+" -> "plus";
          case "-" -> "minus";
          case "*" -> "times";
          case "/" -> "divide";
          default -> "modulus";
        };
    if (LateTypes.isIn(binary)) {
      return LateTypes.arithmetic(binary, visit(binary.left), visit(binary.right));
    }
    places.putIfAbsent(name, place(binary.operator));
    return operator(name, binary, binary.left, binary.right);
  }

  @Override
  public String visitArithmeticUnary(ArithmeticUnaryContext unary) {
    String value = visit(unary.valueExpression());
    return unary.operator.getText().equals("-") ? "(- " + value + ")" : value;
  }

  @Override
  public String visitConcatenation(ConcatenationContext texts) {
    if (LateTypes.isIn(texts)) {
      return "(" + visit(texts.left) + " || " + visit(texts.right) + ")";
    }
    places.putIfAbsent("joined", place(texts.CONCAT().getSymbol()));
    return operator("joined", texts, texts.left, texts.right);
  }

  @Override
  public String visitSubscript(SubscriptContext subscript) {
    return operator("subscript", subscript, subscript.value, subscript.index);
  }

  @Override
  public String visitAtTimeZone(AtTimeZoneContext moment) {
    if (!moment.timeZoneSpecifier().getText().equalsIgnoreCase("TIMEZONE'UTC'")) {
      throw refusal(
          moment,
          "local does not run AT TIME ZONE: it knows UTC alone, and DuckDB's times carry no zone");
    }
    return operator("at_utc", moment, moment.valueExpression());
  }

  private String operator(String name, ParserRuleContext where, ParserRuleContext... operands) {
    noteAs(name, where);
    return Arrays.stream(operands)
        .map(this::visit)
        .collect(Collectors.joining(", ", "athena." + name + "(", ")"));
  }

  @Override
  public String visitSubqueryExpression(SubqueryExpressionContext query) {
    return LateTypes.text("a subquery", query, joined(query));
  }

  @Override
  public String visitRowConstructor(RowConstructorContext row) {
    if (row.ROW() != null || row.expression().size() < 2) {
      throw refusal(row, "local does not run ROW(): write its values as columns");
    }
    return joined(row);
  }

  // Functions.

  @Override
  public String visitFunctionCall(FunctionCallContext call) {
    return new CallWriter(this, call).text();
  }

  @Override
  public String visitListagg(ListaggContext call) {
    if (call.listAggOverflowBehavior() != null || call.over() != null) {
      throw refusal(call, "local does not run listagg() with OVERFLOW or OVER: write it without");
    }
    return LateTypes.text("listagg", call, listed(call));
  }

  private String listed(ListaggContext call) {
    return "string_agg(%s%s, %s %s)%s"
        .formatted(
            call.setQuantifier() == null ? "" : call.setQuantifier().getText() + " ",
            visit(call.expression()),
            call.string() == null ? "''" : call.string().getText(),
            visit(call.orderBy()),
            call.filter() == null ? "" : " " + visit(call.filter()));
  }

  @Override
  public String visitCast(CastContext cast) {
    if (LateTypes.isIn(cast.expression())) {
      return LateTypes.cast(cast, visit(cast.expression()));
    }
    String text = Casts.text(cast.type(), visit(cast.expression()), refuser(cast));
    Casts.NAMES.forEach(name -> noteAs(name, cast));
    return cast.TRY_CAST() == null ? text : "TRY(" + text + ")";
  }

  @Override
  public String visitCurrentTimestamp(CurrentTimestampContext now) {
    return "athena.now()";
  }

  @Override
  public String visitLocalTimestamp(LocalTimestampContext now) {
    return "athena.localtimestamp()";
  }

  @Override
  public String visitPosition(PositionContext position) {
    return operator("strpos", position, position.valueExpression(1), position.valueExpression(0));
  }

  @Override
  public String visitSubstring(SubstringContext text) {
    return operator("substr", text, text.valueExpression().toArray(ParserRuleContext[]::new));
  }

  @Override
  public String visitTrim(TrimContext trim) {
    String side = trim.trimsSpecification() == null ? "" : trim.trimsSpecification().getText();
    String name =
        switch (side.toUpperCase(Locale.ROOT)) {
          case "LEADING" -> "ltrim";
          case "TRAILING" -> "rtrim";
          default -> "trim";
        };
    return trim.trimChar == null
        ? operator(name, trim, trim.trimSource)
        : operator(name, trim, trim.trimSource, trim.trimChar);
  }

  @Override
  public String visitGroupingOperation(GroupingOperationContext grouping) {
    return "CAST(" + joined(grouping) + " AS INTEGER)";
  }

  @Override
  public String visitExtract(ExtractContext extract) {
    String field = name(extract.identifier());
    String function = field.equals("day_of_month") ? "day" : field;
    if (!Functions.isField(function)) {
      throw refusal(extract, "local does not extract " + field + ": write date_format");
    }
    return operator(function, extract, extract.valueExpression());
  }

  // What all of them use.

  String joined(ParserRuleContext rule) {
    StringBuilder text = new StringBuilder();
    @Nullable Token last = null;
    for (ParseTree child : rule.children) {
      if (child instanceof ParserRuleContext inner && inner.getChildCount() == 0) {
        continue;
      }
      if (last != null) {
        text.append(gap(last, first(child)));
      }
      text.append(visit(child));
      last = last(child);
    }
    return text.toString();
  }

  private static String gap(Token last, Token next) {
    int lines = next.getLine() - last.getLine();
    return lines > 0
        ? "\n".repeat(lines)
        : next.getStartIndex() > last.getStopIndex() + 1 ? " " : "";
  }

  private static Token first(ParseTree tree) {
    return tree instanceof TerminalNode word
        ? word.getSymbol()
        : ((ParserRuleContext) tree).getStart();
  }

  private static Token last(ParseTree tree) {
    return tree instanceof TerminalNode word
        ? word.getSymbol()
        : ((ParserRuleContext) tree).getStop();
  }

  /** What an expression is, if it is but one thing. */
  static ParseTree only(ParseTree tree) {
    ParseTree inner = tree;
    while (true) {
      if (inner instanceof ParenthesizedExpressionContext parenthesized) {
        inner = parenthesized.expression();
      } else if (inner.getChildCount() == 1 && !(inner instanceof ColumnReferenceContext)) {
        inner = inner.getChild(0);
      } else {
        return inner;
      }
    }
  }

  void noteAs(String name, ParserRuleContext rule) {
    places.putIfAbsent(name, place(rule.getStart()));
  }

  static String name(IdentifierContext identifier) {
    String text = identifier.getText();
    return identifier instanceof QuotedIdentifierContext
        ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
        : text.toLowerCase(Locale.ROOT);
  }

  static String quoted(String name) {
    return "\"" + name + "\"";
  }

  /** The first words of what is refused, as they stand in the SQL. */
  private static String words(ParserRuleContext rule) {
    List<String> words = new ArrayList<>();
    for (ParseTree child : rule.children) {
      if (!(child instanceof TerminalNode word)
          || !word.getText().matches("\\w+")
          || words.size() == 2) {
        break;
      }
      words.add(word.getText().toUpperCase(Locale.ROOT));
    }
    return words.isEmpty()
        ? "what begins with " + rule.getStart().getText()
        : String.join(" ", words);
  }

  private static Place place(Token token) {
    return new Place(token.getLine(), token.getCharPositionInLine() + 1);
  }

  static Refusal refusal(ParserRuleContext rule, String what) {
    return new Refusal(place(rule.getStart()), what);
  }

  /** What ends the writing. */
  static final class Refusal extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;
    private final transient Place where;
    private final String what;

    private Refusal(Place where, String what) {
      super(what, null, false, false);
      this.where = where;
      this.what = what;
    }

    Place where() {
      return where;
    }

    String what() {
      return what;
    }
  }
}
