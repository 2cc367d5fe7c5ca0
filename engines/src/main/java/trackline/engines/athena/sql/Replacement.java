package trackline.engines.athena.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.airlift.joni.Regex;
import io.airlift.joni.exception.ValueException;

/** What stands in the place of a hit: {@code $1}, <code>${name}</code> and signs after a slash. */
final class Replacement {
  private final String text;
  private final Regex regex;
  private final Regexp.Hit hit;
  private int at;

  Replacement(String text, Regex regex, Regexp.Hit hit) {
    this.text = text;
    this.regex = regex;
    this.hit = hit;
  }

  void appendTo(StringBuilder result) {
    while (at < text.length()) {
      char sign = next();
      switch (sign) {
        case '$' -> append(result, text.startsWith("{", at) ? named() : numbered());
        case '\\' -> result.append(next());
        default -> result.append(sign);
      }
    }
  }

  private void append(StringBuilder result, int group) {
    String value = hit.group(group);
    result.append(value == null ? "" : value);
  }

  private char next() {
    if (at == text.length()) {
      throw illegal();
    }
    return text.charAt(at++);
  }

  private int named() {
    int end = text.indexOf('}', at);
    if (end < 0) {
      throw illegal();
    }
    byte[] name = text.substring(at + 1, end).getBytes(UTF_8);
    at = end + 1;
    try {
      return regex.nameToBackrefNumber(name, 0, name.length, hit.region());
    } catch (ValueException e) {
      throw new IllegalArgumentException(
          "INVALID_FUNCTION_ARGUMENT: Illegal replacement sequence: unknown group", e);
    }
  }

  /** The largest number of a group that there is. */
  private int numbered() {
    int group = Character.digit(next(), 10);
    if (group < 0 || group >= hit.groups()) {
      throw illegal();
    }
    while (at < text.length()) {
      int digit = Character.digit(text.charAt(at), 10);
      if (digit < 0 || group * 10 + digit >= hit.groups()) {
        break;
      }
      group = group * 10 + digit;
      at++;
    }
    return group;
  }

  private static IllegalArgumentException illegal() {
    return new IllegalArgumentException("INVALID_FUNCTION_ARGUMENT: Illegal replacement sequence");
  }
}
