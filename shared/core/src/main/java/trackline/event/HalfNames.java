package trackline.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The text of a document whose names have no escape of half a surrogate pair, and are as many as
 * before: the parser, which takes no halves there, would meet two of them as one name twice.
 */
final class HalfNames {
  /**
   * A name, quotes and all.
   *
   * @param object the names of the object that it is in
   */
  private record Name(int from, int to, FreeNames object) {
    String of(String json) {
      return json.substring(from, to);
    }
  }

  private final String json;

  /** The same with halves replaced: each name stands where it stood. */
  private final String whole;

  private HalfNames(String json) {
    this.json = json;
    this.whole = WholeCharacters.inNames(json);
  }

  /** The text with whole and distinct names; a name that was there twice still is. */
  static String replaced(String json) {
    return new HalfNames(json).replaced();
  }

  private String replaced() {
    List<Name> names = names();
    names.forEach(name -> name.object().take(decoded(name.of(json)), decoded(name.of(whole))));
    StringBuilder replaced = new StringBuilder(whole.length());
    int copied = 0;
    for (Name name : names) {
      String plain = decoded(name.of(whole));
      String free = name.object().of(decoded(name.of(json)), plain);
      int end = name.to() - 1;
      replaced.append(whole, copied, end).append(free, plain.length(), free.length());
      copied = end;
    }
    return replaced.append(whole, copied, whole.length()).toString();
  }

  private List<Name> names() {
    List<Name> names = new ArrayList<>();
    Deque<FreeNames> open = new ArrayDeque<>();
    for (int at = 0; at < json.length(); at++) {
      switch (json.charAt(at)) {
        case '{' -> open.push(new FreeNames());
        case '}' -> open.poll();
        case '"' -> {
          int end = WholeCharacters.endOfString(json, at);
          if (!open.isEmpty() && WholeCharacters.isName(json, end)) {
            names.add(new Name(at, end, open.element()));
          }
          at = end - 1;
        }
        default -> {}
      }
    }
    return names;
  }

  /** What a string says, as a value: a value may have halves. */
  private static String decoded(String string) {
    if (string.indexOf('\\') < 0) {
      return string.substring(1, string.length() - 1);
    }
    try {
      return Json.MAPPER.readTree(string).asText();
    } catch (JsonProcessingException e) {
      return string.substring(1, string.length() - 1);
    }
  }
}
