package trackline.engines.athena.sql;

import io.trino.grammar.sql.SqlBaseParser.TypeContext;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** CAST, whose macro depends on the type that it makes. */
final class Casts {
  /** Where the error of a cast's macro is looked for. */
  static final List<String> NAMES =
      List.of(
          "cast",
          "cast_varchar",
          "cast_varchar_of",
          "cast_bigint",
          "cast_integer",
          "cast_double",
          "cast_boolean",
          "cast_date",
          "cast_timestamp",
          "cast_timestamp_with_time_zone",
          "cast_json",
          "cast_decimal");

  private static final Pattern VARCHAR = Pattern.compile("varchar(?:\\((\\d{1,9})\\))?");
  private static final Pattern DECIMAL = Pattern.compile("decimal\\(\\d{1,2}(,\\d{1,2})?\\)");

  private Casts() {}

  static String text(TypeContext type, String value, Literals.Refuser refuser) {
    String name = type.getText().toLowerCase(Locale.ROOT);
    Matcher varchar = VARCHAR.matcher(name);
    if (varchar.matches()) {
      String most = varchar.group(1);
      return most == null
          ? macro("varchar", value)
          : macro("varchar_of", value + ", " + macro("varchar", value) + ", " + most);
    }
    if (DECIMAL.matcher(name).matches()) {
      return "CAST(athena.cast_decimal(" + value + ") AS " + name + ")";
    }
    return switch (name) {
      case "bigint", "double", "boolean", "date", "json" -> macro(name, value);
      case "int", "integer" -> macro("integer", value);
      case "timestamp", "timestamp(3)" -> macro("timestamp", value);
      case "timestampwithtimezone", "timestamp(3)withtimezone" ->
          macro("timestamp_with_time_zone", value);
      default -> throw refuser.with("local does not cast to " + name + Functions.insteadOf("cast"));
    };
  }

  private static String macro(String type, String value) {
    return "athena.cast_" + type + "(" + value + ")";
  }
}
