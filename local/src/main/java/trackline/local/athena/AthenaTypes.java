package trackline.local.athena;

import java.util.Locale;

/** Athena's names for DuckDB's types. */
final class AthenaTypes {

  private AthenaTypes() {}

  static String of(String duckDbType) {
    return switch (duckDbType) {
      case "BIGINT", "INTEGER", "SMALLINT", "TINYINT", "DOUBLE", "BOOLEAN", "DATE" ->
          duckDbType.toLowerCase(Locale.ROOT);
      case "FLOAT" -> "float";
      case "HUGEINT" -> "decimal";
      case "TIMESTAMP" -> "timestamp";
      case "TIMESTAMP WITH TIME ZONE" -> "timestamp with time zone";
      default -> duckDbType.startsWith("DECIMAL") ? "decimal" : "varchar";
    };
  }
}
