package trackline.engines.trail;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import trackline.engines.trail.PartiQlTokens.Kind;
import trackline.engines.trail.PartiQlTokens.Token;

/**
 * A PartiQL statement with its values taken out, as CloudTrail writes it: what stays is what a key
 * is equal to in a WHERE clause. In doubt a value goes.
 */
final class Redaction {
  static final String REDACTED = "***(Redacted)";

  private static final List<String> BEFORE_TABLE = List.of("FROM", "INTO", "UPDATE");
  private static final List<String> CONSTANTS = List.of("TRUE", "FALSE", "NULL", "MISSING");
  private static final List<String> OPENING = List.of("[", "{", "<<", "(");
  private static final List<String> CLOSING = List.of("]", "}", ">>", ")");

  /** Words and signs after which a bracket cannot be the place in a list. */
  private static final List<String> NO_OPERAND =
      List.of("VALUE", "IN", "SET", "AND", "OR", "NOT", "BETWEEN", "LIKE", "WHERE", "SELECT");

  private final List<Token> tokens;
  private final Set<String> keys;
  private final StringBuilder text = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();
  private boolean inWhere;

  /** The tokens before the present one, blanks left out. */
  private @Nullable Token before;

  private @Nullable Token earlier;
  private @Nullable Token earliest;

  private Redaction(List<Token> tokens, Set<String> keys) {
    this.tokens = tokens;
    this.keys = keys;
  }

  /** The table that a statement is about. */
  static Optional<String> table(String statement) {
    List<Token> tokens = words(statement);
    for (int i = 0; i + 1 < tokens.size(); i++) {
      if (tokens.get(i).kind() == Kind.NAME
          && tokens.get(i).isOneOf(BEFORE_TABLE)
          && tokens.get(i + 1).kind() == Kind.NAME) {
        return Optional.of(tokens.get(i + 1).name());
      }
    }
    return Optional.empty();
  }

  private static List<Token> words(String statement) {
    return PartiQlTokens.of(statement).stream()
        .filter(token -> token.kind() != Kind.SPACE && token.kind() != Kind.REST)
        .toList();
  }

  /** The statement without values; the keys of its table are looked up by the table's name. */
  static String of(String statement, Function<String, Set<String>> schemas) {
    Set<String> keys = table(statement).map(schemas).orElse(Set.of());
    return new Redaction(PartiQlTokens.of(statement), keys).redacted();
  }

  private String redacted() {
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.kind() == Kind.SPACE) {
        text.append(token.text());
      } else {
        append(token, i);
        note(token);
      }
    }
    return text.toString();
  }

  private void append(Token token, int index) {
    boolean stays = isName(token, index) || isKeyValue(token) || isPlace(token);
    text.append(isValue(token) && !stays ? REDACTED : token.text());
  }

  private boolean isValue(Token token) {
    return token.isValue()
        || (token.kind() == Kind.NAME && token.isOneOf(CONSTANTS) && !isAfter("IS", "NOT"));
  }

  /** In a tuple a text before a colon is the name of an attribute. */
  private boolean isName(Token token, int index) {
    return token.kind() == Kind.TEXT
        && "{".equals(open.peek())
        && isAfter("{", ",")
        && following(index).map(next -> next.is(":")).orElse(false);
  }

  private Optional<Token> following(int index) {
    return tokens.subList(index + 1, tokens.size()).stream()
        .filter(token -> token.kind() != Kind.SPACE)
        .findFirst();
  }

  private boolean isKeyValue(Token token) {
    return inWhere
        && (token.kind() == Kind.TEXT || token.kind() == Kind.NUMBER)
        && isAfter("=")
        && earlier != null
        && earlier.kind() == Kind.NAME
        && keys.contains(earlier.name())
        && !(earliest != null && earliest.is("."))
        && (open.isEmpty() || open.stream().allMatch("("::equals));
  }

  /** A number in the brackets after a name is a place in a list. */
  private boolean isPlace(Token token) {
    return token.kind() == Kind.NUMBER
        && token.text().length() <= 3
        && isAfter("[")
        && "[".equals(open.peek())
        && earlier != null
        && (earlier.is("]") || (earlier.kind() == Kind.NAME && !earlier.isOneOf(NO_OPERAND)));
  }

  private boolean isAfter(String... words) {
    return before != null && List.of(words).stream().anyMatch(before::is);
  }

  private void note(Token token) {
    if (token.kind() == Kind.SYMBOL && OPENING.contains(token.text())) {
      open.push(token.text());
    } else if (token.kind() == Kind.SYMBOL && CLOSING.contains(token.text()) && !open.isEmpty()) {
      open.pop();
    }
    inWhere |= token.kind() == Kind.NAME && token.is("WHERE");
    earliest = earlier;
    earlier = before;
    before = token;
  }
}
