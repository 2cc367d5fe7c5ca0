package trackline.importer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import trackline.event.Grammar;
import trackline.importer.Item.Broken;
import trackline.importer.Item.End;
import trackline.importer.Item.Ending;
import trackline.importer.Item.Flaw;
import trackline.importer.Item.Piece;

/**
 * Splits a file into its objects, whatever frames them: nothing, lines, blanks, an array, all of it
 * in one line or each object over many. It holds a little more than one object at a time.
 *
 * <p>Nobody says which framing a file has, so none is assumed: between objects a comma, the
 * brackets of an array and a byte order mark are passed over. Where JSON breaks off, the next
 * object is looked for:
 *
 * <ul>
 *   <li>within the line, where the broken object is an only line's: behind its own last bracket, or
 *       where an object begins that has no place in the broken one;
 *   <li>else at the next line, where the object broke off within its own line;
 *   <li>else, when lines after the broken one were taken for a part of it, at the first of these
 *       that begins with an object and is indented no deeper. It is read again from there, so that
 *       a line cut short takes no good one with it.
 * </ul>
 */
final class Splitter {
  /** An item of the table has 400 KB; this leaves room for blanks and escapes. */
  static final int MAX_ITEM = 1 << 20;

  /** More blanks than this before an object say no more of where it stands. */
  private static final int MAX_INDENT = 1 << 12;

  /** A file that goes on for so long without an object has none. */
  static final int MAX_BARREN = 64 << 20;

  private static final int BYTE_ORDER_MARK = 3;

  private final Window window;
  private final Grammar grammar = new Grammar();
  private boolean inArray;
  private boolean truncated;
  private boolean hopeless;

  /** The blanks that the line begins with, and whether it has had nothing else up to now. */
  private int indent;

  private boolean atLineStart = true;

  /** Splits a whole file. */
  Splitter(InputStream in) {
    this(in, Place.START);
  }

  /**
   * Splits the rest of a file.
   *
   * @param in what comes after the place
   */
  Splitter(InputStream in, Place place) {
    this.window = new Window(in, MAX_ITEM, place.position());
    this.inArray = place.inArray();
  }

  /**
   * A place between the objects of a file, from where it can be split without what came before.
   *
   * @param inArray whether an array is open there
   */
  record Place(long position, boolean inArray) {
    static final Place START = new Place(0, false);
  }

  /** The place after what was found last. */
  Place place() {
    return new Place(window.position(), inArray);
  }

  /**
   * What comes next; after the end, the end again.
   *
   * @throws IOException when the stream fails; what was found before is not affected
   */
  Item next() throws IOException {
    long begin = window.position();
    while (!hopeless && window.has(0)) {
      byte b = window.at(0);
      if (b == '{' || (b == '[' && inArray)) {
        return value();
      }
      if (!passByteOrderMark(b) && !passBetween(b)) {
        return stray();
      }
      hopeless = window.position() - begin > MAX_BARREN;
    }
    return end();
  }

  private End end() {
    Ending ending = inArray || truncated ? Ending.CUT_OFF : Ending.WHOLE;
    return new End(window.position(), hopeless ? Ending.HOPELESS : ending);
  }

  /** Passes the mark that a file may begin with, and each of several that were joined to one. */
  private boolean passByteOrderMark(byte b) throws IOException {
    boolean marked =
        b == (byte) 0xEF
            && window.has(BYTE_ORDER_MARK - 1)
            && window.at(1) == (byte) 0xBB
            && window.at(2) == (byte) 0xBF;
    if (marked) {
      window.pass(BYTE_ORDER_MARK);
    }
    return marked;
  }

  /** Passes a byte that may stand between objects; whether it may. */
  private boolean passBetween(byte b) {
    switch (b) {
      case ' ', '\t' -> indent = Math.min(indent + (atLineStart ? 1 : 0), MAX_INDENT);
      case '\n', '\r' -> beginLine();
      case ',' -> atLineStart = false;
      case '[' -> {
        inArray = true;
        atLineStart = false;
      }
      case ']' -> {
        if (!inArray) {
          return false;
        }
        inArray = false;
        atLineStart = false;
      }
      default -> {
        return false;
      }
    }
    window.pass(1);
    return true;
  }

