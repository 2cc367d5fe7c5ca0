package trackline.cli;

/** Commands as a message advises them: they can be pasted, and go where the asking one went. */
final class Hint {
  private Hint() {}

  /**
   * A command between backticks.
   *
   * @param words what comes after {@code trackline}
   * @param target the options that say where it goes, each with a blank before it
   */
  static String of(String words, String target) {
    return "`./trackline " + words + target + "`";
  }

  /** A word as a shell takes it whole. */
  static String word(String text) {
    return text.matches("[A-Za-z0-9_./:=@%+,~-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
