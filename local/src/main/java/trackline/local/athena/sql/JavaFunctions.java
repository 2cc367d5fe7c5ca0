package trackline.local.athena.sql;

import static org.duckdb.DuckDBColumnType.BIGINT;
import static org.duckdb.DuckDBColumnType.BOOLEAN;
import static org.duckdb.DuckDBColumnType.DOUBLE;
import static org.duckdb.DuckDBColumnType.INTEGER;
import static org.duckdb.DuckDBColumnType.VARCHAR;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
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
    add("athena_iso_millis", BIGINT, a -> isoMillis(text(a, 0)), VARCHAR);
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
    add("athena_json_text", VARCHAR, a -> JsonTexts.scalar(text(a, 0), "$"), VARCHAR);
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
  private static String doubleText(double value) {
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

  private static long isoMillis(String text) {
    try {
      OffsetDateTime time = OffsetDateTime.parse(text, DateTimeFormatter.ISO_DATE_TIME);
      if (!time.getOffset().equals(ZoneOffset.UTC)) {
        fail(
            "from_iso8601_timestamp: local runs from_iso8601_timestamp() of times in UTC only, and this text has another zone");
      }
      return time.toInstant().toEpochMilli();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "INVALID_FUNCTION_ARGUMENT: a varchar is no time with a date, a T and a Z", e);
    }
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
