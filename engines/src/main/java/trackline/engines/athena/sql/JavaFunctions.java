package trackline.engines.athena.sql;

import static org.duckdb.DuckDBColumnType.BIGINT;
import static org.duckdb.DuckDBColumnType.BOOLEAN;
import static org.duckdb.DuckDBColumnType.DOUBLE;
import static org.duckdb.DuckDBColumnType.INTEGER;
import static org.duckdb.DuckDBColumnType.VARCHAR;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBScalarFunctionBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Functions in Java, where DuckDB has none of Athena's meaning. Each gives NULL for NULL. They are
 * told to be pure, so that DuckDB works out a constant once and leaves partitions by it.
 */
public final class JavaFunctions {
  private final DuckDBConnection database;

  private JavaFunctions(DuckDBConnection database) {
    this.database = database;
  }

  /** Adds the functions to a database. */
  public static void register(DuckDBConnection database) throws SQLException {
    JavaFunctions functions = new JavaFunctions(database);
    functions.general();
    functions.texts();
    functions.regularExpressions();
    functions.json();
    functions.addresses();
  }

  private void general() throws SQLException {
    add("athena_fail", VARCHAR, a -> fail(text(a, 0)), VARCHAR);
    add("athena_double_text", VARCHAR, a -> doubleText((Double) a[0]), DOUBLE);
    add("athena_round", DOUBLE, a -> round((Double) a[0], (Integer) a[1]), DOUBLE, INTEGER);
    add("athena_alike", VARCHAR, a -> TypeChecks.alike(text(a, 0), text(a, 1)), VARCHAR, VARCHAR);
    add(
        "athena_not_date",
        VARCHAR,
        a -> TypeChecks.notDate(text(a, 0), text(a, 1)),
        VARCHAR,
        VARCHAR);
    add("athena_double", DOUBLE, a -> TextCasts.toDouble(text(a, 0)), VARCHAR);
    add("athena_days", BIGINT, a -> TextCasts.days(text(a, 0)), VARCHAR);
    add("athena_millis", BIGINT, a -> TextCasts.millis(text(a, 0)), VARCHAR);
    add("athena_iso_millis", BIGINT, a -> IsoTimes.millis(text(a, 0)), VARCHAR);
    add("athena_iso_is_zoned", BOOLEAN, a -> IsoTimes.isZoned(text(a, 0)), VARCHAR);
    add("athena_iso_days", BIGINT, a -> IsoTimes.days(text(a, 0)), VARCHAR);
  }

  private void texts() throws SQLException {
    add("athena_lower", VARCHAR, a -> eachPoint(text(a, 0), Character::toLowerCase), VARCHAR);
    add("athena_upper", VARCHAR, a -> eachPoint(text(a, 0), Character::toUpperCase), VARCHAR);
    add("athena_reverse", VARCHAR, a -> reversed(text(a, 0)), VARCHAR);
    add("athena_trim", VARCHAR, a -> trimmed(text(a, 0), text(a, 1)), VARCHAR, VARCHAR);
    add(
        "athena_replace",
        VARCHAR,
        a -> text(a, 0).replace(text(a, 1), text(a, 2)),
        VARCHAR,
        VARCHAR,
        VARCHAR);
  }

  private void regularExpressions() throws SQLException {
    add("athena_regexp_like", BOOLEAN, a -> regex(a).isIn(text(a, 0)), VARCHAR, VARCHAR);
    add(
        "athena_regexp_extract",
        VARCHAR,
        a -> regex(a).extract(text(a, 0), (Long) a[2]),
        VARCHAR,
        VARCHAR,
        BIGINT);
    add(
        "athena_regexp_extract_all",
        VARCHAR,
        a -> JsonTexts.array(regex(a).extractAll(text(a, 0), (Long) a[2])),
        VARCHAR,
        VARCHAR,
        BIGINT);
    add(
        "athena_regexp_replace",
        VARCHAR,
        a -> regex(a).replace(text(a, 0), text(a, 2)),
        VARCHAR,
        VARCHAR,
        VARCHAR);
    add(
        "athena_regexp_split",
        VARCHAR,
        a -> JsonTexts.array(regex(a).split(text(a, 0))),
        VARCHAR,
        VARCHAR);
    add("athena_regexp_count", BIGINT, a -> regex(a).count(text(a, 0)), VARCHAR, VARCHAR);
  }

