package trackline.integrity;

import java.util.Locale;

/**
 * Something that the check found.
 *
 * @param region the region whose chain it belongs to
 * @param file the file's whole name; empty where it is of no single file
 * @param detail what is the matter
 * @param advice what to do about it
 */
public record Finding(
    Kind kind, String account, String region, String file, String detail, String advice) {

  /** What is the matter. */
  public enum Kind {
    MISSING(true),
    CHANGED(true),
    DAMAGED(true),
    MOVED(true),
    EXTRA(true),
    SIGNATURE(true),
    UNKNOWN_KEY(true),
    GAP(true),
    /** The chain begins within the period, and nobody has said that it does. */
    UNTOLD(true),
    /** Nothing speaks against the file, and nothing for it. */
    UNSIGNED(false),
    STARTS(false),
    PENDING(false);

    private final boolean failure;

    Kind(boolean failure) {
      this.failure = failure;
    }

    /** Whether something is missing or changed, rather than worth knowing. */
    public boolean isFailure() {
      return failure;
    }

    /** The word for it, as answers have it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
