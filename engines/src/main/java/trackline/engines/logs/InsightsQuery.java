package trackline.engines.logs;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import trackline.engines.logs.Token.Kind;

/**
 * A query for Logs Insights as SQL for DuckDB.
 *
 * <p>This is no interpreter of that language. It knows what the audit's and the ledger's questions
 * are made of: {@code filter}, {@code parse} with named groups, {@code fields}, {@code unnest},
 * {@code stats}, {@code sort}, {@code display}, {@code dedup} and {@code limit}, each where these
 * questions have it. Anything else is malformed here.
 */
final class InsightsQuery {
  static final int MOST_ROWS = 10_000;

  private static final String TIMESTAMP = "@timestamp";
  private static final Pattern GROUP = Pattern.compile("\\\\.|\\((?:\\?<(?<name>[A-Za-z_]\\w*)>)?");

  private final Tokens tokens;
  private String from;
  private String matched;
  private Set<String> columns = new LinkedHashSet<>(List.of(TIMESTAMP, Expressions.MESSAGE));
  private List<String> shown = List.of(TIMESTAMP, Expressions.MESSAGE);
  private String order = "";
  private int limit = MOST_ROWS;
  private boolean aggregated;

  private InsightsQuery(String query, String events) {
    this.tokens = new Tokens(query);
    this.from = events;
    this.matched = events;
  }

  /**
   * Translates a query.
   *
   * @param events SQL that gives the events as {@code @timestamp} and {@code @message}
   */
  static InsightsQuery of(String query, String events) {
    InsightsQuery translated = new InsightsQuery(query, events);
    translated.translate();
    return translated;
  }

  /** The rows, those of the columns that are shown. */
  String sql() {
    return "SELECT %s FROM (%s)%s LIMIT %d".formatted(quoted(shown), from, order, limit);
  }

  /** The events that the filters let through. */
  String matched() {
    return matched;
  }

  /** Whether a row is an event, which can be looked up. */
  boolean isOfEvents() {
    return !aggregated;
  }

  private void translate() {
    do {
      command(tokens.require(Kind.NAME));
    } while (tokens.take("|"));
    if (!tokens.isAtEnd()) {
      throw new Malformed("at " + tokens.peek().text());
    }
  }

  private void command(String name) {
    switch (name) {
      case "filter" -> filter();
      case "parse" -> parse();
      case "fields" -> fields();
      case "unnest" -> unnest();
      case "stats" -> stats();
      case "sort" -> sort();
      case "display" -> shown = names();
      case "dedup" -> dedup();
      case "limit" -> limit = Math.min(MOST_ROWS, Integer.parseInt(tokens.require(Kind.NUMBER)));
      default -> throw new Malformed("the command " + name);
    }
    if (!aggregated) {
      matched = from;
    }
  }

  private Expressions expressions() {
    return new Expressions(tokens, columns, !aggregated);
  }

  private void filter() {
    from = "SELECT * FROM (" + from + ") WHERE " + expressions().condition();
  }

  /** Each named group becomes a field, which is absent where nothing matches. */
  private void parse() {
    String text = expressions().value();
    String pattern = tokens.require(Kind.PATTERN);
    StringBuilder unnamed = new StringBuilder();
    List<String> added = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    Matcher group = GROUP.matcher(pattern);
    while (group.find()) {
      boolean isGroup = group.group().startsWith("(");
      boolean isPlain = isGroup && !pattern.startsWith("(?", group.start());
      if (isPlain || group.group("name") != null) {
        groups.add(group.group("name") == null ? "" : group.group("name"));
      }
      group.appendReplacement(unnamed, Matcher.quoteReplacement(isGroup ? "(" : group.group()));
    }
    group.appendTail(unnamed);
    for (int i = 0; i < groups.size(); i++) {
      if (!groups.get(i).isEmpty()) {
        added.add(
            "nullif(regexp_extract(%s, %s, %d), '') AS %s"
                .formatted(
                    text,
                    Expressions.literal(unnamed.toString()),
                    i + 1,
                    Expressions.quoted(groups.get(i))));
        columns.add(groups.get(i));
      }
    }
    from = "SELECT *, " + String.join(", ", added) + " FROM (" + from + ")";
  }

