package trackline.engines.dynamodb;

/** What hears of calls to DynamoDB, before their callers have the answers. */
public interface CallListener {
  /** Whether it wants to hear of calls of this operation. */
  boolean hears(String operation);

  /** Takes a call that is done; it must not throw. */
  void answered(AnsweredCall call);
}
