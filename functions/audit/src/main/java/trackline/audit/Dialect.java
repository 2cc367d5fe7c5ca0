package trackline.audit;

import java.util.stream.Collectors;

/**
 * How a regular expression spells a character that stands for itself. In neither way can a value
 * end the expression or the text around it.
 */
enum Dialect {
  /**
   * By its number, so that no quote, slash or pipe of a value is in the query's text: Logs Insights
   * knows no parameters.
   */
  INSIGHTS {
    @Override
    String character(int codePoint) {
      return "\\x{%02X}".formatted(codePoint);
    }
  },
  /**
   * Behind a backslash: Trino's expressions know no {@code \x{…}}, and take a parameter's value.
   */
  ATHENA {
    @Override
    String character(int codePoint) {
      return codePoint < 0x80
          ? "\\" + Character.toString(codePoint)
          : Character.toString(codePoint);
    }
  };

  abstract String character(int codePoint);

  /** The expression that matches exactly a text. */
  String literal(String text) {
    return text.codePoints().mapToObj(this::spelled).collect(Collectors.joining());
  }

  private String spelled(int codePoint) {
    boolean plain = codePoint < 0x80 && Character.isLetterOrDigit(codePoint);
    return plain ? Character.toString(codePoint) : character(codePoint);
  }
}
