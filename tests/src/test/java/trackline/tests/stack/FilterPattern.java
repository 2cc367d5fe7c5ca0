package trackline.tests.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pattern of a metric filter, as far as the stack's patterns of recorded calls go: one regular
 * expression over the line, or conditions on the members of a JSON line. The documentation does not
 * say whether a member that is not there differs from a text; both readings can be tried.
 */
final class FilterPattern {
  /** The most characters that CloudWatch Logs takes. */
  static final int LONGEST = 1024;

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(\\(|\\)|&&|\\|\\||!=|=|NOT EXISTS|IS TRUE|\\$[\\w.\\[\\]]+|\"[^\"]*\"|%[^%]*%|$)");

  private final List<String> tokens = new ArrayList<>();
  private final boolean missingDiffers;
  private int next;

  private FilterPattern(String conditions, boolean missingDiffers) {
    this.missingDiffers = missingDiffers;
    Matcher matcher = TOKEN.matcher(conditions);
    int at = 0;
    while (at < conditions.length()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new IllegalArgumentException("No token at " + conditions.substring(at));
      }
      tokens.add(matcher.group(1));
      at = matcher.end();
    }
  }

  /** Whether a line, without blanks between its parts as CloudTrail writes it, is counted. */
  static boolean matches(String pattern, JsonNode line, boolean missingDiffers) {
    if (pattern.startsWith("%")) {
      return expression(pattern).matcher(line.toString()).find();
    }
    String conditions = pattern.strip().replaceAll("^\\{|}$", "").strip();
    FilterPattern parsed = new FilterPattern(conditions, missingDiffers);
    Predicate<JsonNode> condition = parsed.either();
    if (parsed.next < parsed.tokens.size()) {
      throw new IllegalArgumentException("Not understood: " + parsed.tokens.get(parsed.next));
    }
    return condition.test(line);
  }

  private static Pattern expression(String delimited) {
    return Pattern.compile(delimited.substring(1, delimited.length() - 1));
  }

  private Predicate<JsonNode> either() {
    Predicate<JsonNode> condition = both();
    while (takes("||")) {
      condition = condition.or(both());
    }
    return condition;
  }

  private Predicate<JsonNode> both() {
    Predicate<JsonNode> condition = one();
    while (takes("&&")) {
      condition = condition.and(one());
    }
    return condition;
  }

  private Predicate<JsonNode> one() {
    if (takes("(")) {
      Predicate<JsonNode> condition = either();
      if (!takes(")")) {
        throw new IllegalArgumentException("A parenthesis stays open");
      }
      return condition;
    }
    String pointer = tokens.get(next++).substring(1).replaceAll("[.\\[]", "/").replace("]", "");
    if (takes("NOT EXISTS")) {
      return line -> line.at(pointer).isMissingNode();
    }
    if (takes("IS TRUE")) {
      return line -> line.at(pointer).isBoolean() && line.at(pointer).asBoolean();
    }
    boolean equal = takes("=");
    if (!equal && !takes("!=")) {
      throw new IllegalArgumentException("No operator after " + pointer);
    }
    Pattern value = value(tokens.get(next++));
    return line ->
        line.at(pointer).isTextual()
            ? equal == value.matcher(line.at(pointer).asText()).find()
            : !equal && missingDiffers;
  }

  /** An asterisk at either end of a text stands for anything. */
  private static Pattern value(String token) {
    if (token.startsWith("%")) {
      return expression(token);
    }
    String text = token.substring(1, token.length() - 1);
    return Pattern.compile(
        (text.startsWith("*") ? "" : "^")
            + Pattern.quote(text.replaceAll("^\\*|\\*$", ""))
            + (text.endsWith("*") ? "" : "$"));
  }

  private boolean takes(String token) {
    boolean isNext = next < tokens.size() && tokens.get(next).equals(token);
    next += isNext ? 1 : 0;
    return isNext;
  }
}
