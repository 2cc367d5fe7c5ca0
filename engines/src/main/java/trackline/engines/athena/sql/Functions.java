package trackline.engines.athena.sql;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The functions that local runs: those of functions.sql, the aggregates and the windows'. */
public final class Functions {
  static final String TABLES = "events, quarantine and, with the audit, cloudtrail";

  private static final List<String> STATEMENTS =
      Arrays.stream(text("functions.sql").replaceAll("(?m)^--.*$", "").split(";\\s*\\n"))
          .filter(statement -> !statement.isBlank())
          .toList();
  private static final Set<String> SCALARS =
      STATEMENTS.stream()
          .map(Pattern.compile("athena\\.(\\w+)")::matcher)
          .flatMap(matcher -> matcher.results().limit(1))
          .map((MatchResult name) -> name.group(1))
          .collect(Collectors.toUnmodifiableSet());

  /** DuckDB's names of the aggregates, each proven equal. */
  private static final Map<String, String> AGGREGATES =
      Map.ofEntries(
          Map.entry("count", "count"),
          Map.entry("sum", "sum"),
          Map.entry("avg", "avg"),
          Map.entry("min", "min"),
          Map.entry("max", "max"),
          Map.entry("min_by", "arg_min_null"),
          Map.entry("max_by", "arg_max_null"),
          Map.entry("any_value", "any_value"),
          Map.entry("bool_and", "bool_and"),
          Map.entry("bool_or", "bool_or"),
          Map.entry("every", "bool_and"),
          Map.entry("count_if", "count_if"),
          Map.entry("array_agg", "array_agg"));

  private static final Set<String> WINDOWS =
      Set.of(
          "row_number",
          "rank",
          "dense_rank",
          "percent_rank",
          "cume_dist",
          "ntile",
          "lag",
          "lead",
          "first_value",
          "last_value",
          "nth_value");

  private static final Set<String> FIELDS =
      Set.of(
          "year",
          "quarter",
          "month",
          "week",
          "day",
          "day_of_week",
          "dow",
          "day_of_year",
          "doy",
          "year_of_week",
          "yow",
          "hour",
          "minute",
          "second");

  /** Written by the grammar or by SqlWriter itself, so that no macro has their name. */
  private static final Set<String> SPECIAL =
      Set.of(
          "if",
          "date",
          "coalesce",
          "nullif",
          "try",
          "transform",
          "filter",
          "any_match",
          "all_match",
          "none_match",
          "listagg",
          "grouping",
          "extract",
          "date_format",
          "format_datetime",
          "date_parse",
          "position",
          "cast",
          "try_cast");

  /** Macros that are no functions of Athena's, but what its operators and casts are made of. */
  private static final Pattern INNER =
      Pattern.compile(
          "plus|minus|times|divide|modulus|joined|subscript|averaged|at_utc|moment|written|elements_joined|whole_days|steps|times_of|cast_\\w+");

  private static final Map<String, String> OPERATORS =
      Map.ofEntries(
          Map.entry("plus", "+"),
          Map.entry("minus", "-"),
          Map.entry("times", "*"),
          Map.entry("divide", "/"),
          Map.entry("modulus", "%"),
          Map.entry("joined", "||"),
          Map.entry("LIKE", "LIKE"),
          Map.entry("subscript", "[…]"),
          Map.entry("averaged", "avg()"),
          Map.entry("moment", "date_format() or format_datetime()"),
          Map.entry("written", "date_parse()"));

  /** What an error of DuckDB's may name, by the names here of what is made of it. */
  private static final Map<String, List<String>> DUCKDB =
      Map.of(
          "len", List.of("subscript", "cardinality"),
          "map_keys", List.of("subscript"),
          "map_extract_value", List.of("element_at"),
          "~~", List.of("LIKE"),
          "+", List.of("plus"),
          "-", List.of("minus"),
          "*", List.of("times"));

  private static final Properties INSTEAD = instead();

  private Functions() {}

  /** The statements that give a DuckDB the functions; those of JavaFunctions come before. */
  public static List<String> statements() {
    return Stream.concat(Stream.of("CREATE SCHEMA athena"), STATEMENTS.stream()).toList();
  }

  /** The names of the functions that local runs, in order. */
  public static List<String> names() {
    return Stream.of(SCALARS, AGGREGATES.keySet(), WINDOWS, SPECIAL)
        .flatMap(Set::stream)
        .filter(name -> !INNER.matcher(name).matches())
        .sorted()
        .distinct()
        .toList();
  }

  /** What Athena has in place of a function or operator of DuckDB's. */
  static List<String> athenaNames(String duckDbName) {
    return DUCKDB.getOrDefault(duckDbName, List.of(duckDbName));
  }

  static boolean isScalar(String name) {
    return SCALARS.contains(name) && !INNER.matcher(name).matches();
  }

  static boolean isWindow(String name) {
    return WINDOWS.contains(name);
  }

  static @Nullable String aggregate(String name) {
    return AGGREGATES.get(name);
  }

  /** Why a function is not run here, by its name alone. */
  static String unknown(String name) {
    return "local does not run " + name + "()" + instead(name);
  }

  /** Why a function is not run here with the types of its arguments. */
  static String refusedTypes(String name) {
    String shown = name.startsWith("cast_") ? "cast" : name;
    String what = OPERATORS.containsKey(shown) ? OPERATORS.get(shown) : shown + "()";
    return "local does not run " + what + " with arguments of these types" + instead(shown);
  }

  /** A refusal of functions.sql, without the name that it begins with. */
  static String shown(String message, String name) {
    return message.substring(message.indexOf(name + ": ") + name.length() + 2);
  }

  /** What to write in place of something, behind a colon. */
  static String insteadOf(String name) {
    return instead(name.toLowerCase(java.util.Locale.ROOT));
  }

  /** Whether extract knows a field: those that are functions too. */
  static boolean isField(String name) {
    return FIELDS.contains(name);
  }

  private static String instead(String name) {
    String instead = INSTEAD.getProperty(name);
    return instead == null ? "" : ": " + instead;
  }

  private static Properties instead() {
    Properties properties = new Properties();
    try {
      properties.load(new java.io.StringReader(text("instead.properties")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  private static String text(String resource) {
    try (InputStream in = Functions.class.getResourceAsStream(resource)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
