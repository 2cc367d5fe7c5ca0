package trackline.query;

import java.util.Optional;

/**
 * Whose events are asked for, and of which type.
 *
 * @param person whether they are those of all the person's ids
 */
record EventQuery(String userId, Optional<String> eventType, boolean person) {
  /** For the events of one id. */
  EventQuery(String userId, Optional<String> eventType) {
    this(userId, eventType, false);
  }
}
