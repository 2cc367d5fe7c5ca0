package trackline.local.athena.sql;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import trackline.local.athena.sql.AthenaSql.Place;

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
      Pattern.compile("[Cc]olumn \"([^\"]+)\" (?:not found|referenced that exists)");
  private static final Pattern TABLE = Pattern.compile("Table with name (\\S+) does not exist");
  private static final Pattern THROWN = Pattern.compile("^.*?Exception: ", Pattern.DOTALL);
  private static final Pattern OWN = Pattern.compile("(?:Invalid Input Error: )?(\\w+): local .*");

  /** The name that Athena gives a column of the answer. */
  public static String column(String label, int index) {
    return label.startsWith(UNNAMED) ? "_col" + index : label;
  }

  /** What DuckDB says of this query, in words that fit the SQL as it was given. */
  public SqlRefused refusal(String error) {
    String message = THROWN.matcher(error).replaceFirst("").lines().findFirst().orElse(error);
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
        .or(() -> named(TABLE, message).map(this::noTable))
        .orElseGet(() -> SqlRefused.failure(message));
  }

  private SqlRefused noColumn(String name) {
    return SqlRefused.syntax(place(name) + "Column '" + name + "' cannot be resolved");
  }

  private SqlRefused noTable(String name) {
    return SqlRefused.syntax(
        place(name) + "Table '" + name + "' does not exist; local has " + Functions.TABLES);
  }

  private static java.util.Optional<String> named(Pattern pattern, String message) {
    Matcher matcher = pattern.matcher(message);
    return matcher.find() ? java.util.Optional.of(matcher.group(1)) : java.util.Optional.empty();
  }

  private String place(String name) {
    @Nullable Place place = places.get(name);
    return Place.of(place);
  }
}
