package trackline.engines.athena.sql;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import trackline.engines.athena.sql.AthenaSql.Place;

/**
 * A query as DuckDB runs it.
 *
 * @param text the SQL
 * @param tables the names of the tables that it reads
 * @param places where each function, operator, column and table is named first
 */
public record DuckDbQuery(String text, List<String> tables, Map<String, Place> places) {

  /** A column without a name of its own has one in DuckDB that begins with this. */
  static final String UNNAMED = "\u0001";

  private static final Pattern MACRO =
      Pattern.compile("Macro \"?(\\w+)\"?\\(\\) (does not support|has multiple)");
  private static final Pattern COLUMN =
      Pattern.compile("[Cc]olumn \"([^\"]+)\" (?:(?:was )?not found|referenced that exists)");
  private static final Pattern FUNCTION =
      Pattern.compile("No function matches the given name and argument types '([^(]+)\\(");
  private static final Pattern QUALIFIER = Pattern.compile("Referenced table \"(.+)\" not found");
  private static final Pattern THROWN = Pattern.compile("^.*?Exception: ", Pattern.DOTALL);
  private static final Pattern OWN = Pattern.compile("(?:Invalid Input Error: )?(\\w+): local .*");

  /** The name that Athena gives a column of the answer. */
  public static String column(String label, int index) {
    return label.startsWith(UNNAMED) ? "_col" + index : label;
  }

  /** What DuckDB says of this query, in words that fit the SQL as it was given. */
  public SqlRefused refusal(String error) {
    String message = THROWN.matcher(error).replaceFirst("").lines().findFirst().orElse(error);
    if (message.startsWith(TypeChecks.MARK)) {
      return unlike(message.substring(TypeChecks.MARK.length()));
    }
    Matcher own = OWN.matcher(message);
    if (own.matches()) {
      return SqlRefused.notLocal(place(own.group(1)), Functions.shown(message, own.group(1)));
    }
    if (message.contains("TRY can not be used")) {
      return SqlRefused.notLocal(
          place("try"), "local does not run TRY around what it may refuse: write the condition");
    }
    if (message.contains("unordered_map::at")) {
      return SqlRefused.notLocal(
          place("unnest"),
          "local does not run a function of an outer table's column inside UNNEST or a subquery: give"
              + " its result a name in a query below, or write a JOIN");
    }
    return named(MACRO, message)
        .map(name -> SqlRefused.notLocal(place(name), Functions.refusedTypes(name)))
        .or(() -> named(COLUMN, message).map(this::noColumn))
        .or(() -> named(FUNCTION, message).map(this::noFunction))
        .or(() -> named(QUALIFIER, message).map(this::noQualifier))
        .orElseGet(() -> SqlRefused.failure(message));
  }

  /** Where something of the kind stands first. */
  private SqlRefused unlike(String message) {
    String place =
        places.keySet().stream()
            .filter(what -> what.contains(" ") && message.startsWith(what))
            .findFirst()
            .map(this::place)
            .orElse("");
    return message.startsWith("local ")
        ? SqlRefused.notLocal(place, message)
        : SqlRefused.types(place + message);
  }

  private SqlRefused noFunction(String duckDbName) {
    List<String> names = Functions.athenaNames(duckDbName);
    String name = names.stream().filter(places::containsKey).findFirst().orElse(names.getFirst());
    return SqlRefused.notLocal(place(name), Functions.refusedTypes(name));
  }

  private SqlRefused noQualifier(String name) {
    return SqlRefused.notLocal(
        place(name),
        "local does not know columns of " + name + " here: write the table's name or alias alone");
  }

  private SqlRefused noColumn(String name) {
    return SqlRefused.syntax(place(name) + "Column '" + name + "' cannot be resolved");
  }

  /** The refusal of a query for the first of its tables that is not there, if any. */
  public Optional<SqlRefused> withoutTable(Collection<String> there) {
    return tables.stream().filter(table -> !there.contains(table)).findFirst().map(this::noTable);
  }

  private SqlRefused noTable(String name) {
    return SqlRefused.syntax(
        place(name) + "Table '" + name + "' does not exist; local has " + Functions.TABLES);
  }

  private static Optional<String> named(Pattern pattern, String message) {
    Matcher matcher = pattern.matcher(message);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private String place(String name) {
    @Nullable Place place = places.get(name);
    return Place.of(place);
  }
}
