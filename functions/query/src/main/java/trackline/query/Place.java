package trackline.query;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place among the events of a person's ids: what is newer comes first, and of one event key what
 * has the lesser id.
 */
record Place(String id, String eventKey) {
  /** The id's length tells where it ends, whatever it is made of. */
  private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,4}):(.*)", Pattern.DOTALL);

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

  /** The place in a cursor's text; for one user the id need not be said. */
  static Optional<Place> read(EventQuery query, String text) {
    return query.person() ? read(text) : Optional.of(new Place(query.userId(), text));
  }

  private static Optional<Place> read(String text) {
    Matcher written = WRITTEN.matcher(text);
    // No key is empty.
    if (!written.matches() || Integer.parseInt(written.group(1)) >= written.group(2).length()) {
      return Optional.empty();
    }
    int end = Integer.parseInt(written.group(1));
    return Optional.of(
        new Place(written.group(2).substring(0, end), written.group(2).substring(end)));
  }

  String write(EventQuery query) {
    return query.person() ? id.length() + ":" + id + eventKey : eventKey;
  }
}
