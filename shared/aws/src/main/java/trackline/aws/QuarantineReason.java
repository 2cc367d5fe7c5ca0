package trackline.aws;

import java.util.Locale;

/** Why something is refused, in words to count by: each entry of the quarantine names one. */
public enum QuarantineReason {
  /** An event that the plan or the table does not take, or one of a batch that cannot be read. */
  INVALID,
  TOO_LARGE,
  /** Another event has its key. */
  CONFLICT,
  /** A whole body, an object of a file, or the item of a record, that cannot be read. */
  UNREADABLE,
  /** A stream record without what it leaves. */
  NO_NEW_IMAGE,
  /** An object within which its file ends. */
  TRUNCATED,
  /** A stream record that no quarantine counted: its mapping gave it up. */
  GIVEN_UP;

  /** The word for it, as the quarantine's entries have it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
