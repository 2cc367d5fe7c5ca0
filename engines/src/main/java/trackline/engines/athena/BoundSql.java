package trackline.engines.athena;

import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.athena.model.InvalidRequestException;

/** SQL with literals in the places of its question marks, as Athena takes execution parameters. */
final class BoundSql {
  /** A question mark, or what may hold one that is none. */
  private static final Pattern PLACE =
      Pattern.compile("'[^']*'|\"[^\"]*\"|--[^\\n]*|/\\*.*?\\*/|\\?", Pattern.DOTALL);

  private static final Pattern LITERAL =
      Pattern.compile(
          "(?:(?:DATE|TIMESTAMP)\\s+)?'(?:[^']++|'')*+'|[-+]?\\d+(?:\\.\\d+)?|true|false|null",
          Pattern.CASE_INSENSITIVE);

  private BoundSql() {}

  static String of(String sql, List<String> literals) {
    if (literals.isEmpty()) {
      return sql;
    }
    Iterator<String> rest = literals.iterator();
    String bound =
        PLACE
            .matcher(sql)
            .replaceAll(place -> Matcher.quoteReplacement(value(place.group(), rest)));
    if (rest.hasNext()) {
      throw invalid("There are more execution parameters than question marks");
    }
    return bound;
  }

  private static String value(String place, Iterator<String> literals) {
    if (!place.equals("?")) {
      return place;
    }
    if (!literals.hasNext()) {
      throw invalid("There are fewer execution parameters than question marks");
    }
    String literal = literals.next();
    if (!LITERAL.matcher(literal).matches()) {
      throw invalid("An execution parameter is no SQL literal");
    }
    return literal;
  }

  private static InvalidRequestException invalid(String message) {
    return InvalidRequestException.builder().message(message).build();
  }
}
