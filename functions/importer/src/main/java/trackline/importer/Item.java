package trackline.importer;

import trackline.aws.QuarantineReason;

/** What the splitter finds in a file, one after the other; positions are in the inflated bytes. */
sealed interface Item {
  /** Where it ends in the file. */
  long end();

  /**
   * A value whose brackets and strings match: nearly always an object of good JSON, which the
   * judgement finds out.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared: judged and gone
  record Piece(long start, long end, byte[] bytes) implements Item {}

  /**
   * A part of the file that is no JSON value.
   *
   * @param bytes what is kept of it: the first mebibyte at most
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared: written to quarantine and gone
  record Broken(long start, long end, byte[] bytes, Flaw flaw) implements Item {}

  /** The end of the file, or of the attempt to read it. */
  record End(long end, Ending ending) implements Item {}

  /** What is wrong with a broken part. */
  enum Flaw {
    NO_JSON(QuarantineReason.UNREADABLE, "This is no JSON object"),
    TOO_LARGE(
        QuarantineReason.TOO_LARGE,
        "An object of a file may have 1,048,576 bytes; the rest is not kept"),
    TRUNCATED(QuarantineReason.TRUNCATED, "The file ends within this object");

    private final QuarantineReason reason;
    private final String detail;

    Flaw(QuarantineReason reason, String detail) {
      this.reason = reason;
      this.detail = detail;
    }

    /** What it is counted by. */
    QuarantineReason reason() {
      return reason;
    }

    /** The reason for people. */
    String detail() {
      return detail;
    }
  }

  /** How a file ends. */
  enum Ending {
    WHOLE,
    /** Within an object, or within the array that holds them. */
    CUT_OFF,
    /** It goes on and on without an object. */
    HOPELESS
  }
}
