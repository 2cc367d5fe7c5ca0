package trackline.engines.mapping;

/** Records that the mapping gives up. */
record Discard(Piece piece, Condition condition) {
  /** Why, in the words of Lambda's invocation record. */
  enum Condition {
    RETRY_ATTEMPTS_EXHAUSTED("RetryAttemptsExhausted"),
    RECORD_AGE_EXCEEDED("RecordAgeExceeded");

    private final String text;

    Condition(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }
}
