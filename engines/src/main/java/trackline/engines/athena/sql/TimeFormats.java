package trackline.engines.athena.sql;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Formats of times in DuckDB's signs. */
final class TimeFormats {
  /** By MySQL's signs, which date_format and date_parse have. */
  private static final Map<Character, String> MYSQL =
      Map.ofEntries(
          Map.entry('a', "%a"),
          Map.entry('b', "%b"),
          Map.entry('c', "%-m"),
          Map.entry('d', "%d"),
          Map.entry('e', "%-d"),
          Map.entry('f', "%f"),
          Map.entry('H', "%H"),
          Map.entry('h', "%I"),
          Map.entry('I', "%I"),
          Map.entry('i', "%M"),
          Map.entry('j', "%j"),
          Map.entry('k', "%-H"),
          Map.entry('l', "%-I"),
          Map.entry('M', "%B"),
          Map.entry('m', "%m"),
          Map.entry('p', "%p"),
          Map.entry('r', "%I:%M:%S %p"),
          Map.entry('S', "%S"),
          Map.entry('s', "%S"),
          Map.entry('T', "%H:%M:%S"),
          Map.entry('v', "%V"),
          Map.entry('W', "%A"),
          Map.entry('x', "%G"),
          Map.entry('Y', "%Y"),
          Map.entry('y', "%y"),
          Map.entry('%', "%%"));

  /** By runs of Joda's letters, which format_datetime has. */
  private static final Map<String, String> JODA =
      Map.ofEntries(
          Map.entry("yyyy", "%Y"),
          Map.entry("YYYY", "%Y"),
          Map.entry("yy", "%y"),
          Map.entry("MM", "%m"),
          Map.entry("M", "%-m"),
          Map.entry("MMM", "%b"),
          Map.entry("MMMM", "%B"),
          Map.entry("dd", "%d"),
          Map.entry("d", "%-d"),
          Map.entry("HH", "%H"),
          Map.entry("H", "%-H"),
          Map.entry("hh", "%I"),
          Map.entry("h", "%-I"),
          Map.entry("mm", "%M"),
          Map.entry("m", "%-M"),
          Map.entry("ss", "%S"),
          Map.entry("s", "%-S"),
          Map.entry("SSS", "%g"),
          Map.entry("a", "%p"),
          Map.entry("EEE", "%a"),
          Map.entry("EEEE", "%A"),
          Map.entry("xxxx", "%G"),
          Map.entry("ww", "%V"),
          Map.entry("e", "%u"));

  private TimeFormats() {}

  /** The format, or null where it has a sign that is not known here. */
  static @Nullable String ofMySql(String format) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      if (format.charAt(i) != '%') {
        text.append(format.charAt(i));
        continue;
      }
      @Nullable String sign = ++i < format.length() ? MYSQL.get(format.charAt(i)) : null;
      if (sign == null) {
        return null;
      }
      text.append(sign);
    }
    return text.toString();
  }

  /** The format, or null where it has letters that are not known here. */
  static @Nullable String ofJoda(String format) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); ) {
      int end = i;
      if (format.charAt(i) == '\'') {
        end = format.indexOf('\'', i + 1);
        if (end < 0) {
          return null;
        }
        text.append(end == i + 1 ? "'" : format.substring(i + 1, end).replace("%", "%%"));
        i = end + 1;
        continue;
      }
      while (end < format.length() && format.charAt(end) == format.charAt(i)) {
        end++;
      }
      @Nullable String run = run(format.substring(i, end));
      if (run == null) {
        return null;
      }
      text.append(run);
      i = end;
    }
    return text.toString();
  }

  private static @Nullable String run(String run) {
    return Character.isLetter(run.charAt(0)) ? JODA.get(run) : run.replace("%", "%%");
  }
}
