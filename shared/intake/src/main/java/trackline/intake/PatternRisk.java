package trackline.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Finds what makes a regular expression dear: a repeated group that repeats within, which may be
 * tried in more ways than there is time for, and a repeated choice, for which {@link Pattern} goes
 * a level deeper each time. It reads the expression's form and may warn where no text is dear.
 */
final class PatternRisk {
  static final String REPEATS_TWICE =
      "repeats a group that repeats within: a text may be split in too many ways, as by (a+)+";
  static final String REPEATS_A_CHOICE =
      "repeats a choice: each repetition goes a level deeper, as by (a|b)*; a class such as [ab]"
          + " does not";

  /** So many repetitions are as good as any number. */
  private static final int MANY = 10;

  private static final String AFTER_GROUP = "?:=!><";

  private final String regex;
  private int next;
  private Optional<String> found = Optional.empty();

  private PatternRisk(String regex) {
    this.regex = regex;
  }

  /** What is dear about an expression that can be compiled. */
  static Optional<String> of(String regex) {
    PatternRisk risk = new PatternRisk(regex);
    while (risk.next < regex.length()) {
      risk.body();
      risk.next++;
    }
    return risk.found;
  }

  /** How often something may be repeated. */
  private record Repetition(boolean given, boolean isMany, boolean givesBack) {
    static final Repetition ONCE = new Repetition(false, false, false);
  }

  /** A sign or a class, and whether it stands for itself once. */
  private record Part(String text, boolean once) {
    /** The sign that it stands for, if it stands for one. */
    Optional<String> sign() {
      boolean plain = text.length() == 1 && !text.matches("[.^$]");
      boolean escaped = text.length() == 2 && text.matches("\\\\[^\\p{Alnum}]");
      return once && (plain || escaped)
          ? Optional.of(text.substring(text.length() - 1))
          : Optional.empty();
    }

    boolean takes(String sign) {
      try {
        return Pattern.matches(text, sign);
      } catch (PatternSyntaxException e) {
        return true;
      }
    }
  }

  /** What stands in a group. */
  private static final class Body {
    private final List<Part> parts = new ArrayList<>();
    private boolean chooses;
    private boolean repeats;
    private boolean nests;

    /** Whether it begins or ends with a sign that none of the rest takes: it splits in one way. */
    boolean isSeparated() {
      return !nests
          && !chooses
          && !parts.isEmpty()
          && (separates(parts.getFirst()) || separates(parts.getLast()));
    }

    private boolean separates(Part part) {
      return part.sign()
          .filter(sign -> parts.stream().filter(other -> other.takes(sign)).count() == 1)
          .isPresent();
    }
  }

  /** Reads up to the bracket that closes, or to the end. */
  private Body body() {
    Body body = new Body();
    while (next < regex.length() && regex.charAt(next) != ')') {
      if (regex.charAt(next) == '|') {
        body.chooses = true;
        next++;
      } else if (regex.charAt(next) == '(') {
        group(body);
      } else {
        String text = part();
        Repetition repetition = repetition();
        body.parts.add(new Part(text, !repetition.given()));
        body.repeats |= repetition.isMany();
      }
    }
    return body;
  }

  private void group(Body outer) {
    boolean isWhole = regex.startsWith("(?>", next);
    next++;
    if (next < regex.length() && regex.charAt(next) == '?') {
      skipHead();
    }
    Body inner = body();
    next++;
    Repetition repetition = repetition();
    if (repetition.isMany() && repetition.givesBack() && !isWhole) {
      tell(inner);
    }
    outer.nests = true;
    outer.repeats |= inner.repeats || repetition.isMany();
  }

  /** {@code (?:}, {@code (?<name>}, a flag or a look around. */
  private void skipHead() {
    boolean named =
        regex.startsWith("?<", next)
            && !regex.startsWith("?<=", next)
            && !regex.startsWith("?<!", next);
    if (named) {
      next = Math.max(next, regex.indexOf('>', next)) + 1;
      return;
    }
    while (next < regex.length() && AFTER_GROUP.indexOf(regex.charAt(next)) >= 0) {
      next++;
    }
  }

  private void tell(Body inner) {
    if (found.isEmpty() && inner.chooses) {
      found = Optional.of(REPEATS_A_CHOICE);
    } else if (found.isEmpty() && inner.repeats && !inner.isSeparated()) {
      found = Optional.of(REPEATS_TWICE);
    }
  }

  private String part() {
    int start = next;
    switch (regex.charAt(next)) {
      case '\\' -> escape();
      case '[' -> characters();
      default -> next++;
    }
    return regex.substring(start, next);
  }

  private void escape() {
    if (regex.startsWith("\\Q", next)) {
      int end = regex.indexOf("\\E", next);
      next = end < 0 ? regex.length() : end + 2;
      return;
    }
    next = Math.min(regex.length(), next + 2);
    if (next < regex.length() && regex.charAt(next) == '{' && "pPxNk".indexOf(before()) >= 0) {
      int end = regex.indexOf('}', next);
      next = end < 0 ? regex.length() : end + 1;
    }
  }

  private char before() {
    return regex.charAt(next - 1);
  }

  /** A class, and those within it. */
  private void characters() {
    int depth = 0;
    do {
      switch (regex.charAt(next)) {
        case '\\' -> next++;
        case '[' -> depth++;
        case ']' -> depth--;
        default -> {}
      }
      next++;
    } while (depth > 0 && next < regex.length());
    next = Math.min(next, regex.length());
  }

  private Repetition repetition() {
    if (next >= regex.length() || "*+?{".indexOf(regex.charAt(next)) < 0) {
      return Repetition.ONCE;
    }
    boolean many =
        switch (regex.charAt(next)) {
          case '?' -> false;
          case '{' -> isMany(braces());
          default -> true;
        };
    next += regex.charAt(next) == '{' ? braces().length() + 2 : 1;
    boolean possessive = next < regex.length() && regex.charAt(next) == '+';
    if (possessive || (next < regex.length() && regex.charAt(next) == '?')) {
      next++;
    }
    return new Repetition(true, many, !possessive);
  }

  private String braces() {
    int end = regex.indexOf('}', next);
    return regex.substring(next + 1, end < 0 ? regex.length() : end);
  }

  private static boolean isMany(String braces) {
    String most = braces.substring(braces.lastIndexOf(',') + 1).strip();
    return !most.matches("[0-9]{1,2}") || Integer.parseInt(most) > MANY;
  }
}
