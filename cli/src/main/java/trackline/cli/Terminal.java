package trackline.cli;

/**
 * What the answers are shown on.
 *
 * @param columns how wide it is; 0 where it is no terminal, but a file or another program
 * @param colours whether it shows colours, and they are wanted
 */
record Terminal(int columns, boolean colours) {
  /** A file or another program, which takes lines of any length. */
  static final Terminal NONE = new Terminal(0, false);

  private static final int USUAL = 80;
  private static final int LEAST = 60;
  private static final int MOST = 100;

  /** As the script {@code trackline} found it, which can tell a terminal from a file. */
  static Terminal found() {
    int columns = Integer.getInteger("trackline.columns", 0);
    String refusal = System.getenv("NO_COLOR");
    boolean dumb = "dumb".equals(System.getenv("TERM"));
    return new Terminal(columns, columns > 0 && !dumb && (refusal == null || refusal.isEmpty()));
  }

  /** How wide a help text is to be. */
  int helpColumns() {
    return columns == 0 ? USUAL : Math.clamp(columns, LEAST, MOST);
  }
}
