package trackline.cli;

import java.util.Locale;

/**
 * What was found out about one thing.
 *
 * @param advice what to do; empty where all is well
 */
record Check(String name, State state, String finding, String advice) {

  /** How bad it is. */
  enum State {
    OK,
    /** Missing, and needed for some things only. */
    NOTE,
    WRONG;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Check ok(String name, String finding) {
    return new Check(name, State.OK, finding, "");
  }

  static Check note(String name, String finding, String advice) {
    return new Check(name, State.NOTE, finding, advice);
  }

  static Check wrong(String name, String finding, String advice) {
    return new Check(name, State.WRONG, finding, advice);
  }

  boolean failed() {
    return state == State.WRONG;
  }
}
