package trackline.engines.eventbridge;

import java.util.List;
import software.amazon.event.ruler.Machine;

/**
 * The patterns of a rule of EventBridge or of an event source mapping's filter, read by AWS's own
 * library for them.
 */
public final class EventPatterns {
  private final Machine machine = Machine.builder().build();
  private final boolean everything;

  /**
   * Takes patterns of which one must match; without any, every event does.
   *
   * @throws IllegalArgumentException for a pattern that is none
   */
  public EventPatterns(List<String> patterns) {
    everything = patterns.isEmpty();
    for (String pattern : patterns) {
      try {
        machine.addRule(pattern, pattern);
      } catch (Exception e) {
        throw new IllegalArgumentException("Not an event pattern: " + pattern, e);
      }
    }
  }

  /** Whether an event's JSON matches. */
  public boolean match(String event) {
    try {
      return everything || !machine.rulesForJSONEvent(event).isEmpty();
    } catch (Exception e) {
      throw new IllegalArgumentException("An event that is no JSON object", e);
    }
  }
}
