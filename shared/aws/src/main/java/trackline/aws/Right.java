package trackline.aws;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a key may do, by the words of its secret. */
public enum Right {
  /** To send events, as servers do. */
  WRITE,
  /** To send events within the limits of a page, whose key anybody can read. */
  PAGE,
  /** To ask that a user be forgotten. */
  FORGET,
  /** To read events and figures. */
  READ,
  /** To read the audit. */
  AUDIT;

  /** The word for it, for example {@code write}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The words of all rights, with blanks between them. */
  static String words() {
    return Arrays.stream(values()).map(Right::word).collect(joining(" "));
  }

  /** The right of a word; nothing for a word that is none's. */
  static Optional<Right> named(String word) {
    return Arrays.stream(values()).filter(right -> right.word().equals(word)).findFirst();
  }
}