  private void json() throws SQLException {
    add("athena_json_canonical", VARCHAR, a -> JsonTexts.canonical(text(a, 0)), VARCHAR);
    add("athena_json_quoted", VARCHAR, a -> JsonTexts.quoted(text(a, 0)), VARCHAR);
    add("athena_json_to_varchar", VARCHAR, a -> JsonCasts.varchar(text(a, 0)), VARCHAR);
    add("athena_json_to_bigint", BIGINT, a -> JsonCasts.bigint(text(a, 0)), VARCHAR);
    add("athena_json_to_double", DOUBLE, a -> JsonCasts.toDouble(text(a, 0)), VARCHAR);
    add("athena_json_to_boolean", BOOLEAN, a -> JsonCasts.toBoolean(text(a, 0)), VARCHAR);
    add(
        "athena_json_scalar",
        VARCHAR,
        a -> JsonTexts.scalar(text(a, 0), text(a, 1)),
        VARCHAR,
        VARCHAR);
    add(
        "athena_json_extract",
        VARCHAR,
        a -> JsonTexts.extract(text(a, 0), text(a, 1)),
        VARCHAR,
        VARCHAR);
    add("athena_json_size", BIGINT, a -> JsonTexts.size(text(a, 0), text(a, 1)), VARCHAR, VARCHAR);
    add("athena_json_array_length", BIGINT, a -> JsonTexts.arrayLength(text(a, 0)), VARCHAR);
    add("athena_json_is_scalar", BOOLEAN, a -> JsonTexts.isScalar(text(a, 0)), VARCHAR);
  }

  private void addresses() throws SQLException {
    add("athena_url", VARCHAR, a -> Addresses.part(text(a, 0), text(a, 1)), VARCHAR, VARCHAR);
    add(
        "athena_url_parameter",
        VARCHAR,
        a -> Addresses.parameter(text(a, 0), text(a, 1)),
        VARCHAR,
        VARCHAR);
    add("athena_url_encode", VARCHAR, a -> Addresses.encode(text(a, 0)), VARCHAR);
    add("athena_url_decode", VARCHAR, a -> Addresses.decode(text(a, 0)), VARCHAR);
  }

  private void add(
      String name,
      DuckDBColumnType result,
      Function<Object[], ? extends @Nullable Object> function,
      DuckDBColumnType... parameters)
      throws SQLException {
    try (DuckDBScalarFunctionBuilder builder = DuckDBFunctions.scalarFunction()) {
      builder
          .withName(name)
          .withParameters(parameters)
          .withReturnType(result)
          .withVectorizedFunction(new Rows(List.of(parameters), function))
          .register(database);
    }
  }

  private static String text(Object[] arguments, int index) {
    return (String) arguments[index];
  }

  private static Regexp regex(Object[] arguments) {
    return Regexp.of(text(arguments, 1));
  }

  private static String fail(String message) {
    throw new IllegalArgumentException(message);
  }

  /** A double as Athena casts it to a text. */
  static String doubleText(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    return new DecimalFormat(
            "0.0###################E0", DecimalFormatSymbols.getInstance(Locale.ROOT))
        .format(new BigDecimal(Double.toString(value)));
  }

  private static double round(double value, int digits) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return value;
    }
    double factor = Math.pow(10, digits);
    double scaled = value * factor;
    return (value < 0 ? -Math.round(-scaled) : Math.round(scaled)) / factor;
  }

  private static String eachPoint(String text, java.util.function.IntUnaryOperator change) {
    return text.codePoints()
        .map(change)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static String reversed(String text) {
    return Arrays.stream(text.codePoints().boxed().toArray(Integer[]::new))
        .map(Character::toString)
        .collect(
            Collectors.collectingAndThen(
                Collectors.toList(), points -> String.join("", points.reversed())));
  }

  private static String trimmed(String text, String side) {
    return switch (side) {
      case "leading" -> text.stripLeading();
      case "trailing" -> text.stripTrailing();
      default -> text.strip();
    };
  }
}
