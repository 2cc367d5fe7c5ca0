package trackline.engines.athena.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Checks of types, where DuckDB would cast without a word and Athena gives an error. DuckDB works
 * them out while it binds a query: it knows the types of all columns by then, has read no row, and
 * no TRY stands around. regexp_matches makes it so, whose pattern it reads at once if it is
 * constant.
 */
final class TypeChecks {
  /** What an error of a check begins with. */
  static final String MARK = "types: ";

  private static final Pattern NUMBER =
      Pattern.compile("\\b(?:INTEGER|BIGINT|HUGEINT|DOUBLE|DECIMAL\\(\\d+,\\d+\\))(?:_LITERAL)?");
  private static final Pattern TIME =
      Pattern.compile("\\b(?:TIMESTAMP(?: WITH TIME ZONE)?|DATE)\\b");
  private static final String ROW = "TUPLE(";
  private static final String NULL = "\"NULL\"";

  private TypeChecks() {}

  /** A condition that values are of one type, or of types that are made one. */
  static String alike(String what, Stream<String> types) {
    return bound("athena_alike", what + "; here are ", types);
  }

  /** A condition that values are not all of the type DATE. */
  static String notDate(String what, Stream<String> types) {
    return bound("athena_not_date", what, types);
  }

  private static String bound(String function, String sentence, Stream<String> types) {
    return "regexp_matches('alike', %s('%s%s', %s))"
        .formatted(
            function,
            MARK,
            sentence.replace("'", "''"),
            types.collect(Collectors.joining(" || chr(10) || ")));
  }

  /** Says alike, or fails with a sentence that the types are put behind. */
  static String alike(String sentence, String types) {
    List<String> each = types.lines().filter(type -> !type.equals(NULL)).distinct().toList();
    return of(each.stream().allMatch(type -> fit(each.getFirst(), type)), sentence + shown(each));
  }

  /** Says alike, unless all of the types are DATE. */
  static String notDate(String sentence, String types) {
    return of(!types.lines().allMatch("DATE"::equals), sentence);
  }

  private static String of(boolean alike, String sentence) {
    if (!alike) {
      throw new IllegalArgumentException(sentence);
    }
    return "alike";
  }

  private static boolean fit(String one, String other) {
    List<String> ones = parts(one);
    List<String> others = parts(other);
    return ones.size() == others.size()
        && IntStream.range(0, ones.size()).allMatch(i -> fitOne(ones.get(i), others.get(i)));
  }

  private static boolean fitOne(String one, String other) {
    return one.contains(NULL) || other.contains(NULL) || kind(one).equals(kind(other));
  }

  /** The types of a row's columns, or the one type. */
  private static List<String> parts(String type) {
    if (!type.startsWith(ROW) || !type.endsWith(")")) {
      return List.of(type);
    }
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = ROW.length();
    for (int i = start; i < type.length(); i++) {
      char sign = type.charAt(i);
      if (depth == 0 && (sign == ',' || i == type.length() - 1)) {
        parts.add(type.substring(start, i).strip());
        start = i + 1;
      }
      depth += sign == '(' ? 1 : sign == ')' ? -1 : 0;
    }
    return parts;
  }

  /** Numbers are made one type, and so are dates and times. */
  private static String kind(String type) {
    return TIME.matcher(NUMBER.matcher(type).replaceAll("number")).replaceAll("time");
  }

  private static String shown(List<String> types) {
    return types.stream().map(TypeChecks::shown).collect(Collectors.joining(", "));
  }

  private static String shown(String type) {
    if (type.endsWith("[]")) {
      return "array(" + shown(type.substring(0, type.length() - 2)) + ")";
    }
    return switch (type) {
      case "STRUCT(\"json\" VARCHAR)" -> "json";
      case "HUGEINT" -> "bigint";
      case "BLOB" -> "varbinary";
      default -> type.toLowerCase(Locale.ROOT).replace("_literal", "");
    };
  }
}
