package trackline.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import trackline.event.Slices.Slice;

/**
 * Finds where the elements of an array begin and end: commas separate them, and where nothing
 * stands before, between or behind commas there is an element without bytes. Three ways are tried
 * for each of them, the one that believes most of it first:
 *
 * <ul>
 *   <li>it keeps to the order of brackets, names, colons and commas;
 *   <li>its brackets match, outside of what its quotes enclose, and no object begins in it that has
 *       no place there;
 *   <li>neither: then it reaches as far as where another object begins that keeps to the order, or
 *       where the array and the rest of the document end as they should.
 * </ul>
 */
final class Slicer {
  /**
   * How often a document may be looked through. Each element whose brackets do not match may take
   * another look at the whole rest, which makes hostile documents dear.
   */
  private static final int LOOKS = 64;

  /** What may be looked at in any case: small documents are cheap, however hostile. */
  private static final int LEAST = 1 << 20;

  private static final int NOWHERE = -1;

  private final byte[] document;
  private final Grammar grammar = new Grammar();
  private boolean isMember;
  private long budget;

  /** Whether the last element was cut where its brackets did not match. */
  private boolean lost;

  /** Where the last value that was tried left the order. */
  private int breach;

  Slicer(byte[] document) {
    this.document = document;
    this.budget = LEAST + (long) LOOKS * document.length;
  }

  /** The elements of the array of a name, or of the document itself where that is empty. */
  Optional<Slices> slices(String member) {
    isMember = !member.isEmpty();
    int open = isMember ? seek(member) : afterBlanks(0);
    return is(open, '[') ? elements(open + 1) : Optional.empty();
  }

  /** The first element of a document that is an array, whatever comes after it. */
  Optional<Slice> first() {
    int open = afterBlanks(0);
    if (!is(open, '[')) {
      return Optional.empty();
    }
    int from = afterBlanks(open + 1);
    int strict = valueEnd(from);
    int to = strict > from ? strict : balancedEnd(from);
    return to > from ? Optional.of(new Slice(from, to)) : Optional.empty();
  }

  private Optional<Slices> elements(int inside) {
    List<Slice> elements = new ArrayList<>();
    int at = afterBlanks(inside);
    boolean goesOn = !is(at, ']');
    while (goesOn) {
      int end = elementEnd(at);
      if (end < at || budget < 0) {
        return Optional.empty();
      }
      elements.add(new Slice(at, end));
      int border = afterBlanks(end);
      goesOn = is(border, ',');
      at = goesOn ? afterBlanks(border + 1) : border;
    }
    return Optional.of(new Slices(document, elements, new Slice(inside, at)));
  }

  private int elementEnd(int from) {
    if (isBeforeBorder(from)) {
      lost = false;
      return from;
    }
    breach = NOWHERE;
    int strict = valueEnd(from);
    if (isBeforeBorder(strict)) {
      lost = false;
      return strict;
    }
    if (!lost && is(afterBlanks(strict), ']')) {
      // It is good, and so it is the array that ends too early.
      return NOWHERE;
    }
    int balanced = isBeforeAnother() ? NOWHERE : balancedEnd(from);
    lost = balanced <= from;
    return lost ? brokenEnd(from) : balanced;
  }

  /** Whether another object begins where a value left the order: it lacks its own last bracket. */
  private boolean isBeforeAnother() {
    return is(breach, '{') && is(beforeBlanks(0, breach) - 1, ',');
  }

  private boolean isBeforeBorder(int end) {
    int border = end == NOWHERE ? NOWHERE : afterBlanks(end);
    return is(border, ',') || isArrayEnd(border);
  }

  /** Whether it is the bracket that ends the array: the document goes on behind it as it should. */
  private boolean isArrayEnd(int at) {
    return is(at, ']') && isRest(at + 1);
  }

  private boolean isRest(int from) {
    int at = afterBlanks(from);
    while (isMember && is(at, ',')) {
      at = afterMember(afterBlanks(at + 1));
    }
    return isMember ? is(at, '}') && isEnd(at + 1) : isEnd(at);
  }

  private boolean isEnd(int from) {
    return afterBlanks(from) == document.length;
  }

  // ------------------------------------------------------------ what keeps to the order

  /** Where a value ends that keeps to the order of JSON. */
  private int valueEnd(int from) {
    return switch (at(from)) {
      case '{', '[' -> structureEnd(from);
      case '"' -> stringEnd(from);
      default -> wordEnd(from);
    };
  }

