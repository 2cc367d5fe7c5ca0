package trackline.integrity;

import java.util.List;

/**
 * How the chain of one trail in one region stands.
 *
 * @param proven the stretches that valid digests vouch for
 */
public record ChainReport(ChainName name, Count digests, Count logFiles, List<Stretch> proven) {

  /**
   * Files by what became of them.
   *
   * @param unproven neither valid nor not: what would tell is missing
   */
  public record Count(int valid, int invalid, int unproven) {

    /** All of them. */
    public int all() {
      return valid + invalid + unproven;
    }
  }
}
