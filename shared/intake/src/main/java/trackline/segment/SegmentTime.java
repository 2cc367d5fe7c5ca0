package trackline.segment;

/** What the times in a message mean: they went through Segment or they did not. */
public enum SegmentTime {
  /**
   * From the client itself: {@code timestamp} (or {@code originalTimestamp}) is by the client's
   * clock, and {@code sentAt} tells how far off that is.
   */
  BY_CLIENT,

  /** From Segment: it has corrected {@code timestamp} by its own clock. */
  CORRECTED
}