  private int structureEnd(int from) {
    grammar.restart();
    breach = NOWHERE;
    for (int at = from; has(at); at++) {
      switch (grammar.accept(document[at])) {
        case DONE -> {
          return at + 1;
        }
        case BAD -> {
          breach = at;
          return NOWHERE;
        }
        case MORE -> {}
      }
    }
    return NOWHERE;
  }

  /** Where a string ends, behind its second quote. */
  private int stringEnd(int from) {
    boolean escaped = false;
    for (int at = from + 1; has(at); at++) {
      if (!escaped && document[at] == '"') {
        return at + 1;
      }
      escaped = !escaped && document[at] == '\\';
    }
    return NOWHERE;
  }

  private int wordEnd(int from) {
    int at = from;
    while (has(at) && Grammar.isWord(document[at])) {
      at++;
    }
    return at > from && has(at) ? at : NOWHERE;
  }

  // ------------------------------------------------------------ what does not

  /** The end of what stands before the next border outside of all brackets and strings. */
  private int balancedEnd(int from) {
    BitSet objects = new BitSet();
    int depth = 0;
    for (int at = from; has(at); at++) {
      switch (document[at]) {
        case '"' -> {
          int end = stringEnd(at);
          if (end == NOWHERE) {
            return NOWHERE;
          }
          at = end - 1;
        }
        case '{', '[' -> objects.set(depth++, document[at] == '{');
        case '}', ']' -> {
          if (depth == 0) {
            return isArrayEnd(at) ? beforeBlanks(from, at) : NOWHERE;
          }
          if (objects.get(--depth) != is(at, '}')) {
            return NOWHERE;
          }
        }
        case ',' -> {
          if (depth == 0) {
            return beforeBlanks(from, at);
          }
        }
        default -> {}
      }
    }
    return NOWHERE;
  }

  /** Where something begins that can be believed again: another object, or the end of the array. */
  private int brokenEnd(int from) {
    for (int at = from; has(at); at++) {
      boolean another = document[at] == ',' && isObject(afterBlanks(at + 1));
      if (another || isArrayEnd(at)) {
        return beforeBlanks(from, at);
      }
    }
    return NOWHERE;
  }

  private boolean isObject(int from) {
    return is(from, '{') && isBeforeBorder(structureEnd(from));
  }

  // ------------------------------------------------------------ the object around the array

  private int seek(String member) {
    int at = afterBlanks(0);
    if (!is(at, '{')) {
      return NOWHERE;
    }
    do {
      int name = afterBlanks(at + 1);
      int value = valueOfMember(name);
      if (is(value, '[') && isNamed(name, member)) {
        return value;
      }
      at = afterMember(name);
    } while (is(at, ','));
    return NOWHERE;
  }

  /** Where the value of the member begins whose name begins here. */
  private int valueOfMember(int name) {
    int colon = is(name, '"') ? afterBlanks(stringEnd(name)) : NOWHERE;
    return is(colon, ':') ? afterBlanks(colon + 1) : NOWHERE;
  }

  /** What comes behind the value of the member whose name begins here. */
  private int afterMember(int name) {
    int value = valueOfMember(name);
    return value == NOWHERE ? NOWHERE : afterBlanks(valueEnd(value));
  }

  private boolean isNamed(int from, String member) {
    Slice name = new Slice(from, stringEnd(from));
    String written = new String(name.of(document), ISO_8859_1);
    if (!written.contains("\\")) {
      return written.equals("\"" + member + "\"");
    }
    try {
      return member.equals(Json.read(new String(name.of(document), UTF_8)).textValue());
    } catch (Json.BadJson e) {
      return false;
    }
  }

  // ------------------------------------------------------------ bytes

  /** Whether there is a byte at a place, and the will to look at it. */
  private boolean has(int at) {
    return at >= 0 && at < document.length && --budget >= 0;
  }

  private boolean is(int at, char expected) {
    return at(at) == expected;
  }

  private byte at(int at) {
    return at >= 0 && at < document.length ? document[at] : 0;
  }

  private int afterBlanks(int from) {
    if (from == NOWHERE) {
      return NOWHERE;
    }
    int at = from;
    while (isBlank(at)) {
      at++;
      budget--;
    }
    return at;
  }

  private int beforeBlanks(int from, int to) {
    int at = to;
    while (at > from && isBlank(at - 1)) {
      at--;
    }
    return at;
  }

  private boolean isBlank(int at) {
    return switch (at(at)) {
      case ' ', '\t', '\n', '\r' -> true;
      default -> false;
    };
  }
}
