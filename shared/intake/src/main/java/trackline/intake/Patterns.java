package trackline.intake;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import com.networknt.schema.regex.RegularExpressions;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The plan's regular expressions, read as the validator's own are, and bounded in what they may
 * take: whoever has a write key chooses the texts that they are asked of, and some can be asked
 * something that takes years.
 */
final class Patterns implements RegularExpressionFactory {
  /** The longest text that a pattern is asked of, in characters (code points). */
  static final int LONGEST_TEXT = 8_192;

  /**
   * How often all patterns together may look at a character while one event is judged, beyond what
   * each text brings: some milliseconds' work.
   */
  private static final int STEPS_OF_AN_EVENT = 200_000;

  /**
   * What each character brings for a pattern that is asked of it; most look at it once or twice.
   */
  private static final int STEPS_OF_A_CHARACTER = 16;

  private static final ScopedValue<Steps> STEPS = ScopedValue.newInstance();

  /** A pattern cannot be asked, or not to the end. */
  static final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unanswered(String why) {
      super(why);
    }
  }

  /** Judges one event: its patterns share the steps. */
  static <T> T bounded(Supplier<T> judging) {
    return ScopedValue.where(STEPS, new Steps()).call(judging::get);
  }

  @Override
  public RegularExpression getRegularExpression(String regex) {
    Pattern pattern =
        Pattern.compile(
            RegularExpressions.replaceLongformCharacterProperties(
                RegularExpressions.replaceDollarAnchors(regex)));
    return text -> matches(pattern, text);
  }

  private static boolean matches(Pattern pattern, String text) {
    if (text.codePointCount(0, text.length()) > LONGEST_TEXT) {
      throw new Unanswered("a pattern is asked of no text of more than 8,192 characters");
    }
    Steps steps = STEPS.isBound() ? STEPS.get() : new Steps();
    steps.add(text.length());
    return pattern.matcher(new Counted(text, steps)).find();
  }

  /** What is left of the steps of an event. */
  private static final class Steps {
    private long left = STEPS_OF_AN_EVENT;

    void add(int characters) {
      left += (long) STEPS_OF_A_CHARACTER * characters;
    }

    void take() {
      if (--left < 0) {
        throw new Unanswered("its patterns take too many steps");
      }
    }
  }

  /** A text that counts how often it is looked at. */
  private record Counted(String text, Steps steps) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      steps.take();
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
