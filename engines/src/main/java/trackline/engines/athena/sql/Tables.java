package trackline.engines.athena.sql;

import java.util.List;
import trackline.engines.athena.sql.AthenaSql.Place;

/** Where the tables of a query lie. */
final class Tables {
  /** DuckDB's schema of the tables, by which no named query is meant. */
  static final String SCHEMA = "\"temp\"";

  /** The template's default. */
  private static final String DATABASE = "trackline";

  private static final String CATALOG = "awsdatacatalog";
  private static final String COLUMNS = "information_schema";

  private Tables() {}

  /** Ends the writing where the names before a table's are not those of local. */
  static void check(List<String> before, Place place) {
    if (before.size() == 2 && !before.getFirst().equals(CATALOG)) {
      throw new SqlWriter.Refusal(
          place,
          "local does not have the catalog %s: its one is AwsDataCatalog"
              .formatted(before.getFirst()));
    }
    if (!before.isEmpty() && before.getLast().equals(COLUMNS)) {
      throw new SqlWriter.Refusal(
          place, "local does not have information_schema: its tables are " + Functions.TABLES);
    }
    if (!before.isEmpty() && !before.getLast().equals(DATABASE)) {
      throw new SqlWriter.Refusal(
          place,
          "local does not have the schema %s: its one is %s".formatted(before.getLast(), DATABASE));
    }
  }
}
