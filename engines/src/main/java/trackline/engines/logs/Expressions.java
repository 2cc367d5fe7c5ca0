package trackline.engines.logs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import trackline.engines.logs.Token.Kind;

/** Expressions of Logs Insights as SQL, over the fields that there are at their place. */
final class Expressions {
  static final String MESSAGE = "@message";

  private final Tokens tokens;

  /** What is a column by now; any other field is a member of the message. */
  private final Set<String> columns;

  /** Whether there are messages still: after stats there are none. */
  private final boolean hasMessage;

  Expressions(Tokens tokens, Set<String> columns, boolean hasMessage) {
    this.tokens = tokens;
    this.columns = new HashSet<>(columns);
    this.hasMessage = hasMessage;
  }

  static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  String condition() {
    String left = conjunction();
    while (tokens.take("or")) {
      left = "(" + left + " OR " + conjunction() + ")";
    }
    return left;
  }

  private String conjunction() {
    String left = negation();
    while (tokens.take("and")) {
      left = "(" + left + " AND " + negation() + ")";
    }
    return left;
  }

  private String negation() {
    return tokens.take("not") ? "(NOT " + negation() + ")" : comparison();
  }

  private String comparison() {
    if (tokens.take("(")) {
      String inner = condition();
      tokens.require(")");
      return "(" + inner + ")";
    }
    String left = value();
    for (String sign : List.of("=", "!=", "<=", ">=", "<", ">")) {
      if (tokens.take(sign)) {
        return "(" + left + " " + sign + " " + value() + ")";
      }
    }
    if (tokens.take("like")) {
      return matches(left);
    }
    return tokens.take("in") ? left + " IN (" + list() + ")" : left;
  }

  private String matches(String left) {
    Token pattern = tokens.next();
    return switch (pattern.kind()) {
      case PATTERN -> "regexp_matches(" + left + ", " + literal(pattern.text()) + ")";
      case TEXT -> "contains(" + left + ", " + literal(pattern.text()) + ")";
      default -> throw new Malformed("like is followed by " + pattern.text());
    };
  }

  private String list() {
    tokens.require("[");
    String values = values();
    tokens.require("]");
    return values;
  }

  private String values() {
    List<String> values = new ArrayList<>();
    do {
      values.add(value());
    } while (tokens.take(","));
    return String.join(", ", values);
  }

  String value() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case TEXT -> literal(token.text());
      case NUMBER -> token.text();
      case NAME -> tokens.take("(") ? function(token) : field(token.text());
      default -> throw new Malformed("no value at " + token.text());
    };
  }

  private String function(Token name) {
    String arguments = values();
    tokens.require(")");
    return switch (name.text()) {
      case "coalesce" -> "coalesce(" + arguments + ")";
      case "concat" -> "concat(" + arguments + ")";
      case "jsonParse" -> "TRY_CAST(" + arguments + " AS JSON)";
      case "jsonStringify" -> "CAST(" + arguments + " AS VARCHAR)";
      case "ispresent" -> "(" + arguments + " IS NOT NULL)";
      case "strcontains" -> "contains(" + arguments + ")";
      case "tolower", "lower" -> "lower(" + arguments + ")";
      default -> throw new Malformed("the function " + name.text());
    };
  }

  String field(String name) {
    if (columns.contains(name)) {
      return quoted(name);
    }
    int dot = name.indexOf('.');
    if (dot > 0 && columns.contains(name.substring(0, dot))) {
      return member(name.substring(0, dot), name.substring(dot));
    }
    if (!hasMessage) {
      throw new Malformed("no field " + name + " is left");
    }
    return member(MESSAGE, "." + name);
  }

  private static String member(String column, String path) {
    String places = path.replaceAll("\\.(\\d+)(?=\\.|$)", "[$1]");
    return """
        (CASE WHEN json_valid(%1$s) AND json_type(%1$s, %2$s) NOT IN ('OBJECT', 'ARRAY', 'NULL')
          THEN json_extract_string(%1$s, %2$s) END)
        """
        .formatted(quoted(column), literal("$" + places));
  }

  /** The name of a field that is there, taken as it stands. */
  String name() {
    return tokens.require(Kind.NAME);
  }
}
