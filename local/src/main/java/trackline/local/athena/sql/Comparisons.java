package trackline.local.athena.sql;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Comparisons. DuckDB reads a text as a number or a time to compare it with one, where Athena gives
 * an error, so that such a pair of types has a line that says so.
 */
final class Comparisons {
  /** Athena's signs by the macros' names. */
  static final Map<String, String> OPERATORS =
      Map.of("eq", "=", "ne", "<>", "lt", "<", "le", "<=", "gt", ">", "ge", ">=");

  private static final List<String> NOT_TEXTS =
      List.of("BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP", "TIMESTAMPTZ");

  private Comparisons() {}

  static Stream<String> statements() {
    return Stream.concat(
        OPERATORS.entrySet().stream().map(sign -> macro(sign.getKey(), sign.getValue())),
        Stream.of(between()));
  }

  private static String macro(String name, String sign) {
    String texts =
        NOT_TEXTS.stream()
            .map(type -> line(name, "VARCHAR", type) + ", " + line(name, type, "VARCHAR"))
            .collect(Collectors.joining(", "));
    String equals =
        NOT_TEXTS.stream()
            .map(type -> "(a %1$s, b %1$s) AS a %2$s b".formatted(type, sign))
            .collect(Collectors.joining(", "));
    return "CREATE MACRO athena.%1$s(a VARCHAR, b VARCHAR) AS a %2$s b, %3$s, %4$s, (a, b) AS a %2$s b"
        .formatted(name, sign, texts, equals);
  }

  private static String line(String name, String left, String right) {
    return "(a %s, b %s) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE CAST(%s AS BOOLEAN) END"
        .formatted(left, right, error(name));
  }

  private static String between() {
    String texts =
        NOT_TEXTS.stream()
            .map(
                type ->
                    "(a VARCHAR, b %1$s, c %1$s) AS CAST(%2$s AS BOOLEAN)"
                        .formatted(type, error("between")))
            .collect(Collectors.joining(", "));
    return "CREATE MACRO athena.between(a VARCHAR, b VARCHAR, c VARCHAR) AS a BETWEEN b AND c, "
        + texts
        + ", (a, b, c) AS a BETWEEN b AND c";
  }

  private static String error(String name) {
    return "error('"
        + name
        + ": local does not compare a varchar with another type, and neither does Athena: write"
        + " CAST(… AS …), or from_iso8601_timestamp(…) for a time of an event')";
  }
}
