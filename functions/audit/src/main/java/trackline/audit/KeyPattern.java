package trackline.audit;

/**
 * The expression for a key in what a call says of an item: a member of its key's JSON, or a
 * condition of its PartiQL statement. A value that only looks like it does not match: quotes within
 * JSON and within PartiQL are escaped there.
 */
final class KeyPattern {

  private static final String STRING = "\"(?:[^\"\\\\]|\\\\.)*\"";

  private static final String MEMBERS_BEFORE =
      "^\\{\\s*(?:%s\\s*:\\s*(?:%s|[^\",{}]+),\\s*)*".formatted(STRING, STRING);

  /** What of a statement lies before a condition: text without quotes, and whole literals. */
  private static final String CLAUSES_BEFORE = "^[^{](?:[^\"']|\"[^\"]*\"|'[^']*')*[\\s(.]";

  private KeyPattern() {}

  static String of(String name, String value, Dialect dialect) {
    return member(name, value, dialect) + "|" + condition(name, value, dialect);
  }

  private static String member(String name, String value, Dialect dialect) {
    return MEMBERS_BEFORE
        + "\"%s\"\\s*:\\s*\"%s\""
            .formatted(dialect.literal(json(name)), dialect.literal(json(value)));
  }

  private static String condition(String name, String value, Dialect dialect) {
    String quote = dialect.character('\'');
    String quoted = quote + dialect.literal(value.replace("'", "''")) + quote;
    return CLAUSES_BEFORE.replace("'", quote)
        + "\"?%s\"?\\s*=\\s*%s(?:[^%s]|$)".formatted(dialect.literal(name), quoted, quote);
  }

  /** A text as it stands between the quotes of JSON. */
  private static String json(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
