package trackline.engines.athena;

import java.util.Locale;

/** Athena's names for DuckDB's types. */
final class AthenaTypes {

  private AthenaTypes() {}

  static String of(String duckDbType) {
    return switch (duckDbType) {
      case "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP" ->
          duckDbType.toLowerCase(Locale.ROOT);
      case "FLOAT" -> "float";
      case "HUGEINT" -> "bigint";
      case "TIMESTAMP WITH TIME ZONE" -> "timestamp with time zone";
      case "BLOB" -> "varbinary";
      case "\"NULL\"" -> "unknown";
      case AthenaTexts.JSON -> "json";
      default -> nested(duckDbType);
    };
  }

  private static String nested(String duckDbType) {
    if (duckDbType.endsWith("[]")) {
      return "array";
    }
    return duckDbType.startsWith("DECIMAL")
        ? "decimal"
        : duckDbType.startsWith("MAP")
            ? "map"
            : duckDbType.startsWith("STRUCT") || duckDbType.startsWith("TUPLE") ? "row" : "varchar";
  }
}