  private void beginLine() {
    atLineStart = true;
    indent = 0;
  }

  // ------------------------------------------------------------ values

  private Item value() throws IOException {
    grammar.restart();
    atLineStart = false;
    boolean severalLines = false;
    for (int ahead = 0; ahead < MAX_ITEM; ahead++) {
      if (!window.has(ahead)) {
        return cutOff(ahead, severalLines);
      }
      byte b = window.at(ahead);
      switch (grammar.accept(b)) {
        case DONE -> {
          return piece(ahead + 1, severalLines);
        }
        case BAD -> {
          return severalLines ? brokenLines(ahead) : brokenLine(ahead);
        }
        case MORE -> severalLines |= Grammar.isLineEnd(b);
      }
    }
    return tooLarge(severalLines);
  }

  private Piece piece(int length, boolean severalLines) {
    byte[] bytes = window.copy(length);
    if (severalLines) {
      indent = lastIndent(bytes);
    }
    long start = window.position();
    window.pass(length);
    truncated = false;
    return new Piece(start, window.position(), bytes);
  }

  private static int lastIndent(byte[] bytes) {
    int line = bytes.length;
    while (line > 0 && !Grammar.isLineEnd(bytes[line - 1])) {
      line--;
    }
    int end = line;
    while (end < bytes.length && isBlank(bytes[end])) {
      end++;
    }
    return Math.min(end - line, MAX_INDENT);
  }

  // ------------------------------------------------------------ what is broken

  /** The value breaks off within the line that it begins in. */
  private Item brokenLine(int bad) throws IOException {
    int balanced = balanced();
    if (balanced > 0) {
      return broken(balanced, Flaw.NO_JSON);
    }
    if (window.at(bad) == '{') {
      return broken(bad, Flaw.NO_JSON);
    }
    int line = lineLength();
    if (inArray || line == MAX_ITEM) {
      int next = nextInLine(line);
      if (next > 0) {
        return broken(next, Flaw.NO_JSON);
      }
    }
    return rest(Flaw.NO_JSON, false);
  }

  /** The length of the value by brackets and texts alone, within the line; 0 when it has no end. */
  private int balanced() throws IOException {
    int depth = 0;
    boolean inText = false;
    boolean escaped = false;
    for (int ahead = 0; ahead < MAX_ITEM && window.has(ahead); ahead++) {
      byte b = window.at(ahead);
      if (Grammar.isLineEnd(b)) {
        return 0;
      }
      if (inText && (escaped || b == '\\')) {
        escaped = !escaped;
      } else if (b == '"') {
        inText = !inText;
      } else if (!inText && (b == '{' || b == '[')) {
        depth++;
      } else if (!inText && (b == '}' || b == ']') && --depth == 0) {
        return ahead + 1;
      }
    }
    return 0;
  }

  private int lineLength() throws IOException {
    int ahead = 0;
    while (ahead < MAX_ITEM && window.has(ahead) && !Grammar.isLineEnd(window.at(ahead))) {
      ahead++;
    }
    return ahead;
  }

  /** Where an object begins behind the end of another, as in {@code },{}; 0 for nowhere. */
  private int nextInLine(int line) {
    boolean closed = false;
    for (int ahead = 1; ahead < line; ahead++) {
      byte b = window.at(ahead);
      if (b == '{' && closed) {
        return ahead;
      }
      closed = b == '}' || (closed && (b == ',' || isBlank(b)));
    }
    return 0;
  }

  /** The value breaks off in a later line than the one that it begins in. */
  private Item brokenLines(int bad) throws IOException {
    int next = nextLine(bad);
    return next > 0 ? broken(next, Flaw.NO_JSON) : rest(Flaw.NO_JSON, true);
  }

  /** The first line up to a place in which an object may begin; 0 for none. */
  private int nextLine(int last) throws IOException {
    for (int ahead = 0; ahead < last; ahead++) {
      if (Grammar.isLineEnd(window.at(ahead)) && beginsObject(ahead + 1)) {
        return ahead + 1;
      }
    }
    return 0;
  }

