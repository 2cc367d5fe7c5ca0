package trackline.engines.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A token of a query for Logs Insights; of a text or a pattern, what is between its quotes. */
record Token(Kind kind, String text) {
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<space>\\s+|#[^\\n]*)"
              + "|/(?<pattern>(?:\\\\.|[^/\\\\\\n])*+)/"
              + "|\"(?<text>(?:\\\\.|[^\"\\\\])*+)\""
              + "|(?<number>\\d+(?:\\.\\d+)?)"
              + "|(?<name>[@A-Za-z_][\\w.@]*)"
              + "|(?<symbol><=|>=|!=|[=<>()\\[\\],|*])",
          Pattern.DOTALL);

  /** What a token is. */
  enum Kind {
    NAME,
    TEXT,
    PATTERN,
    NUMBER,
    SYMBOL,
    END
  }

  static List<Token> of(String query) {
    List<Token> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(query);
    int at = 0;
    while (at < query.length()) {
      if (!matcher.region(at, query.length()).lookingAt()) {
        throw new Malformed("at character " + at);
      }
      add(matcher, tokens);
      at = matcher.end();
    }
    tokens.add(new Token(Kind.END, ""));
    return tokens;
  }

  private static void add(Matcher matcher, List<Token> tokens) {
    if (matcher.group("pattern") != null) {
      tokens.add(new Token(Kind.PATTERN, matcher.group("pattern")));
    } else if (matcher.group("text") != null) {
      String text = matcher.group("text").replaceAll("\\\\(.)", "$1");
      tokens.add(new Token(Kind.TEXT, text));
    } else if (matcher.group("number") != null) {
      tokens.add(new Token(Kind.NUMBER, matcher.group()));
    } else if (matcher.group("name") != null) {
      tokens.add(new Token(Kind.NAME, matcher.group()));
    } else if (matcher.group("symbol") != null) {
      tokens.add(new Token(Kind.SYMBOL, matcher.group()));
    }
  }

  boolean is(String word) {
    return (kind == Kind.SYMBOL && text.equals(word))
        || (kind == Kind.NAME && text.equalsIgnoreCase(word));
  }
}
