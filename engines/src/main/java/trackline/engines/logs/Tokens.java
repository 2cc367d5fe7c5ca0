package trackline.engines.logs;

import java.util.List;
import trackline.engines.logs.Token.Kind;

/** Tokens that are read one after the other. */
final class Tokens {
  private final List<Token> tokens;
  private int at;

  Tokens(String query) {
    this.tokens = Token.of(query);
  }

  Token peek() {
    return tokens.get(at);
  }

  Token next() {
    Token token = peek();
    if (token.kind() != Kind.END) {
      at++;
    }
    return token;
  }

  /** Takes a word or sign, if it is the next one. */
  boolean take(String word) {
    boolean found = peek().is(word);
    at += found ? 1 : 0;
    return found;
  }

  void require(String word) {
    if (!take(word)) {
      throw new Malformed("no " + word + " at " + peek().text());
    }
  }

  String require(Kind kind) {
    if (peek().kind() != kind) {
      throw new Malformed("at " + peek().text());
    }
    return next().text();
  }

  boolean isAtEnd() {
    return peek().kind() == Kind.END;
  }
}
