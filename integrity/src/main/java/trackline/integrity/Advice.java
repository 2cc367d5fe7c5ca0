package trackline.integrity;

/** What to do about findings. */
final class Advice {

  static final String RESTORE =
      "Restore it from the bucket's versions or a copy, and find out who wrote or deleted it"
          + " (S3's data events).";
  static final String MOVED =
      "Put it back where it says; in a copy, --prefix names what the copy left out of the keys.";
  static final String KEYS =
      "`aws cloudtrail list-public-keys` in the region of the digest, for the time of the digest,"
          + " prints the keys.";
  static final String EXTRA =
      "CloudTrail did not deliver it under this name, or its digest is gone: do not trust it.";
  static final String GAP =
      "Digests were deleted, or logging or its validation was off: the management events"
          + " StopLogging, UpdateTrail and DeleteTrail tell who did it.";
  static final String UNSIGNED =
      "S3 keeps its signature beside it: check the bucket itself, or give --signatures. A later"
          + " digest has it too.";
  static final String STARTS =
      "What was delivered before was not validated, or is not in this bucket any more.";
  static final String UNTOLD =
      "If that is when the trail was made, tell it with --begins-at. If not, somebody began the"
          + " chain anew and took away what was before: the management events StopLogging,"
          + " StartLogging, UpdateTrail, DeleteTrail and CreateTrail tell who did it.";
  static final String PENDING = "Check again in two hours: CloudTrail writes a digest each hour.";

  private Advice() {}
}