  private void fields() {
    Expressions expressions = expressions();
    List<String> added = new ArrayList<>();
    List<String> names = new ArrayList<>();
    do {
      Token first = tokens.peek();
      String value = expressions.value();
      String name = tokens.take("as") ? expressions.name() : first.text();
      if (!columns.contains(name)) {
        added.add(value + " AS " + Expressions.quoted(name));
      }
      names.add(name);
    } while (tokens.take(","));
    columns.addAll(names);
    shown = names;
    if (!added.isEmpty()) {
      from = "SELECT *, " + String.join(", ", added) + " FROM (" + from + ")";
    }
  }

  /** A row for each element of a list; what is no list is one element. */
  private void unnest() {
    String list = expressions().value();
    tokens.require("into");
    String element = tokens.require(Kind.NAME);
    from =
        """
        SELECT *, unnest(CASE WHEN json_type(%1$s) = 'ARRAY' THEN json_extract(%1$s, '$[*]')
          ELSE [%1$s] END) AS %2$s FROM (%3$s)
        """
            .formatted(list, Expressions.quoted(element), from);
    columns.add(element);
  }

  private void stats() {
    Expressions expressions = expressions();
    List<String> values = new ArrayList<>();
    List<String> names = new ArrayList<>();
    do {
      String value = aggregate(expressions);
      tokens.require("as");
      String name = expressions.name();
      values.add(value + " AS " + Expressions.quoted(name));
      names.add(name);
    } while (tokens.take(","));
    tokens.require("by");
    List<String> keys = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    do {
      String key = expressions.name();
      groups.add(expressions.field(key));
      keys.add(key);
    } while (tokens.take(","));
    from = grouped(values, keys, groups);
    shown = new ArrayList<>(keys);
    shown.addAll(names);
    columns = new LinkedHashSet<>(shown);
    order = "";
    aggregated = true;
  }

  private String grouped(List<String> values, List<String> keys, List<String> groups) {
    List<String> selected = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      selected.add(groups.get(i) + " AS " + Expressions.quoted(keys.get(i)));
    }
    selected.addAll(values);
    return "SELECT %s FROM (%s) GROUP BY %s"
        .formatted(String.join(", ", selected), from, String.join(", ", groups));
  }

  private String aggregate(Expressions expressions) {
    String function = expressions.name();
    tokens.require("(");
    if (function.equals("count")) {
      tokens.require("*");
      tokens.require(")");
      return "count(*)";
    }
    String value = expressions.value();
    tokens.require(")");
    return switch (function) {
      case "min", "sortsFirst" -> "min(" + value + ")";
      case "max", "sortsLast" -> "max(" + value + ")";
      case "sum" -> "sum(TRY_CAST(" + value + " AS BIGINT))";
      default -> throw new Malformed("the aggregation " + function);
    };
  }

  private void sort() {
    Expressions expressions = expressions();
    List<String> keys = new ArrayList<>();
    do {
      String key = expressions.field(expressions.name());
      boolean descending = tokens.take("desc");
      if (!descending) {
        tokens.take("asc");
      }
      keys.add(key + (descending ? " DESC" : " ASC") + " NULLS LAST");
    } while (tokens.take(","));
    order = " ORDER BY " + String.join(", ", keys);
  }

  /** The first of the rows that agree in some fields; where one of these is absent, each row. */
  private void dedup() {
    List<String> keys = names();
    String absent =
        keys.stream()
            .map(key -> Expressions.quoted(key) + " IS NULL")
            .collect(Collectors.joining(" OR "));
    from =
        """
        SELECT * EXCLUDE ("@copy") FROM (
          SELECT *, row_number() OVER (PARTITION BY %s%s) AS "@copy" FROM (%s)
        ) WHERE "@copy" = 1 OR %s
        """
            .formatted(quoted(keys), order, from, absent);
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    do {
      String name = tokens.require(Kind.NAME);
      if (!columns.contains(name)) {
        throw new Malformed("no field " + name);
      }
      names.add(name);
    } while (tokens.take(","));
    return names;
  }

  private static String quoted(List<String> names) {
    return names.stream().map(Expressions::quoted).collect(Collectors.joining(", "));
  }
}
