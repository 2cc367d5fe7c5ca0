package trackline.segment;

import java.util.Map;

/**
 * Where the members of an event stood in the message that it was read from, so that a fault is
 * pointed at in what the client sent.
 *
 * @param places pointers into the message by pointers into the event
 */
public record Origins(Map<String, String> places) {
  public Origins {
    places = Map.copyOf(places);
  }

  /** The place in the message of a place in the event. */
  public String of(String inEvent) {
    String known = inEvent;
    while (!known.isEmpty() && !places.containsKey(known)) {
      known = known.substring(0, known.lastIndexOf('/'));
    }
    return places.getOrDefault(known, known) + inEvent.substring(known.length());
  }
}
