package trackline.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Comparator;

/**
 * A place among the events of a person's ids: what is newer comes first, and of one event key what
 * has the lesser id.
 */
record Place(String id, String eventKey) {
  static final Comparator<Place> ORDER =
      Comparator.comparing(Place::bytes, Arrays::compareUnsigned)
          .reversed()
          .thenComparing(Place::id);

  /** DynamoDB orders texts by their bytes. */
  private byte[] bytes() {
    return eventKey.getBytes(UTF_8);
  }

  /** The key after which an id's own events go on, where the page before ended at this place. */
  String after(String other) {
    // The least key that is greater than this one: the event of this very key is still to come.
    return other.compareTo(id) > 0 ? eventKey + "\0" : eventKey;
  }
}
