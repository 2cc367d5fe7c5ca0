package trackline.engines.athena.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Literals of dates, times and intervals. The texts come in their quotes. */
final class Literals {
  private static final Pattern DATE = Pattern.compile("'\\d{4}-\\d{2}-\\d{2}'");
  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "'(\\d{4}-\\d{1,2}-\\d{1,2}( \\d{1,2}:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?)?)( (\\S+))?'");
  private static final Pattern WHOLE = Pattern.compile("'-?\\d+'");

  /** Makes the error of what cannot be read here. */
  interface Refuser {
    RuntimeException with(String why);
  }

  private Literals() {}

  static String date(String text, Refuser refuser) {
    if (!DATE.matcher(text).matches()) {
      throw refuser.with("local reads a DATE as '2026-11-20' only: write it so");
    }
    return "DATE " + text;
  }

  /** DuckDB would drop a zone without a word. */
  static String timestamp(String text, Refuser refuser) {
    Matcher matcher = TIMESTAMP.matcher(text);
    if (!matcher.matches()) {
      throw refuser.with(
          "local reads a TIMESTAMP as '2026-11-20 10:00:00.000' only, with at most three digits of a"
              + " second: write it so");
    }
    String plain = "'" + matcher.group(1) + "'";
    if (matcher.group(6) == null) {
      return "TIMESTAMP " + plain;
    }
    if (!matcher.group(6).equals("UTC")) {
      throw refuser.with("local knows the zone UTC only: write the TIMESTAMP in UTC");
    }
    return "CAST(TIMESTAMP " + plain + " AS TIMESTAMPTZ)";
  }

  static String interval(String text, String unit, boolean negative, Refuser refuser) {
    if (!WHOLE.matcher(text).matches() || unit.contains("TO") || unit.contains("(")) {
      throw refuser.with("local reads an INTERVAL of one whole number and one unit: write it so");
    }
    return "(INTERVAL " + (negative ? "'-" + text.substring(1) : text) + " " + unit + ")";
  }
}
