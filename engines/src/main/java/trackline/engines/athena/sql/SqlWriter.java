package trackline.engines.athena.sql;

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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.RuleNode;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;
import trackline.engines.athena.sql.AthenaSql.Place;

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
          WithContext.class,
          SortItemContext.class,
          LimitRowCountContext.class,
          RowCountContext.class,
          QueryTermDefaultContext.class,
          QueryPrimaryDefaultContext.class,
          SubqueryContext.class,
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
          BetweenContext.class,
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
          NumericLiteralContext.class,
          DecimalLiteralContext.class,
          DoubleLiteralContext.class,
          IntegerLiteralContext.class,
          IntervalLiteralContext.class,
          ExistsContext.class,
          SimpleWhenClauseContext.class,
          SearchedWhenClauseContext.class,
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

  /** The operators that are DuckDB's own where both sides are numbers. */
  private static final Set<String> PLAIN = Set.of("plus", "minus", "times");

  private final ValueTypes types = new ValueTypes(this);
  private final Set<String> tables = new LinkedHashSet<>();
  private final Map<ParserRuleContext, Set<String>> hidden = new HashMap<>();
  private Set<String> named = Set.of();
  private Set<String> sorted = Set.of();
  private final Map<String, Place> places = new HashMap<>();
  private int unnamed;

  ValueTypes types() {
    return types;
  }

  DuckDbQuery query(SingleStatementContext statement) {
    String text = Objects.requireNonNull(visit(statement.statement()));
    return new DuckDbQuery(text, List.copyOf(tables), Map.copyOf(places));
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

  /** A named query is known to those behind it, and only inside of the query that names it. */
  @Override
  public String visitQuery(QueryContext query) {
    Set<String> outside = named;
    try {
      return joined(query);
    } finally {
      named = outside;
    }
  }

  @Override
  public String visitNamedQuery(NamedQueryContext query) {
    String text = joined(query);
    named =
        Stream.concat(named.stream(), Stream.of(lower(query.name)))
            .collect(Collectors.toUnmodifiableSet());
    return text;
  }

  @Override
  public String visitQueryNoWith(QueryNoWithContext query) {
    @Nullable QuerySpecificationContext only = Aliases.only(query);
    if (only == null) {
      return joined(query);
    }
    Aliases.checkOrder(only, query.orderBy());
    Set<String> names = Aliases.mistakable(only, query.orderBy());
    if (names.isEmpty()) {
      return joined(query);
    }
    hidden.put(only, names);
    if (query.orderBy() != null) {
      hidden.put(query.orderBy(), names);
    }
    return Aliases.isSortedByNames(only, query.orderBy())
        ? Aliases.shown(names, visit(query.queryTerm())) + " " + joined(query, 1)
        : Aliases.shown(names, joined(query));
  }

  @Override
  public String visitQuerySpecification(QuerySpecificationContext query) {
    Set<String> names = hidden.containsKey(query) ? Set.of() : Aliases.mistakable(query, null);
    if (names.isEmpty()) {
      return joined(query);
    }
    hidden.put(query, names);
    return Aliases.shown(names, joined(query));
  }

  @Override
  public String visitOrderBy(OrderByContext order) {
    Set<String> outside = sorted;
    sorted = hidden.getOrDefault(order, outside);
    try {
      return joined(order);
    } finally {
      sorted = outside;
    }
  }

  @Override
  public String visitSetOperation(SetOperationContext both) {
    String right = visit(both.right);
    String operator = both.operator.getText().toUpperCase(Locale.ROOT);
    if (both.corresponding() != null) {
      visit(both.corresponding());
    }
    return "%s %s%s %s"
        .formatted(
            visit(both.left),
            operator,
            both.setQuantifier() == null ? "" : " " + visit(both.setQuantifier()),
            types.rows(both, operator, right));
  }

  @Override
  public String visitTableName(TableNameContext table) {
    if (table.queryPeriod() != null) {
      throw refusal(table.queryPeriod(), "local does not run FOR: it has no table's past");
    }
    List<IdentifierContext> name = table.qualifiedName().identifier();
    String last = lower(name.getLast());
    if (name.size() == 1 && named.contains(last)) {
      return visit(name.getLast());
    }
    Tables.check(
        name.subList(0, name.size() - 1).stream().map(SqlWriter::lower).toList(), place(table));
    tables.add(last);
    noteAs(last, name.getLast());
    return Tables.SCHEMA + "." + quoted(last);
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
        IntStream.range(0, width(table.expression(0)))
            .mapToObj(_ -> unnamed())
            .collect(Collectors.joining(", "));
    String rows = table.expression().stream().map(this::row).collect(Collectors.joining(", "));
    return "SELECT * FROM (VALUES %s) AS \"values\" (%s)%s"
        .formatted(rows, columns, types.columns(table, cells(table)));
  }

  /** The values of each column. */
  private static List<List<ParserRuleContext>> cells(InlineTableContext table) {
    return IntStream.range(0, width(table.expression(0)))
        .mapToObj(column -> table.expression().stream().map(row -> cell(row, column)).toList())
        .toList();
  }

  private static ParserRuleContext cell(ExpressionContext row, int column) {
    return only(row) instanceof RowConstructorContext values
        ? values.expression(Math.min(column, values.expression().size() - 1))
        : row;
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
    @Nullable String alias = Aliases.name(item);
    if (alias != null && hidden.getOrDefault(item.getParent(), Set.of()).contains(alias)) {
      return text + " AS " + Aliases.hidden(alias);
    }
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
    String lower = lower(column.identifier());
    return sorted.contains(lower) ? Aliases.hidden(lower) : visit(column.identifier());
  }

  @Override
  public String visitDereference(DereferenceContext field) {
    String base = visit(field.base);
    noteAs(base.replace("\"", ""), field);
    boolean name =
        field.base instanceof ColumnReferenceContext || field.base instanceof DereferenceContext;
    return (name ? base : "(" + base + ")") + "." + visit(field.fieldName);
  }

  // Literals.

  /** A plain literal has no type to DuckDB yet, and is taken for whatever stands beside it. */
  @Override
  public String visitBasicStringLiteral(BasicStringLiteralContext text) {
    return text.getText() + "::VARCHAR";
  }

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
    ValueExpressionContext value = predicated.valueExpression();
    return switch (predicated.predicate()) {
      case ComparisonContext comparison ->
          predicate(
              predicated,
              sign(comparison.comparisonOperator()),
              "%s %s %s"
                  .formatted(
                      visit(value), sign(comparison.comparisonOperator()), visit(comparison.right)),
              value,
              comparison.right);
      case BetweenContext between -> between(predicated, between);
      case InListContext in ->
          predicate(predicated, "IN", joined(predicated), with(value, in.expression()));
      case InSubqueryContext in ->
          only(value) instanceof RowConstructorContext
              ? joined(predicated)
              : predicate(predicated, "IN", joined(predicated), value, in.query());
      case QuantifiedComparisonContext all ->
          predicate(
              predicated, sign(all.comparisonOperator()), joined(predicated), value, all.query());
      case DistinctFromContext distinct ->
          predicate(predicated, "IS DISTINCT FROM", joined(predicated), value, distinct.right);
      case LikeContext like -> {
        noteAs("LIKE", like);
        yield joined(predicated);
      }
      case null ->
          types.isCondition(predicated)
              ? types.condition(value, joined(predicated))
              : joined(predicated);
      default -> joined(predicated);
    };
  }

  private String predicate(
      PredicatedContext where, String sign, String text, ParserRuleContext... values) {
    return types.predicate(where, sign + " takes values of one type", text, List.of(values));
  }

  private static ParserRuleContext[] with(
      ParserRuleContext first, List<? extends ParserRuleContext> others) {
    return Stream.concat(Stream.of(first), others.stream()).toArray(ParserRuleContext[]::new);
  }

  private static String sign(ComparisonOperatorContext operator) {
    return operator.getText().replace("!=", "<>");
  }

  private String between(PredicatedContext value, BetweenContext between) {
    if (between.SYMMETRIC() != null) {
      throw refusal(between, "local does not run SYMMETRIC: write the lesser value first");
    }
    return predicate(
        value, "BETWEEN", joined(value), value.valueExpression(), between.lower, between.upper);
  }

  @Override
  public String visitSearchedCase(SearchedCaseContext choice) {
    return types.value(choice, "CASE takes results of one type", joined(choice), results(choice));
  }

  @Override
  public String visitSimpleCase(SimpleCaseContext choice) {
    List<ParserRuleContext> compared = new ArrayList<>(List.of(choice.operand));
    List<ParserRuleContext> results = new ArrayList<>();
    for (SimpleWhenClauseContext when : choice.simpleWhenClause()) {
      if (when.condition == null) {
        throw refusal(when, "local does not run WHEN of a condition's part: write CASE WHEN");
      }
      compared.add(when.condition);
      results.add(when.result);
    }
    if (choice.elseExpression != null) {
      results.add(choice.elseExpression);
    }
    String text = types.value(choice, "CASE takes results of one type", joined(choice), results);
    return types.value(choice, "CASE compares values of one type", text, compared);
  }

  static List<ParserRuleContext> results(SearchedCaseContext choice) {
    Stream<ParserRuleContext> others =
        choice.searchedWhenClause().stream().map(when -> when.result);
    return choice.elseExpression == null
        ? others.toList()
        : Stream.concat(others, Stream.of(choice.elseExpression)).toList();
  }

  @Override
  public String visitArrayConstructor(ArrayConstructorContext array) {
    return types.value(
        array, "ARRAY takes elements of one type", joined(array), array.expression());
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
    return hasInterval(binary) || !PLAIN.contains(name)
        ? operator(name, binary, binary.left, binary.right)
        : types.numbers(
            binary,
            binary.operator.getText(),
            "(%s %s %s)"
                .formatted(visit(binary.left), binary.operator.getText(), visit(binary.right)),
            List.of(binary.left, binary.right));
  }

  private static boolean hasInterval(ParseTree tree) {
    return tree instanceof IntervalContext
        || IntStream.range(0, tree.getChildCount())
            .anyMatch(child -> hasInterval(tree.getChild(child)));
  }

  @Override
  public String visitArithmeticUnary(ArithmeticUnaryContext unary) {
    String value = visit(unary.valueExpression());
    return "(" + unary.operator.getText() + " " + value + ")";
  }

  @Override
  public String visitConcatenation(ConcatenationContext texts) {
    if (LateTypes.isIn(texts)) {
      return types.texts(
          texts,
          "(" + visit(texts.left) + " || " + visit(texts.right) + ")",
          List.of(texts.left, texts.right));
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
    if (cast.TRY_CAST() != null) {
      noteAs("try", cast);
    }
    return cast.TRY_CAST() == null ? text : CallWriter.tried(this, text, cast.expression());
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
    String text = operator(function, extract, extract.valueExpression());
    return DateUnits.isOfTime(function)
        ? types.notDate(extract, "extract", function, text, List.of(extract.valueExpression()))
        : text;
  }

  // What all of them use.

  String joined(ParserRuleContext rule) {
    return joined(rule, 0);
  }

  private String joined(ParserRuleContext rule, int first) {
    StringBuilder text = new StringBuilder();
    @Nullable Token last = null;
    for (ParseTree child : rule.children.subList(first, rule.getChildCount())) {
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

  /** A name as Athena's engine compares names. */
  static String lower(IdentifierContext identifier) {
    return name(identifier).toLowerCase(Locale.ROOT);
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

  static Place place(ParserRuleContext rule) {
    return place(rule.getStart());
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

    Refusal(Place where, String what) {
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