  /** Whether a line begins with an object or the array's end, no deeper than this one's. */
  private boolean beginsObject(int line) throws IOException {
    int ahead = line;
    while (ahead - line < indent && window.has(ahead) && isBlank(window.at(ahead))) {
      ahead++;
    }
    return window.has(ahead) && (window.at(ahead) == '{' || (inArray && window.at(ahead) == ']'));
  }

  private Item cutOff(int length, boolean severalLines) throws IOException {
    int next = severalLines ? nextLine(length) : 0;
    return next > 0 ? broken(next, Flaw.NO_JSON) : broken(length, Flaw.TRUNCATED);
  }

  private Broken broken(int length, Flaw flaw) {
    byte[] bytes = window.copy(length);
    long start = window.position();
    window.pass(length);
    if (Grammar.isLineEnd(bytes[length - 1])) {
      beginLine();
    }
    truncated = flaw == Flaw.TRUNCATED;
    return new Broken(start, window.position(), bytes, flaw);
  }

  // ------------------------------------------------------------ what is longer than the window

  /** More than an object may have: read on to its end, without keeping it. */
  private Item tooLarge(boolean severalLines) throws IOException {
    int next = severalLines ? nextLine(MAX_ITEM - 1) : 0;
    if (next > 0) {
      return broken(next, Flaw.NO_JSON);
    }
    Kept kept = new Kept();
    kept.pass(MAX_ITEM);
    boolean several = severalLines;
    while (kept.goesOn()) {
      byte b = kept.pass();
      Grammar.Step step = grammar.accept(b);
      if (step == Grammar.Step.DONE) {
        return kept.broken(Flaw.TOO_LARGE);
      }
      several |= Grammar.isLineEnd(b);
      if (Grammar.isLineEnd(b) && beginsObject(0)) {
        beginLine();
        return kept.broken(Flaw.TOO_LARGE);
      }
      if (step == Grammar.Step.BAD) {
        return rest(kept, Flaw.TOO_LARGE, several);
      }
    }
    return kept.broken(hopeless ? Flaw.TOO_LARGE : Flaw.TRUNCATED);
  }

  private Item rest(Flaw flaw, boolean toObject) throws IOException {
    return rest(new Kept(), flaw, toObject);
  }

  /**
   * All up to the next line.
   *
   * @param toObject whether that line must begin with an object
   */
  private Item rest(Kept kept, Flaw flaw, boolean toObject) throws IOException {
    while (kept.goesOn()) {
      if (Grammar.isLineEnd(kept.pass()) && (!toObject || beginsObject(0))) {
        beginLine();
        return kept.broken(flaw);
      }
    }
    return kept.broken(flaw);
  }

  /** What is no value and no part of an array's frame: to the end of the line or of the element. */
  private Item stray() throws IOException {
    Kept kept = new Kept();
    boolean inText = false;
    while (kept.goesOn() && !isStrayEnd(window.at(0), inText)) {
      inText ^= kept.pass() == '"';
    }
    atLineStart = false;
    return kept.broken(Flaw.NO_JSON);
  }

  private boolean isStrayEnd(byte b, boolean inText) {
    return Grammar.isLineEnd(b)
        || (inArray && !inText && (b == ',' || b == ']' || b == '{' || b == '['));
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  /** A broken part of any length, of which the beginning is kept. */
  private final class Kept {
    private final long start = window.position();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    boolean goesOn() throws IOException {
      hopeless = window.position() - start >= MAX_BARREN;
      return !hopeless && window.has(0);
    }

    byte pass() {
      byte b = window.at(0);
      if (bytes.size() < MAX_ITEM) {
        bytes.write(b);
      }
      window.pass(1);
      return b;
    }

    void pass(int length) {
      bytes.writeBytes(window.copy(length));
      window.pass(length);
    }

    Broken broken(Flaw flaw) {
      truncated = flaw == Flaw.TRUNCATED;
      return new Broken(start, window.position(), bytes.toByteArray(), flaw);
    }
  }
}
