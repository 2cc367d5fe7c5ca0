package trackline.event;

/**
 * The grammar of one JSON value, byte by byte, as far as it takes to know where the value ends: the
 * order of brackets, names, colons and commas. What stands for a number or a word is not looked at.
 */
public final class Grammar {
  /** What a byte means for the value. */
  public enum Step {
    MORE,
    /** The value ends with this byte. */
    DONE,
    /** No JSON has this byte here. */
    BAD
  }

  private enum Wanted {
    VALUE,
    VALUE_OR_END,
    NAME,
    NAME_OR_END,
    COLON,
    COMMA_OR_END
  }

  /** Deeper than any event may be; what is deeper than this is not followed. */
  private static final int MAX_DEPTH = 512;

  private final boolean[] objects = new boolean[MAX_DEPTH];
  private int depth;
  private Wanted wanted = Wanted.VALUE;
  private boolean inText;
  private boolean escaped;
  private boolean isName;
  private boolean inWord;

  /** Forgets everything, for another value. */
  public void restart() {
    depth = 0;
    wanted = Wanted.VALUE;
    inText = false;
    escaped = false;
    inWord = false;
  }

  /** Takes the next byte of a value that begins with a bracket. */
  public Step accept(byte b) {
    if (inText) {
      return text(b);
    }
    if (inWord && isWord(b)) {
      return Step.MORE;
    }
    inWord = false;
    return switch (b) {
      case ' ', '\t', '\n', '\r' -> Step.MORE;
      case '"' -> beginText();
      case '{' -> open(true);
      case '[' -> open(false);
      case '}' -> close(true, Wanted.NAME_OR_END);
      case ']' -> close(false, Wanted.VALUE_OR_END);
      case ':' -> wanted == Wanted.COLON ? want(Wanted.VALUE) : Step.BAD;
      case ',' -> comma();
      default -> word(b);
    };
  }

  /** A text may hold anything but the end of a line, which tells of a line that was cut short. */
  private Step text(byte b) {
    if (escaped) {
      escaped = false;
      return isLineEnd(b) ? Step.BAD : Step.MORE;
    }
    switch (b) {
      case '\\' -> escaped = true;
      case '"' -> {
        inText = false;
        wanted = isName ? Wanted.COLON : Wanted.COMMA_OR_END;
      }
      case '\n', '\r' -> {
        return Step.BAD;
      }
      default -> {}
    }
    return Step.MORE;
  }

  private Step beginText() {
    isName = wanted == Wanted.NAME || wanted == Wanted.NAME_OR_END;
    if (!isName && !wantsValue()) {
      return Step.BAD;
    }
    inText = true;
    return Step.MORE;
  }

  private Step open(boolean object) {
    if (!wantsValue() || depth == MAX_DEPTH) {
      return Step.BAD;
    }
    objects[depth++] = object;
    return want(object ? Wanted.NAME_OR_END : Wanted.VALUE_OR_END);
  }

  private Step close(boolean object, Wanted ifEmpty) {
    boolean allowed = wanted == Wanted.COMMA_OR_END || wanted == ifEmpty;
    if (!allowed || depth == 0 || objects[depth - 1] != object) {
      return Step.BAD;
    }
    depth--;
    wanted = Wanted.COMMA_OR_END;
    return depth == 0 ? Step.DONE : Step.MORE;
  }

  private Step comma() {
    if (wanted != Wanted.COMMA_OR_END || depth == 0) {
      return Step.BAD;
    }
    return want(objects[depth - 1] ? Wanted.NAME : Wanted.VALUE);
  }

  private Step word(byte b) {
    if (!wantsValue() || !isWord(b)) {
      return Step.BAD;
    }
    inWord = true;
    return want(Wanted.COMMA_OR_END);
  }

  private Step want(Wanted next) {
    wanted = next;
    return Step.MORE;
  }

  private boolean wantsValue() {
    return wanted == Wanted.VALUE || wanted == Wanted.VALUE_OR_END;
  }

  /** Whether a byte ends a line. */
  public static boolean isLineEnd(byte b) {
    return b == '\n' || b == '\r';
  }

  /** Whether a byte may be a part of a number or a word. */
  static boolean isWord(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '+'
        || b == '.';
  }
}
