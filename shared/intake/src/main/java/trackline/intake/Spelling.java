package trackline.intake;

/** How near words are to one another. */
public final class Spelling {
  /** Shorter words are too often near to one another by chance. */
  private static final int LEAST = 5;

  /** From this length on a word may have two slips. */
  private static final int LONG = 8;

  private Spelling() {}

  /** Whether a word is another one but for its case and a slip or two. */
  public static boolean isNear(String written, String meant) {
    if (written.equalsIgnoreCase(meant)) {
      return true;
    }
    int length = Math.min(written.length(), meant.length());
    return length >= LEAST && distance(written, meant) <= (length >= LONG ? 2 : 1);
  }

  /** Levenshtein's distance: how many letters are to be put in, taken out or replaced. */
  private static int distance(String from, String to) {
    int[] previous = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[to.length()];
  }
}
