package trackline.audit;

/**
 * The expression for a key in a call's JSON: a member of an object {@code key}, or a condition of a
 * PartiQL statement. A value that only looks like it does not match: quotes within JSON and within
 * PartiQL are escaped there.
 */
final class KeyPattern {

  private static final String BLANKS = "(?:\\s|\\\\[nrt])*";
  private static final String STRING = "\"(?:[^\"\\\\]|\\\\.)*\"";

  /** What of a statement lies before its condition: text without quotes, and whole literals. */
  private static final String CLAUSES =
      "(?:[^\"'\\\\]|\\\\.|'(?:[^\"'\\\\]|\\\\.)*')*(?:[\\s(.]|\\\\[nrt])";

  private KeyPattern() {}

  static String of(String name, String value, Dialect dialect) {
    return member(name, value, dialect) + "|" + condition(name, value, dialect);
  }

  private static String member(String name, String value, Dialect dialect) {
    return "\"[kK]ey\"\\s*:\\s*\\{(?:[^\"}]|"
        + STRING
        + ")*\""
        + dialect.literal(json(name))
        + "\"\\s*:\\s*\""
        + dialect.literal(json(value))
        + "\"";
  }

  private static String condition(String name, String value, Dialect dialect) {
    String quote = dialect.character('\'');
    String plain = dialect.literal(name);
    return "\"statement\"\\s*:\\s*\""
        + CLAUSES.replace("'", quote)
        + "(?:%s|\\\\\"%s\\\\\")".formatted(plain, plain)
        + BLANKS
        + "="
        + BLANKS
        + quote
        + dialect.literal(json(value.replace("'", "''")))
        + quote
        + "[^"
        + quote
        + "]";
  }

  /** A text as it stands between the quotes of JSON. */
  private static String json(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
