package trackline.cli;

import java.util.List;

/**
 * What an object of a quarantine holds for a replay.
 *
 * @param entries what is wanted of it
 * @param unreadable what of it nobody can read
 */
record ReplayObject(List<ReplayEntry> entries, List<Unreadable> unreadable) {

  /**
   * A line that is no entry of a quarantine.
   *
   * @param line its number in the object, from 1 on
   * @param detail what is wrong with it, without anything of it
   */
  record Unreadable(String object, int line, String detail) {
    @Override
    public String toString() {
      return object + ", line " + line + ": " + detail;
    }
  }
}
