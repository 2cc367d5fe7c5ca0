package trackline.engines.trail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tokens of a PartiQL statement, enough of them to tell values from names. */
final class PartiQlTokens {
  private static final Pattern UNQUOTED =
      Pattern.compile(
          "(?<space>\\s+)"
              + "|(?<number>\\d[\\w.]*(?:(?<=[eE])[+-]\\d+)?|\\.\\d\\w*)"
              + "|(?<name>[A-Za-z_$][\\w$]*)"
              + "|(?<symbol><<|>>|<=|>=|<>|!=|(?!--|/\\*)[-+*/%=<>(),.?:;\\[\\]{}|@])");

  private final String statement;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private PartiQlTokens(String statement) {
    this.statement = statement;
  }

  /** What a token is. */
  enum Kind {
    SPACE,
    TEXT,
    NUMBER,
    NAME,
    SYMBOL,
    /** A comment, or all from a character on that begins nothing that is known here. */
    REST
  }

  /** A token as it stands in the statement. */
  record Token(Kind kind, String text) {
    boolean is(String word) {
      return text.equalsIgnoreCase(word);
    }

    boolean isOneOf(List<String> words) {
      return words.contains(text.toUpperCase(Locale.ROOT));
    }

    /** The name without its quotes. */
    String name() {
      return text.startsWith("\"")
          ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
          : text;
    }

    boolean isValue() {
      return kind == Kind.TEXT || kind == Kind.NUMBER || kind == Kind.REST;
    }
  }

  static List<Token> of(String statement) {
    PartiQlTokens read = new PartiQlTokens(statement);
    while (read.at < statement.length()) {
      read.next();
    }
    return read.tokens;
  }

  private void next() {
    switch (statement.charAt(at)) {
      case '\'' -> quoted('\'', Kind.TEXT);
      case '"' -> quoted('"', Kind.NAME);
      default -> unquoted();
    }
  }

  /** A quote within is doubled; one that is never closed takes all that follows. */
  private void quoted(char quote, Kind kind) {
    int end = statement.indexOf(quote, at + 1);
    while (end >= 0 && end + 1 < statement.length() && statement.charAt(end + 1) == quote) {
      end = statement.indexOf(quote, end + 2);
    }
    if (end < 0) {
      take(Kind.REST, statement.length());
    } else {
      take(kind, end + 1);
    }
  }

  private void unquoted() {
    if (statement.startsWith("--", at)) {
      take(Kind.REST, endAt(statement.indexOf('\n', at)));
    } else if (statement.startsWith("/*", at)) {
      comment();
    } else {
      word();
    }
  }

  /** One with another in it takes all that follows: whether they nest is not said anywhere. */
  private void comment() {
    int end = statement.indexOf("*/", at + 2);
    int inner = statement.indexOf("/*", at + 2);
    take(
        Kind.REST, inner >= 0 && inner < end ? statement.length() : endAt(end < 0 ? end : end + 2));
  }

  private int endAt(int found) {
    return found < 0 ? statement.length() : found;
  }

  private void word() {
    Matcher matcher = UNQUOTED.matcher(statement).region(at, statement.length());
    if (matcher.lookingAt()) {
      take(kind(matcher), matcher.end());
    } else {
      take(Kind.REST, statement.length());
    }
  }

  private void take(Kind kind, int end) {
    tokens.add(new Token(kind, statement.substring(at, end)));
    at = end;
  }

  private static Kind kind(Matcher matcher) {
    if (matcher.group("space") != null) {
      return Kind.SPACE;
    }
    if (matcher.group("number") != null) {
      return Kind.NUMBER;
    }
    return matcher.group("name") != null ? Kind.NAME : Kind.SYMBOL;
  }
}
