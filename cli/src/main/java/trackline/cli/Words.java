package trackline.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Text as a terminal shows it. */
final class Words {
  /** What stays on one line: a word, or a command between backticks. */
  private static final Pattern WORD = Pattern.compile("(?:`[^`]*`|\\S)+");

  private static final String CUT = "…";

  /** No line that is broken has fewer columns behind its blanks. */
  private static final int LEAST = 20;

  /**
   * What steers a terminal, breaks its lines, turns their direction or hides. Emoji and Persian
   * words are joined by two signs of that kind, which do none of it.
   */
  private static final Pattern STEERING =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\u200C\\u200D]]");

  private Words() {}

  /** A text that came from elsewhere, which must not steer the terminal, as one line. */
  static String printable(String text) {
    return STEERING.matcher(text).replaceAll("?");
  }

  /**
   * Breaks a text between its words. A word that is wider than the line stays whole.
   *
   * @param width 0 for no bound
   * @param indent the blanks before each line but the first, fewer where the width has no room for
   *     them; what stands there of the first one stays as it is
   */
  static List<String> wrapped(String text, int width, int indent) {
    if (width <= 0 || width(text) <= width) {
      return List.of(text);
    }
    String blanks = " ".repeat(Math.clamp(width - LEAST, 0, indent));
    int head = Math.min(indent, text.length());
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(text.substring(0, head));
    String before = "";
    for (String word : words(text.substring(head))) {
      if (!before.isEmpty() && width(line + before + word) > width) {
        lines.add(line.toString());
        line = new StringBuilder(blanks).append(word);
      } else {
        line.append(before).append(word);
      }
      before = " ";
    }
    lines.add(line.toString());
    return lines;
  }

  private static List<String> words(String text) {
    return WORD.matcher(text).results().map(MatchResult::group).toList();
  }

  /** At most so many columns of a text: of an ARN its end, of any other text its beginning. */
  static String cut(String text, int width) {
    if (width(text) <= width) {
      return text;
    }
    int[] points = text.codePoints().toArray();
    boolean end = isCutAtItsBeginning(text);
    int count = 0;
    int used = 1;
    while (used + width(points[end ? points.length - 1 - count : count]) <= width) {
      used += width(points[end ? points.length - 1 - count : count]);
      count++;
    }
    return end
        ? CUT + new String(points, points.length - count, count)
        : new String(points, 0, count) + CUT;
  }

  /** Whether a text's end tells more than its beginning, as an ARN's does. */
  static boolean isCutAtItsBeginning(String text) {
    return text.startsWith("arn:");
  }

  /** The columns that a text takes. */
  static int width(String text) {
    return text.codePoints().map(Words::width).sum();
  }

  /** East Asian characters and most emoji take two columns, marks over a letter take none. */
  private static int width(int point) {
    return switch (Character.getType(point)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(point) ? 2 : 1;
    };
  }

  private static boolean isWide(int point) {
    return switch (Character.UnicodeScript.of(point)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL -> point < 0xFF61 || point > 0xFFDC;
      default ->
          Character.isEmojiPresentation(point)
              || (point >= 0x3000 && point <= 0x303E)
              || (point >= 0xFF01 && point <= 0xFF60);
    };
  }
}
